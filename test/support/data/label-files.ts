/** Rows as label files. */

import type { Row } from "./rows.ts";

const COLUMNS = ["species", "display_label", "stable_id", "location", "db"];

/** The text of a label file; NULL is `\N`. */
export function labelFile(rows: readonly Row[]): string {
  const lines = rows.map((row) => row.map((field) => field ?? "\\N").join("\t"));
  return `${[COLUMNS.join("\t"), ...lines].join("\n")}\n`;
}

/** Genes of one label; with enough of them the answer to LARGE_ANSWER does not fit into the system's buffers. */
export function manyGenes(count: number): Row[] {
  return numberedGenes(count).map(([species, , id, , db]) => [
    species,
    "Y_RNA",
    id,
    "a contig with a name that is long enough to make the answer large:1-2",
    db,
  ]);
}

export const LARGE_ANSWER = "/v1/genes?species=homo_sapiens&label=Y_RNA";

/** Genes of one species, each with a label of its own. */
export function numberedGenes(count: number, prefix = "GENE"): Row[] {
  return Array.from({ length: count }, (_, i) => [
    "homo_sapiens",
    `${prefix}${i}`,
    `ENSG${String(i).padStart(11, "0")}`,
    `${1 + (i % 22)}:${i + 1}-${i + 100}`,
    "core",
  ]);
}
