import { command } from "../cli/command.ts";
import { printAside, printJson, printLines } from "../cli/print.ts";
import { UsageError } from "../errors.ts";
import { isUrl } from "../feeds/locations.ts";
import type { LabelledGene, Resolution } from "../lookup/suggestion.ts";
import { TIERS } from "../lookup/tiers.ts";
import { readNameList } from "../sources/files/name-list.ts";
import { formatLocation, openCatalogue } from "./look-up.ts";

const HEADER = ["name", "tier", "label", "stable_id", "location"];
/** Shown in place of a tier for a name that was not found, and for the labels that are nearest to it. */
const NOT_FOUND = "none";
const NEAR = "suggestion";

export const resolve = command({
  name: "resolve",
  summary: "find the genes of a list of names, one per line, from a file or standard input",
  operands: "SPECIES [FILE]",
  operandCount: [1, 2],
  options: { json: { help: "print the result as JSON" } },
  settings: ["index"],
  example: "assembl resolve homo_sapiens names.txt --index genes.msgpack",
  async run({ settings, options, positionals }) {
    const [species, file = "-"] = positionals as [string, string?];
    if (isUrl(file)) throw new UsageError("FILE is a URL", "give the path of a file");
    const catalogue = await openCatalogue(settings.index);
    const resolutions = catalogue.resolve(species, await readNameList(file));
    const { results } = resolutions;
    if (options.json) printJson(resolutions);
    else printLines([lineOf(HEADER), ...results.flatMap(describe)]);
    printAside(summarize(results));
    return 0;
  },
});

function describe({ name, tier, genes, suggestions }: Resolution): string[] {
  if (tier !== null) return genes.map((gene) => describeGene(name, tier, gene));
  const near = suggestions.map((suggestion) => describeGene(name, NEAR, suggestion));
  return [lineOf([name, NOT_FOUND, "", "", ""]), ...near];
}

function describeGene(name: string, tier: string, gene: LabelledGene): string {
  return lineOf([name, tier, gene.label, gene.stable_id ?? "", formatLocation(gene)]);
}

/** How many names were found in each tier: `3 names: 2 exact, 1 none`. */
function summarize(results: readonly Resolution[]): string {
  const found = Map.groupBy(results, ({ tier }): string => tier ?? NOT_FOUND);
  const counts = [...TIERS, NOT_FOUND]
    .filter((tier) => found.has(tier))
    .map((tier) => `${found.get(tier)!.length} ${tier}`);
  const names = results.length === 1 ? "1 name" : `${results.length} names`;
  return counts.length === 0 ? names : `${names}: ${counts.join(", ")}`;
}

const ESCAPES: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\\": "\\\\" };

/** Fields as a line of TSV, escaped as in label files; what else is not printable is spelled out when it is printed. */
function lineOf(fields: readonly string[]): string {
  return fields
    .map((field) => field.replace(/[\t\n\\]/g, (character) => ESCAPES[character]!))
    .join("\t");
}
