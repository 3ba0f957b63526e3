/** Files of aliases and weights. */

import { basename } from "node:path";
import { listed } from "../../columns/other-ids-field.ts";
import { SourceError } from "../../errors.ts";
import { type Column, ColumnFinder, parseFlag, parseWeight } from "../columns.ts";
import type { AnnotationSink, AnnotationSource, LabelReference } from "../source.ts";
import { readTableAliases, readTableIds, tableKindOf } from "./gene-table.ts";
import { openTextFile } from "./text-file.ts";
import { readTsv, type TsvFileOptions, type TsvKind, type TsvRow } from "./tsv.ts";

interface AnnotationColumns {
  species: number;
  displayLabel: Column;
  stableId: Column;
  /** The alias, the weight or the id. */
  value: number;
  former: Column;
}

const FORMER = "1 where the alias is a former symbol of the label, else 0";

/** What one line says of a label. */
interface Said {
  of: LabelReference;
  value: string;
  row: TsvRow;
  columns: AnnotationColumns;
}

/** A file with the columns species, alias, and display_label or stable_id; and perhaps former, 0 or 1. */
export function aliasFile(options: TsvFileOptions): AnnotationSource {
  return annotationFile(options, "alias", readTableAliases, (sink, { of, value, row, columns }) =>
    sink.addAlias(of, value, parseFlag(row, columns.former, "former", FORMER) ?? false),
  );
}

/** A file with the columns species, weight, and display_label or stable_id. */
export function weightFile(options: TsvFileOptions): AnnotationSource {
  return annotationFile(options, "weight", null, (sink, { of, value, row }) =>
    sink.addWeight(of, parseWeight(value, row.origin)),
  );
}

/** A file with the columns species, id, and display_label or stable_id; `|` stands between several ids. */
export function idFile(options: TsvFileOptions): AnnotationSource {
  return annotationFile(options, "id", readTableIds, (sink, { of, value }) => {
    for (const id of listed(value)) sink.addId(of, id);
  });
}

function annotationFile(
  { path, species }: TsvFileOptions,
  column: "alias" | "weight" | "id",
  readTable: typeof readTableAliases | null,
  add: (sink: AnnotationSink, said: Said) => void,
): AnnotationSource {
  const wanted = species ? new Set(species) : null;
  return {
    name: basename(path),
    async read(sink, known) {
      const text = await openTextFile(path);
      const kind = readTable === null ? null : tableKindOf(text.firstLine);
      if (readTable !== null && kind !== null)
        return readTable({ text, kind }, known, wanted, sink);
      await readTsv(text, rowsWith(column), (row, columns) => {
        const of = referenceIn(row, columns);
        const value = row.value(columns.value);
        if (value === null) throw lacking(row, column);
        if (wanted === null || wanted.has(of.species)) add(sink, { of, value, row, columns });
      });
    },
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
        former: finder.find("former"),
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
