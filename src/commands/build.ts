import { command, type Options } from "../cli/command.ts";
import { printJson, printLines } from "../cli/print.ts";
import { StderrProgress } from "../cli/progress.ts";
import { alignColumns } from "../cli/table.ts";
import type { BuildReport } from "../compile/build.ts";
import type { NamedSpecies } from "../compile/name-species.ts";
import { UsageError } from "../errors.ts";
import { DEFAULT_INDEX, isUrl } from "../feeds/locations.ts";
import { speciesByTaxon } from "../names/species-names.ts";
import type { Settings } from "../settings.ts";
import type { AnnotationSource, Source } from "../sources/source.ts";
import { type Compressed, compressIndex } from "../store/write-index.ts";

const MILLISECONDS = 1000;
/** How many names the report lists of those that are ignored. */
const LISTED_NAMES = 20;

export const build = command({
  name: "build",
  summary: "read genes from a database or a file and write an index",
  operands: "",
  operandCount: [0, 0],
  options: {
    from: {
      value: "[SPECIES=]FILE",
      isList: true,
      help: "genes: GFF3, GTF, gene_info or TSV with species, display_label; may be repeated; - is standard input",
    },
    table: { value: "NAME", help: "table to read; otherwise gene_autocomplete, or core tables" },
    query: {
      value: "SQL",
      help: "SELECT to read instead of a table, with columns of the same names",
    },
    species: { value: "A,B", help: "only these species" },
    aliases: {
      value: "FILE",
      isList: true,
      help: "former symbols and synonyms: TSV with species, alias, display_label or stable_id; tables of HGNC, NCBI, …",
    },
    ids: {
      value: "FILE",
      isList: true,
      help: "ids in other databases: TSV with species, id, display_label or stable_id; tables of HGNC, NCBI, …",
    },
    weights: {
      value: "FILE",
      isList: true,
      help: "what ranks first in each tier: TSV with species, weight, and display_label or stable_id",
    },
    "species-names": {
      value: "FILE",
      help: "other names of species: TSV with species, name",
    },
    output: { value: "PATH", help: `where to write the index, default ${DEFAULT_INDEX}` },
    compress: {
      help: "also write the index compressed with zstd, beside it with .zst appended",
    },
    force: { help: "replace the output whatever it is, even an index with far more genes" },
    json: { help: "print the report as JSON" },
  },
  settings: ["databaseUrl", "release", "sourceDateEpoch"],
  example:
    "assembl build --database-url mysql://anonymous@localhost/ensembl --output genes.msgpack",
  async run({ settings, options }) {
    // Loaded only here: a server never builds, and would need 10 MB more with mysql2.
    const { buildIndex } = await import("../compile/build.ts");
    const progress = new StderrProgress();
    checkFiles(options);
    try {
      const speciesNames = await chooseSpeciesNames(options);
      const report = await buildIndex({
        sources: await chooseSources(settings, options, speciesNames),
        annotations: await chooseAnnotations(options),
        speciesNames,
        output: (options.output as string | undefined) ?? DEFAULT_INDEX,
        force: options.force === true,
        built: new Date(
          settings.sourceDateEpoch === null ? Date.now() : settings.sourceDateEpoch * MILLISECONDS,
        ).toISOString(),
        progress,
      });
      const compressed = options.compress ? await compressIndex(report.output) : null;
      progress.end();
      if (options.json) printJson({ ...report, ...(compressed && { compressed }) });
      else printLines(describe(report, compressed));
      return 0;
    } finally {
      progress.end();
    }
  },
});

/** Options that name files to read. */
const FILE_OPTIONS = ["from", "aliases", "ids", "weights", "species-names"];

/** A file that an option names, perhaps with the species of its genes. */
interface NamedFile {
  species: string | null;
  path: string;
}

/** The files that an option names. A path with an equals sign and without a folder before it is written as ./a=b. */
function filesOf(options: Options, option: string): NamedFile[] {
  return [options[option] ?? []].flat().map((value) => {
    const [, species, path] = /^([^=/]+)=(.*)$/s.exec(String(value)) ?? [];
    if (option !== "from" || species === undefined) return { species: null, path: String(value) };
    return { species: species.trim(), path: path! };
  });
}

/** @throws UsageError if a file is a URL, or several are standard input */
function checkFiles(options: Options): void {
  for (const option of [...FILE_OPTIONS, "output"]) {
    if (!filesOf(options, option).some(({ path }) => isUrl(path))) continue;
    throw new UsageError(`--${option} is a URL`, "give the path of a file");
  }
  const given = FILE_OPTIONS.flatMap((option) =>
    filesOf(options, option).flatMap(({ path }) => (path === "-" ? [option] : [])),
  );
  if (given.length < 2) return;
  throw new UsageError(
    `${given.map((option) => `--${option}`).join(" and ")} are both standard input`,
    "give a path for all but one of them",
  );
}

/** The species that --species limits the build to; all where it is not given. */
function chosenSpecies(options: Options): { species?: string[] } {
  const given = options.species as string | undefined;
  return given === undefined ? {} : { species: given.split(",").map((name) => name.trim()) };
}

