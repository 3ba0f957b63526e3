/** Files of aliases and weights. */

import { basename } from "node:path";
import { SourceError } from "../../errors.ts";
import { type Column, ColumnFinder, parseWeight } from "../columns.ts";
import type { AnnotationSink, AnnotationSource, LabelReference } from "../source.ts";
import type { TsvKind, TsvRow } from "./tsv.ts";
import { readTsvFile, type TsvFileOptions } from "./tsv-file.ts";

interface AnnotationColumns {
  species: number;
  displayLabel: Column;
  stableId: Column;
  /** The alias or the weight. */
  value: number;
}

/** A file with the columns species, alias, and display_label or stable_id. */
export function aliasFile(options: TsvFileOptions): AnnotationSource {
  return annotationFile(options, "alias", (sink, of, alias) => sink.addAlias(of, alias));
}

/** A file with the columns species, weight, and display_label or stable_id. */
export function weightFile(options: TsvFileOptions): AnnotationSource {
  return annotationFile(options, "weight", (sink, of, weight, origin) =>
    sink.addWeight(of, parseWeight(weight, origin)),
  );
}

function annotationFile(
  { path, species }: TsvFileOptions,
  column: "alias" | "weight",
  add: (sink: AnnotationSink, of: LabelReference, value: string, origin: string) => void,
): AnnotationSource {
  const wanted = species ? new Set(species) : null;
  return {
    name: basename(path),
    read: (sink) =>
      readTsvFile(path, rowsWith(column), (row, columns) => {
        const of = referenceIn(row, columns);
        const value = row.value(columns.value);
        if (value === null) throw lacking(row, column);
        if (wanted === null || wanted.has(of.species)) add(sink, of, value, row.origin);
      }),
  };
}

function rowsWith(column: string): TsvKind<AnnotationColumns> {
  const required = `species, ${column}, and display_label or stable_id`;
  return {
    wanted: `a TSV file whose first line names the columns ${required}`,
    columnsOf(names, origin) {
      const finder = new ColumnFinder(names, origin, required);
      const columns = {
        species: finder.required("species"),
        value: finder.required(column),
        displayLabel: finder.find("display_label"),
        stableId: finder.find("stable_id"),
      };
      if (columns.displayLabel === null && columns.stableId === null) {
        throw finder.missing("display_label");
      }
      return columns;
    },
    requiredOf: ({ species, value }) => [species, value],
  };
}

function referenceIn(row: TsvRow, columns: AnnotationColumns): LabelReference {
  const species = row.value(columns.species);
  const stableId = row.value(columns.stableId);
  const displayLabel = row.value(columns.displayLabel);
  if (species === null) throw lacking(row, "species");
  if (stableId === null && displayLabel === null) throw lacking(row, "display_label or stable_id");
  return { species, stableId, displayLabel };
}

function lacking(row: TsvRow, what: string): SourceError {
  return new SourceError(`${row.origin} has no ${what}`, "add one, or remove the line");
}
