/** Files of genes: annotations, and TSV with a header and one gene per line. */

import { basename } from "node:path";
import { SourceError } from "../../errors.ts";
import { type AnnotationOptions, isAnnotation, readAnnotation } from "../annotation/annotation.ts";
import { type Columns, findColumns, readRow } from "../columns.ts";
import type { RowSink, Source } from "../source.ts";
import { readTableRows, tableKindOf } from "./gene-table.ts";
import { openTextFile } from "./text-file.ts";
import { readTsv, type TsvKind, type TsvRow } from "./tsv.ts";

/** The rows of label files. */
export const LABEL_ROWS: TsvKind<Columns> = {
  wanted: "a TSV file whose first line names the columns species and display_label",
  columnsOf: findColumns,
  requiredOf: ({ species, displayLabel }) => [species, displayLabel],
};

/** The rows of a file of which the user names the species. */
const LABEL_ROWS_OF_ONE_SPECIES: TsvKind<Columns> = {
  wanted: "a TSV file whose first line names the column display_label",
  columnsOf(names, origin) {
    if (names.some((name) => name.toLowerCase() === "species")) {
      throw new SourceError(
        `${origin} has a column species, and --from names a species too`,
        "leave out SPECIES= before the file, or the column",
      );
    }
    // As if there were a further column, in which no line has a value.
    return findColumns([...names, "species"], origin);
  },
  requiredOf: ({ displayLabel }) => [displayLabel],
};

/** Which file to read, and which of its genes. */
export interface GeneFileOptions extends Partial<AnnotationOptions> {
  /** A path, or `-` for standard input. */
  path: string;
}

/**
 * A file as a source; its first line tells what it is. The columns of TSV may be in any order, and unknown ones are
 * ignored. A line may leave out optional fields at its end.
 */
export function geneFileSource({
  path,
  species = null,
  taxa = new Map(),
  wanted = null,
}: GeneFileOptions): Source {
  return {
    name: `file:${basename(path)}`,
    async read(sink) {
      const text = await openTextFile(path);
      const kind = tableKindOf(text.firstLine);
      if (kind !== null) return readTableRows({ text, kind }, taxa, wanted, sink);
      if (isAnnotation(text.firstLine))
        return readAnnotation(text, { species, taxa, wanted }, sink);
      if (species === null) return readTsv(text, LABEL_ROWS, addTo(sink, wanted));
      if (wanted !== null && !wanted.has(species)) return;
      await readTsv(text, LABEL_ROWS_OF_ONE_SPECIES, (row, columns) =>
        sink.add({ ...readRow(row, columns), species }),
      );
    },
  };
}

/** Makes a function that adds rows to a sink. @param wanted the species whose rows it adds; null for all */
export function addTo(
  sink: RowSink,
  wanted: ReadonlySet<string> | null,
): (row: TsvRow, columns: Columns) => void {
  return (row, columns) => {
    const species = row.value(columns.species);
    if (wanted === null || (species !== null && wanted.has(species))) {
      sink.add(readRow(row, columns));
    }
  };
}