async function chooseAnnotations(options: Options): Promise<AnnotationSource[]> {
  const { aliasFile, idFile, weightFile } = await import("../sources/files/annotation-file.ts");
  const species = chosenSpecies(options);
  const files = (option: string) =>
    filesOf(options, option).map(({ path }) => ({ path, ...species }));
  return [
    ...files("aliases").map(aliasFile),
    ...files("ids").map(idFile),
    ...files("weights").map(weightFile),
  ];
}

async function chooseSpeciesNames(options: Options): Promise<Map<string, string[]>> {
  const path = options["species-names"] as string | undefined;
  const { readSpeciesNames } = await import("../sources/files/species-names-file.ts");
  return path === undefined ? new Map() : readSpeciesNames({ path, ...chosenSpecies(options) });
}

async function chooseSources(
  { databaseUrl: url, release }: Pick<Settings, "databaseUrl" | "release">,
  options: Options,
  speciesNames: ReadonlyMap<string, readonly string[]>,
): Promise<Source[]> {
  const { table, query } = options as Record<string, string | undefined>;
  const files = filesOf(options, "from");
  if (files.length > 0 && (table !== undefined || query !== undefined)) {
    throw new UsageError("--from cannot be combined with --table or --query", "leave one out");
  }
  if (release !== null && (table !== undefined || query !== undefined)) {
    throw new UsageError("--release cannot be combined with --table or --query", "leave one out");
  }
  if (table !== undefined && query !== undefined) {
    throw new UsageError("--table and --query exclude each other", "leave one out");
  }
  const filter = chosenSpecies(options);
  if (files.length > 0) {
    const { geneFileSource } = await import("../sources/files/label-file.ts");
    const taxa = speciesByTaxon(speciesNames);
    const wanted = filter.species === undefined ? null : new Set(filter.species);
    return files.map((file) => geneFileSource({ ...file, taxa, wanted }));
  }
  if (url === null) {
    throw new UsageError(
      "there is nothing to build from",
      "give --from FILE or --database-url URL",
    );
  }
  if (table !== undefined || query !== undefined) {
    const { mysqlSource } = await import("../sources/mysql/autocomplete.ts");
    const of = { ...(table !== undefined && { table }), ...(query !== undefined && { query }) };
    return [mysqlSource({ url, ...of, ...filter })];
  }
  const { coreSource, databaseSource } = await import("../sources/mysql/core.ts");
  return [
    release === null ? databaseSource({ url, ...filter }) : coreSource({ url, release, ...filter }),
  ];
}

function describe(report: BuildReport, compressed: Compressed | null): string[] {
  const { seconds, rows } = report;
  const amount = (value: number) => value.toLocaleString("en");
  const refused = Object.entries(rows.refused);
  const lines = [
    ["species", amount(report.species)],
    ["labels", amount(report.labels)],
    ["genes", amount(report.genes)],
    ["rows", amount(rows.read)],
    ...(rows.repeated > 0 ? [["rows repeated", amount(rows.repeated)]] : []),
    ...refused.map(([reason, count]) => [`rows refused, ${reason}`, amount(count)]),
    ...annotationLines("aliases", report.aliases, amount),
    ...(report.aliases.refused > 0 ? [["aliases refused", amount(report.aliases.refused)]] : []),
    ...(report.aliases.tooMany > 0
      ? [["aliases beyond 256 of a label", amount(report.aliases.tooMany)]]
      : []),
    ...annotationLines("ids", report.ids, amount),
    ...(report.ids.refused > 0 ? [["ids refused", amount(report.ids.refused)]] : []),
    ...annotationLines("weights", report.weights, amount),
    ...speciesNameLines(report.speciesNames, amount),
    ["bytes", amount(report.bytes)],
    ...(compressed === null ? [] : [["bytes compressed", amount(compressed.bytes)]]),
    ["bytes per label", (report.bytes / report.labels).toFixed(2)],
    ...Object.entries(seconds).map(([phase, value]) => [`seconds ${phase}`, value.toFixed(2)]),
  ];
  const result = report.unchanged
    ? `${report.output} already holds generation ${report.generation} and was not changed`
    : `${report.output} now holds generation ${report.generation}`;
  return [...alignColumns(lines, [1]), ...ambiguous(report.speciesNames), result];
}

/** How many aliases or weights belong to a label, and how many do not; no lines where none were given. */
function annotationLines(
  name: string,
  { kept, missing }: { kept: number; missing: number },
  amount: (value: number) => string,
): string[][] {
  return [
    ...(kept + missing > 0 ? [[name, amount(kept)]] : []),
    ...(missing > 0 ? [[`${name} without a label`, amount(missing)]] : []),
  ];
}

function speciesNameLines(
  { kept, refused, unknownSpecies }: NamedSpecies,
  amount: (value: number) => string,
): string[][] {
  return [
    ...(kept > 0 ? [["species names", amount(kept)]] : []),
    ...(refused > 0 ? [["species names refused", amount(refused)]] : []),
    ...(unknownSpecies.length > 0
      ? [["unknown species named", amount(unknownSpecies.length)]]
      : []),
  ];
}

/** A line about names that are ignored because several species have them. */
function ambiguous({ ambiguous: names }: NamedSpecies): string[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, LISTED_NAMES).map((name) => JSON.stringify(name));
  const more = names.length > LISTED_NAMES ? `, and ${names.length - LISTED_NAMES} more` : "";
  return [`names of several species, ignored: ${shown.join(", ")}${more}`];
}
