/** The columns of a source, found by their names in a table, a query's result or a file. */

import { byField, type FieldName, GENE_FIELDS } from "../columns/gene-fields.ts";
import { SourceError } from "../errors.ts";
import type { SourceRow } from "./source.ts";

/** The position of a column, counted from 0; null where the source lacks it. */
export type Column = number | null;

/** The columns of rows: those of a label, and one for each field of its gene. */
export interface Columns {
  species: number;
  displayLabel: number;
  gene: Readonly<Record<FieldName, Column>>;
  weight: Column;
  aliases: Column;
}

/** The values of one row. */
export interface RowValues {
  /** What errors call the row: `genes.tsv line 7`. */
  readonly origin: string;
  /** The text in a column; null where the source lacks the column, or the row a value. */
  value(column: Column): string | null;
}

/** How many of a source's columns an error lists. */
const LISTED_COLUMNS = 20;
/** How many characters of a text that is no weight an error shows. */
const SHOWN_CHARACTERS = 40;
/** A decimal number, perhaps with an exponent; `Number` reads others as well. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Finds the columns of labels and genes, whatever the case of their names; others are ignored.
 *
 * @param origin what the error calls the source: `genes.tsv`, `the query`
 * @throws SourceError where `species` or `display_label` is missing, or a name stands there twice
 */
export function findColumns(names: readonly string[], origin: string): Columns {
  const finder = new ColumnFinder(names, origin, "species and display_label are needed");
  return {
    species: finder.needed("species"),
    displayLabel: finder.needed("display_label"),
    gene: byField((name) => finder.find(GENE_FIELDS[name].column)),
    weight: finder.find("weight"),
    aliases: finder.find("aliases"),
  };
}

/** All columns that a source has, in one list. */
export function presentColumns({
  species,
  displayLabel,
  gene,
  weight,
  aliases,
}: Columns): number[] {
  const all = [species, displayLabel, ...Object.values(gene), weight, aliases];
  return all.filter((column) => column !== null);
}

/** A row from its values. @throws SourceError where its weight is none */
export function readRow(values: RowValues, columns: Columns): SourceRow {
  const weight = values.value(columns.weight);
  return {
    species: values.value(columns.species),
    displayLabel: values.value(columns.displayLabel),
    gene: byField((name) => values.value(columns.gene[name])),
    weight: weight === null ? null : parseWeight(weight, values.origin),
    aliases: values.value(columns.aliases),
  };
}

/**
 * The weight that a text says.
 *
 * @param origin what the error calls the row: `genes.tsv line 7`
 * @throws SourceError where it is no number of 0 or more
 */
export function parseWeight(text: string, origin: string): number {
  const weight = NUMBER.test(text.trim()) ? Number(text) : Number.NaN;
  if (Number.isFinite(weight) && weight >= 0) return weight;
  throw new SourceError(
    `${origin} has the weight ${JSON.stringify(text.slice(0, SHOWN_CHARACTERS))}`,
    "a weight is a number of 0 or more, the larger the sooner a gene is offered",
  );
}

/** Finds columns by their names, whatever the case. */
export class ColumnFinder {
  readonly #lowered: string[];

  /** @param neededColumns what an error says of the columns that are needed */
  constructor(
    private readonly names: readonly string[],
    private readonly origin: string,
    private readonly neededColumns: string,
  ) {
    this.#lowered = names.map((name) => name.toLowerCase());
  }

  /** The position of a column; null where it is missing. @throws SourceError where the name stands there twice */
  find(column: string): Column {
    const position = this.#lowered.indexOf(column);
    if (position !== this.#lowered.lastIndexOf(column)) {
      throw new SourceError(`${this.origin} has two columns ${column}`, "keep one of them");
    }
    return position < 0 ? null : position;
  }

  /** The position of a column. @throws SourceError where it is missing, or its name stands there twice */
  needed(column: string): number {
    const position = this.find(column);
    if (position === null) throw this.missing(column);
    return position;
  }

  /** The error for a column that is missing. */
  missing(column: string): SourceError {
    return new SourceError(
      `${this.origin} has no column ${column} (found: ${list(this.names)})`,
      `${this.neededColumns}, under these names`,
    );
  }
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, LISTED_COLUMNS).map((name) => JSON.stringify(name.slice(0, 64)));
  return `${shown.join(", ")}${names.length > LISTED_COLUMNS ? ", ..." : ""}`;
}
