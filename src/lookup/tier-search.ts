import type { SpeciesEntry } from "../format/document.ts";
import type { Query } from "./query.ts";
import type { FoundLabel, SpeciesIndex } from "./species-index.ts";
import { finish, type Steps } from "./steps.ts";
import { definitionOf, type Tier } from "./tiers.ts";

/** A label that was found, where, and why. */
export interface Hit extends FoundLabel {
  entry: SpeciesEntry;
  tier: Tier;
  /** The query that found it: the one that was asked, or its Latin spelling. */
  query: Query;
}

/** What to look for in one species. */
interface TierQuestion {
  query: Query;
  limit: number;
  tiers: readonly Tier[];
  /**
   * Whether a query with Greek letters that is the beginning of no name is asked with Latin ones: `TNFα` finds TNFA, and
   * hence TNF.
   */
  isLatinToo?: boolean;
}

/** The best labels for a query, tier after tier, each label once. */
export function searchTiers(species: SpeciesIndex, question: TierQuestion): Hit[] {
  return finish(searchTiersInSteps(species, question));
}

/** The same in steps. */
export function* searchTiersInSteps(species: SpeciesIndex, question: TierQuestion): Steps<Hit[]> {
  const { query, limit, tiers, isLatinToo = false } = question;
  const hits: Hit[] = [];
  if (query.folded === "") return hits;
  const { entry } = species;
  const seen = new Set<number>();
  for (const tier of tiers) {
    if (hits.length >= limit) break;
    const { isLastResort, search } = definitionOf(tier);
    if (isLastResort && hits.length > 0) continue;
    for (const found of search(species, query, limit)) {
      if (found === null) {
        yield;
        continue;
      }
      if (hits.length >= limit) break;
      const { label, number, standing, alias, former, gene } = found;
      if (seen.has(number)) continue;
      seen.add(number);
      // Copying the members with `...` takes several times as long.
      hits.push({ entry, label, number, standing, alias, former, gene, tier, query });
    }
  }
  if (!isLatinToo || hits.some(({ tier }) => definitionOf(tier).from === "prefix")) return hits;
  const latin = query.inLatin();
  return latin === null ? hits : yield* searchTiersInSteps(species, { query: latin, limit, tiers });
}

/**
 * What several species found as one answer: the best tier first, and inside a tier the species in their order.
 *
 * @param tiers in their order for the query
 */
export function mergeByTier<T extends { tier: Tier }>(
  bySpecies: readonly (readonly T[])[],
  tiers: readonly Tier[],
): readonly T[] {
  if (bySpecies.length === 1) return bySpecies[0]!;
  // The sort is stable, so a tier keeps the order of its species and of the labels inside each.
  return bySpecies.flat().sort((a, b) => tiers.indexOf(a.tier) - tiers.indexOf(b.tier));
}
