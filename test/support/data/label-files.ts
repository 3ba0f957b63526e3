/** Rows as label files. */

import type { Row } from "./rows.ts";

const COLUMNS = ["species", "display_label", "stable_id", "location", "db"];
/** Further columns, which a file has where one of its rows does. */
const MORE_COLUMNS = ["weight", "aliases", "ids"];

/** The text of a label file; NULL is `\N`. */
export function labelFile(rows: readonly Row[]): string {
  const width = rows.reduce((most, { length }) => Math.max(most, length), COLUMNS.length);
  const columns = [...COLUMNS, ...MORE_COLUMNS].slice(0, width);
  const lines = rows.map((row) => columns.map((_, i) => row[i] ?? "\\N").join("\t"));
  return `${[columns.join("\t"), ...lines].join("\n")}\n`;
}

/**
 * Genes of one label, with long ids in other databases: with 5,000 of them, as many as an answer has, that to
 * LARGE_ANSWER has 20 MB, and does not fit into the system's buffers.
 */
export function manyGenes(count: number): Row[] {
  return numberedGenes(count).map(([species, , id, location, db], i) => {
    const ids = Array.from({ length: 20 }, (_, kind) => `${"x".repeat(200)}${kind}:${i}`);
    return [species, "Y_RNA", id, location, db, null, null, ids.join("|")];
  });
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
