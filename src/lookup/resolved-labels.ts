import { fold } from "../names/fold.ts";
import { digitRunsOf } from "../names/loose.ts";
import { symbolsOfDate } from "../names/spreadsheet-dates.ts";
import type { Query } from "./query.ts";
import type { SpeciesIndex } from "./species-index.ts";
import type { Hit } from "./tier-search.ts";
import { definitionOf, WHOLE_NAME_TIERS } from "./tiers.ts";

/**
 * The labels that a name is resolved to: those of the first tier of whole names that finds any. A label stands once for
 * each of its genes that an id matched, else once.
 *
 * A loose tier counts only where query and name have the same runs of digits, as `mir-1-2` is not mir-12; and not for
 * what a spreadsheet has made a date of, as `1-Mar` may be MARCH1 or MARC1 but is no name.
 */
export function resolvedLabels(species: SpeciesIndex, query: Query, limit: number): Hit[] {
  if (query.folded === "") return [];
  const isDate = symbolsOfDate(query.text).length > 0;
  const runs = digitRunsOf(query.folded);
  for (const tier of WHOLE_NAME_TIERS) {
    const { isLoose, search } = definitionOf(tier);
    if (isLoose && isDate) break;
    const hits = new Map<string, Hit>();
    for (const found of search(species, query, limit)) {
      if (hits.size === limit) break;
      // Whole names are found in one step.
      if (found === null) continue;
      const { label, alias, gene } = found;
      if (isLoose && digitRunsOf(fold(alias ?? label)) !== runs) continue;
      const key = gene === undefined ? label : `${label}\t${gene}`;
      if (!hits.has(key)) hits.set(key, { ...found, entry: species.entry, tier, query });
    }
    if (hits.size > 0) return [...hits.values()];
  }
  return [];
}
