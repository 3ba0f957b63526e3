/** Real genes: Ensembl's, of 15 species, as the npm package `ideogram` carries them. */

import { readdirSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";

const PACKAGE_JSON = Bun.resolveSync("ideogram/package.json", import.meta.dir);
const GENES_FOLDER = join(dirname(PACKAGE_JSON), "dist/data/cache/genes");
const FILE_SUFFIX = "-genes.tsv.gz";
const ID_PREFIX_HEADER = "## prefix: ";

/** Version of the package; what is made from its genes stays good for as long as this stays. */
export const IDEOGRAM_VERSION: string = JSON.parse(readFileSync(PACKAGE_JSON, "utf8")).version;

/** One row of `gene_autocomplete`, without its species. */
export interface GeneRow {
  label: string;
  stableId: string;
  /** `chromosome:start-end`, 1-based, both ends included. */
  location: string;
  db: string;
}

/** The 369,150 genes by species, species and genes in the order of the package's files. */
export function realGenes(): Map<string, GeneRow[]> {
  const files = readdirSync(GENES_FOLDER).filter((name) => name.endsWith(FILE_SUFFIX));
  return new Map(
    files.sort().map((name) => {
      const text = Bun.gunzipSync(readFileSync(join(GENES_FOLDER, name)));
      return [speciesOf(name), parseGenes(new TextDecoder().decode(text))];
    }),
  );
}

/** Writes genes as a label file, TSV; those of `realGenes` unless others are given. */
export async function writeLabelFile(
  path: string,
  genes: Iterable<readonly [string, Iterable<GeneRow>]> = realGenes(),
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const writer = Bun.file(path).writer();
  writer.write("species\tdisplay_label\tstable_id\tlocation\tdb\n");
  for (const [species, rows] of genes) {
    let lines = "";
    for (const { label, stableId, location, db } of rows) {
      lines += `${species}\t${label}\t${stableId}\t${location}\t${db}\n`;
    }
    writer.write(lines);
    await writer.flush();
  }
  await writer.end();
}

/** `homo-sapiens-genes.tsv.gz` is of `homo_sapiens`. */
function speciesOf(file: string): string {
  return file.slice(0, -FILE_SUFFIX.length).replaceAll("-", "_");
}

/** Columns: chromosome, start, length, number of the stable id, symbol, and others. */
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

/** Ensembl's own ids, WormBase's and FlyBase's are padded to different lengths. */
function idDigits(prefix: string): number {
  if (prefix.startsWith("ENS")) return 11;
  return prefix === "WBGene" ? 8 : 7;
}
