/** The columns of gene_autocomplete, found by name in a table, a query's result or a file. */

import { SourceError } from "../errors.ts";

/** A place without the column. */
export const ABSENT = -1;

/** Where each column stands in a row, counted from 0; ABSENT where the source lacks an optional one. */
export interface Columns {
  species: number;
  displayLabel: number;
  stableId: number;
  location: number;
  db: number;
}

/** How many of a source's columns an error lists. */
const LISTED_COLUMNS = 20;

/**
 * Finds the columns by name, whatever the case; others are ignored.
 *
 * @param origin what the error calls the source: `genes.tsv`, `the query`
 * @throws SourceError where `species` or `display_label` is missing, or a column stands there twice
 */
export function findColumns(names: readonly string[], origin: string): Columns {
  const lowered = names.map((name) => name.toLowerCase());
  const place = (column: string): number => {
    const at = lowered.indexOf(column);
    if (at !== lowered.lastIndexOf(column)) {
      throw new SourceError(`${origin} has two columns ${column}`, "keep one of them");
    }
    return at;
  };
  const needed = (column: string): number => {
    const at = place(column);
    if (at === ABSENT) {
      throw new SourceError(
        `${origin} has no column ${column} (found: ${list(names)})`,
        "species and display_label are needed, under these names",
      );
    }
    return at;
  };
  return {
    species: needed("species"),
    displayLabel: needed("display_label"),
    stableId: place("stable_id"),
    location: place("location"),
    db: place("db"),
  };
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, LISTED_COLUMNS).map((name) => JSON.stringify(name.slice(0, 64)));
  return `${shown.join(", ")}${names.length > LISTED_COLUMNS ? ", ..." : ""}`;
}
