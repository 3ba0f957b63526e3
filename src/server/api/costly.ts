/** Which questions cost so much more than others that these must not wait for them. */

import type { Match } from "../../lookup/tiers.ts";

/** Species, times UTF-16 units of the query, that are asked for at once: a fifth of a millisecond. */
const CHEAP_UNITS = 1000;

/** Whether answering may take more than some ten microseconds. */
export function isCostly({
  species,
  query,
  match,
}: {
  species: readonly string[];
  query: string;
  match: Match;
}): boolean {
  return match !== "prefix" || species.length * query.length > CHEAP_UNITS;
}
