import { command } from "../cli/command.ts";
import { printJson, printLines } from "../cli/print.ts";
import { alignColumns } from "../cli/table.ts";
import { readIndexAt } from "../feeds/locations.ts";
import { OPTIONAL_SECTIONS, SECTION_NAMES } from "../format/document.ts";
import { decodeIndex, FORMAT_VERSION, type IndexDocument } from "../format/index-file.ts";

export const inspect = command({
  name: "inspect",
  summary: "show what is in an index: provenance, species, bytes per section",
  operands: "[INDEX]",
  operandCount: [0, 1],
  options: { json: { help: "print it as JSON" } },
  settings: ["index"],
  example: "assembl inspect genes.msgpack",
  async run({ settings, options, positionals }) {
    const { name, bytes } = await readIndexAt(positionals[0] ?? settings.index);
    const contents = summarize(name, bytes.length, decodeIndex(bytes));
    if (options.json) printJson(contents);
    else printLines(describe(contents));
    return 0;
  },
});

type Contents = ReturnType<typeof summarize>;

function summarize(path: string, bytes: number, document: IndexDocument) {
  const { generation, provenance, species, sections } = document;
  return {
    path,
    bytes,
    format_version: FORMAT_VERSION,
    generation,
    ...provenance,
    labels: species.reduce((sum, entry) => sum + entry.labels, 0),
    genes: species.reduce((sum, entry) => sum + entry.genes, 0),
    aliases: species.reduce((sum, entry) => sum + entry.aliases, 0),
    sections: Object.fromEntries(
      [...SECTION_NAMES, ...OPTIONAL_SECTIONS].flatMap((name) => {
        const section = sections[name];
        return section === undefined ? [] : [[name, section.length]];
      }),
    ),
    species: species.map(({ name, names = [], labels, genes, aliases }) => ({
      name,
      names,
      labels,
      genes,
      aliases,
    })),
  };
}

function describe(contents: Contents): string[] {
  const amount = (value: number) => value.toLocaleString("en");
  const { rows } = contents;
  const refused = Object.entries(rows.refused).map(
    ([reason, count]) => `${amount(count)} ${reason}`,
  );
  return [
    ...alignColumns([
      ["index", contents.path],
      ["generation", contents.generation],
      ["format version", String(contents.format_version)],
      ["source", contents.source],
      ["release", contents.release ?? "unknown"],
      ["built", `${contents.built} by ${contents.builder}`],
      ["rows", `${amount(rows.read)}, repeated ${amount(rows.repeated)}`],
      ["rows refused", refused.join(", ") || "none"],
    ]),
    "",
    ...alignColumns(
      [
        ["section", "bytes", "per label"],
        ...Object.entries(contents.sections).map(([name, bytes]) => [
          name,
          amount(bytes),
          (bytes / contents.labels).toFixed(3),
        ]),
        ["whole file", amount(contents.bytes), (contents.bytes / contents.labels).toFixed(3)],
      ],
      [1, 2],
    ),
    "",
    ...alignColumns(
      [
        ["species", "labels", "genes", "aliases"],
        ...contents.species.map(({ name, labels, genes, aliases }) => [
          name,
          amount(labels),
          amount(genes),
          amount(aliases),
        ]),
        ["all", amount(contents.labels), amount(contents.genes), amount(contents.aliases)],
      ],
      [1, 2, 3],
    ),
  ];
}
