/** Rows as label files. */

import type { Row } from "./rows.ts";

const COLUMNS = ["species", "display_label", "stable_id", "location", "db"];

/** The text of a label file; NULL is `\N`. */
export function labelFile(rows: readonly Row[]): string {
  const lines = rows.map((row) => row.map((field) => field ?? "\\N").join("\t"));
  return `${[COLUMNS.join("\t"), ...lines].join("\n")}\n`;
}

/** So many genes of one species, all with a label of their own. */
export function numberedGenes(count: number, prefix = "GENE"): Row[] {
  return Array.from({ length: count }, (_, i) => [
    "homo_sapiens",
    `${prefix}${i}`,
    `ENSG${String(i).padStart(11, "0")}`,
    `${1 + (i % 22)}:${i + 1}-${i + 100}`,
    "core",
  ]);
}
