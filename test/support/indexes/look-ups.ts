/** Look-ups of labels by prefix in one species of an index. */

import type { Range } from "../../../src/columns/groups.ts";
import type { SpeciesEntry } from "../../../src/format/document.ts";
import type { OpenIndex } from "../../../src/lookup/open-index.ts";

/** The best labels whose fold begins with a folded query. */
export function labelsIn(
  index: OpenIndex,
  species: SpeciesEntry,
  query: string,
  limit: number,
): string[] {
  const found = index.of(species).startingWith(query, limit);
  return found.map(({ label }) => label);
}

/** The same labels with the range of their genes. */
export function matchesIn(
  index: OpenIndex,
  species: SpeciesEntry,
  query: string,
  limit: number,
): { label: string; genes: Range }[] {
  const opened = index.of(species);
  return opened
    .startingWith(query, limit)
    .map((found) => ({ label: found.label, genes: opened.genesOf(found) }));
}
