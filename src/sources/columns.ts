/** The columns of a source, found by their names in a table, a query's result or a file. */

import { byField, type FieldName, GENE_FIELDS } from "../columns/gene-fields.ts";
import { listed } from "../columns/other-ids-field.ts";
import { SourceError } from "../errors.ts";
import type { SourceRow } from "./source.ts";

/** The position of a column, counted from 0; null if the source lacks it. */
export type Column = number | null;

/** The positions of the columns of a source: those of a label, and one for each field of a gene. */
export interface Columns {
  species: number;
  displayLabel: number;
  gene: Readonly<Record<FieldName, Column>>;
  weight: Column;
  aliases: Column;
  former: Column;
  reference: Column;
}

/** One row of a source. */
export interface RowValues {
  /** How errors refer to the row: `genes.tsv line 7`. */
  readonly origin: string;
  /** The text in a column; null if the source lacks the column, or the row has no value in it. */
  value(column: Column): string | null;
}

const REFERENCE =
  "1 where the gene is on the reference, and 0 where it is on a patch or an alternative sequence";
/** The most column names that an error lists. */
const LISTED_COLUMNS = 20;
/** How many characters of a value that cannot be used an error shows. */
export const SHOWN_CHARACTERS = 40;
/** A decimal number, perhaps with an exponent; `Number` reads others as well. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Finds the columns of labels and genes by their names, in any case. Other columns are ignored.
 *
 * @param origin how errors refer to the source: `genes.tsv line 1`, `the query`
 * @throws SourceError if `species` or `display_label` is missing, or two columns have the same of these names
 */
export function findColumns(names: readonly string[], origin: string): Columns {
  const finder = new ColumnFinder(names, origin, "species and display_label");
  return {
    species: finder.required("species"),
    displayLabel: finder.required("display_label"),
    gene: byField((name) => finder.find(GENE_FIELDS[name].column)),
    weight: finder.find("weight"),
    aliases: finder.find("aliases"),
    former: finder.find("former"),
    reference: finder.find("reference"),
  };
}

/** All columns that a source has, in one list. */
export function presentColumns({ gene, ...ofLabel }: Columns): number[] {
  const all = [...Object.values(ofLabel), ...Object.values(gene)];
  return all.filter((column) => column !== null);
}

/** Reads a row. @throws SourceError if its weight or reference is malformed */
export function readRow(values: RowValues, columns: Columns): SourceRow {
  const weight = values.value(columns.weight);
  return {
    species: values.value(columns.species),
    displayLabel: values.value(columns.displayLabel),
    gene: byField((name) => values.value(columns.gene[name])),
    isReference: parseFlag(values, columns.reference, "reference", REFERENCE) ?? true,
    weight: weight === null ? null : parseWeight(weight, values.origin),
    aliases: listed(values.value(columns.aliases)),
    former: listed(values.value(columns.former)),
  };
}

/**
 * Parses a weight.
 *
 * @param origin how errors refer to the row: `genes.tsv line 7`
 * @throws SourceError if it is not a number of 0 or more
 */
export function parseWeight(text: string, origin: string): number {
  const weight = NUMBER.test(text.trim()) ? Number(text) : Number.NaN;
  if (Number.isFinite(weight) && weight >= 0) return weight;
  throw new SourceError(
    `${origin} has the weight ${JSON.stringify(text.slice(0, SHOWN_CHARACTERS))}`,
    "give a number of 0 or more; genes with larger weights are suggested first",
  );
}

/**
 * Parses 0 or 1.
 *
 * @returns null if there is no value
 * @throws SourceError if it is something else
 */
export function parseFlag(
  values: RowValues,
  column: Column,
  name: string,
  meaning: string,
): boolean | null {
  const text = values.value(column)?.trim() ?? null;
  if (text === null || text === "0" || text === "1") return text === null ? null : text === "1";
  throw new SourceError(
    `${values.origin} has ${JSON.stringify(text.slice(0, SHOWN_CHARACTERS))} in the column ${name}`,
    `write ${meaning}`,
  );
}

/** Finds columns by their names, in any case. */
export class ColumnFinder {
  readonly #lowered: string[];

  /** @param requiredNames the columns that an error asks for */
  constructor(
    private readonly names: readonly string[],
    private readonly origin: string,
    private readonly requiredNames: string,
  ) {
    this.#lowered = names.map((name) => name.toLowerCase());
  }

  /** The position of a column; null if it is missing. @throws SourceError if two columns have this name */
  find(column: string): Column {
    const position = this.#lowered.indexOf(column);
    if (position !== this.#lowered.lastIndexOf(column)) {
      throw new SourceError(`${this.origin} has two columns named ${column}`, "keep one of them");
    }
    return position < 0 ? null : position;
  }

  /** The position of a column. @throws SourceError if it is missing, or two columns have this name */
  required(column: string): number {
    const position = this.find(column);
    if (position === null) throw this.missing(column);
    return position;
  }

  /** The error for a missing column. */
  missing(column: string): SourceError {
    return new SourceError(
      `${this.origin} has no column ${column} (found: ${list(this.names)})`,
      `the columns ${this.requiredNames} are required`,
    );
  }
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, LISTED_COLUMNS).map((name) => JSON.stringify(name.slice(0, 64)));
  return `${shown.join(", ")}${names.length > LISTED_COLUMNS ? ", ..." : ""}`;
}
