/** Label files: TSV with a header, one gene per line. */

import { basename } from "node:path";
import { type Columns, findColumns, readRow } from "../columns.ts";
import type { RowSink, Source } from "../source.ts";
import { readTsvFile, type TsvFileOptions, type TsvKind, type TsvRow } from "./tsv.ts";

/** The rows of label files. */
export const LABEL_ROWS: TsvKind<Columns> = {
  wanted: "a TSV file whose first line names the columns species and display_label",
  columnsOf: findColumns,
  requiredOf: ({ species, displayLabel }) => [species, displayLabel],
};

/**
 * A label file as a source. Its columns may be in any order, and unknown ones are ignored. A line may leave out
 * optional fields at its end.
 */
export function labelFileSource({ path, species }: TsvFileOptions): Source {
  const wanted = species ? new Set(species) : null;
  return {
    name: `file:${basename(path)}`,
    read: (sink) => readTsvFile(path, LABEL_ROWS, addTo(sink, wanted)),
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
