/** Columns found by name in a table, a query's result or a file. */

import { SourceError } from "../errors.ts";

/** A place without the column. */
export const ABSENT = -1;

/** Where each column of gene_autocomplete stands in a row, counted from 0; ABSENT where an optional one lacks. */
export interface Columns {
  species: number;
  displayLabel: number;
  stableId: number;
  location: number;
  db: number;
  weight: number;
  aliases: number;
}

/** How many of a source's columns an error lists. */
const LISTED_COLUMNS = 20;

/**
 * Finds the columns of labels and genes, whatever the case of their names; others are ignored.
 *
 * @param origin what the error calls the source: `genes.tsv`, `the query`
 * @throws SourceError where `species` or `display_label` is missing, or a column stands there twice
 */
export function findColumns(names: readonly string[], origin: string): Columns {
  const finder = new ColumnFinder(names, origin, "species and display_label are needed");
  return {
    species: finder.needed("species"),
    displayLabel: finder.needed("display_label"),
    stableId: finder.place("stable_id"),
    location: finder.place("location"),
    db: finder.place("db"),
    weight: finder.place("weight"),
    aliases: finder.place("aliases"),
  };
}

/** Finds columns by their names, whatever the case. */
export class ColumnFinder {
  readonly #lowered: string[];

  /** @param needed what an error says of the columns that are needed */
  constructor(
    private readonly names: readonly string[],
    private readonly origin: string,
    private readonly neededColumns: string,
  ) {
    this.#lowered = names.map((name) => name.toLowerCase());
  }

  /** Where a column stands; ABSENT where it does not. @throws SourceError where it stands there twice */
  place(column: string): number {
    const at = this.#lowered.indexOf(column);
    if (at !== this.#lowered.lastIndexOf(column)) {
      throw new SourceError(`${this.origin} has two columns ${column}`, "keep one of them");
    }
    return at;
  }

  /** Where a column stands. @throws SourceError where it is missing or stands there twice */
  needed(column: string): number {
    const at = this.place(column);
    if (at === ABSENT) throw this.missing(column);
    return at;
  }

  /** The error for what is missing. */
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
