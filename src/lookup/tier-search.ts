import type { FoundLabel, SpeciesIndex } from "./species-index.ts";
import { definitionOf, TIERS, type Tier } from "./tiers.ts";

/** A label that was found, and why. */
export interface Hit extends FoundLabel {
  tier: Tier;
}

/** UTF-16 units of the longest folded query that is searched: every label, alias and id ends at 255 code points. */
const LONGEST_QUERY = 4096;

/** The best labels for a folded query, tier after tier, each label once. */
export function searchTiers(
  index: SpeciesIndex,
  folded: string,
  limit: number,
  tiers: readonly Tier[],
): Hit[] {
  const hits: Hit[] = [];
  if (folded === "" || folded.length > LONGEST_QUERY) return hits;
  const seen = new Set<string>();
  for (const tier of tiers) {
    if (hits.length >= limit) break;
    const { isLastResort, search } = definitionOf(tier);
    if (isLastResort && hits.length > 0) continue;
    for (const found of search(index, folded, limit)) {
      if (hits.length >= limit) break;
      if (seen.has(found.label)) continue;
      seen.add(found.label);
      hits.push({ ...found, tier });
    }
  }
  return hits;
}

/** What several species found as one answer: the best tier first, and inside a tier the species in their order. */
export function mergeByTier<T extends { tier: Tier }>(
  bySpecies: readonly (readonly T[])[],
): readonly T[] {
  if (bySpecies.length === 1) return bySpecies[0]!;
  // The sort is stable, so a tier keeps the order of its species and of the labels inside each.
  return bySpecies.flat().sort((a, b) => TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier));
}
