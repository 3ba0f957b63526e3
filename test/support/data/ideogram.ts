/** Real genes: Ensembl's, of 15 species, from the npm package `ideogram`. */

import { readdirSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";

const PACKAGE_JSON = Bun.resolveSync("ideogram/package.json", import.meta.dir);
const CACHE_FOLDER = join(dirname(PACKAGE_JSON), "dist/data/cache");
const ID_PREFIX_HEADER = "## prefix: ";

/** Version of the package; what is made from its genes stays valid as long as this stays the same. */
export const IDEOGRAM_VERSION: string = JSON.parse(readFileSync(PACKAGE_JSON, "utf8")).version;

/** One row of `gene_autocomplete`, without its species. */
export interface GeneRow {
  label: string;
  stableId: string;
  /** `chromosome:start-end`, 1-based, both ends included. */
  location: string;
  db: string;
}

/** The 369,150 genes by species, in the order of the package's files. */
export function realGenes(): Map<string, GeneRow[]> {
  return readFiles("genes", parseGenes);
}

/** A synonym or former name, and the label that it is of. */
export interface Synonym {
  alias: string;
  label: string;
}

/** The 193,000 synonyms by species, in the order of the package's files; some refer to labels without a gene. */
export function realSynonyms(): Map<string, Synonym[]> {
  return readFiles("synonyms", parseSynonyms);
}

/** Writes synonyms as a file of aliases in TSV. */
export async function writeAliasFile(
  path: string,
  synonyms: Iterable<readonly [string, Iterable<Synonym>]> = realSynonyms(),
): Promise<void> {
  await writeTsv(path, "species\talias\tdisplay_label", synonyms, ({ alias, label }) => [
    alias,
    label,
  ]);
}

/** Writes genes as a label file in TSV; by default those of `realGenes`. */
export async function writeLabelFile(
  path: string,
  genes: Iterable<readonly [string, Iterable<GeneRow>]> = realGenes(),
): Promise<void> {
  const header = "species\tdisplay_label\tstable_id\tlocation\tdb";
  await writeTsv(path, header, genes, ({ label, stableId, location, db }) => [
    label,
    stableId,
    location,
    db,
  ]);
}

/** Number of human genes, at the beginning of the package's file, that are ordered by how much each is studied. */
const STUDIED_ROWS = 10_742;

/** How often people are assumed to look for each human label, by Zipf's law; 0 for those that are hardly studied. */
export function humanWeights(): Map<string, number> {
  const weights = new Map<string, number>();
  for (const [i, { label }] of realGenes().get("homo_sapiens")!.entries()) {
    if (!weights.has(label)) weights.set(label, i < STUDIED_ROWS ? 1 / (i + 1) : 0);
  }
  return weights;
}

/** Writes the weights of human labels as TSV. */
export async function writeWeightFile(path: string): Promise<void> {
  const studied = [...humanWeights()].filter(([, weight]) => weight > 0);
  const header = "species\tweight\tdisplay_label";
  await writeTsv(
    path,
    header,
    [["homo_sapiens", studied] as const],
    ([label, weight]: [string, number]) => [String(weight), label],
  );
}

/** Writes one line for each row of each species, with the name of the species in the first column. */
export async function writeTsv<R>(
  path: string,
  header: string,
  rowsBySpecies: Iterable<readonly [string, Iterable<R>]>,
  fieldsOf: (row: R) => string[],
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const writer = Bun.file(path).writer();
  writer.write(`${header}\n`);
  for (const [species, rows] of rowsBySpecies) {
    let lines = "";
    for (const row of rows) lines += `${species}\t${fieldsOf(row).join("\t")}\n`;
    writer.write(lines);
    await writer.flush();
  }
  await writer.end();
}

/** The package's files of a kind by species: `homo-sapiens-genes.tsv.gz` is that of `homo_sapiens`. */
function readFiles<R>(kind: string, parse: (text: string) => R[]): Map<string, R[]> {
  const folder = join(CACHE_FOLDER, kind);
  const suffix = `-${kind}.tsv.gz`;
  const files = readdirSync(folder).filter((name) => name.endsWith(suffix));
  return new Map(
    files.sort().map((name) => {
      const text = Bun.gunzipSync(readFileSync(join(folder, name)));
      const species = name.slice(0, -suffix.length).replaceAll("-", "_");
      return [species, parse(new TextDecoder().decode(text))];
    }),
  );
}

/** Columns: symbol, then any number of synonyms. Some lines lack the symbol. */
function parseSynonyms(text: string): Synonym[] {
  return text
    .split("\n")
    .filter((line) => /^[^#\t]/.test(line))
    .flatMap((line) => {
      const [label, ...aliases] = line.split("\t") as [string, ...string[]];
      return aliases.filter((alias) => alias.trim() !== "").map((alias) => ({ alias, label }));
    });
}

/** Columns: chromosome, start, length, number of the stable id, symbol, and more. */
function parseGenes(text: string): GeneRow[] {
  const genes: GeneRow[] = [];
  let idPrefix = "";
  for (const line of text.split("\n")) {
    if (line.startsWith(ID_PREFIX_HEADER)) idPrefix = line.slice(ID_PREFIX_HEADER.length);
    if (line === "" || line.startsWith("#")) continue;
    const [chromosome, start, length, idNumber, symbol] = line.split("\t") as [
      string,
      string,
      string,
      string,
      string,
    ];
    const end = Number(start) + Number(length);
    genes.push({
      label: symbol,
      stableId: idPrefix + idNumber.padStart(idDigits(idPrefix), "0"),
      location: `${chromosome}:${start}-${end}`,
      db: "core",
    });
  }
  return genes;
}

/** The numbers in ids of Ensembl, WormBase and FlyBase are padded to different lengths. */
function idDigits(prefix: string): number {
  if (prefix.startsWith("ENS")) return 11;
  return prefix === "WBGene" ? 8 : 7;
}
