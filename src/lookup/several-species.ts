import { TIERS, type Tier } from "./tiers.ts";

/** What several species found as one answer: the best tier first, inside it in the order of the species. */
export function mergeByTier<T extends { tier: Tier }>(
  bySpecies: readonly (readonly T[])[],
): readonly T[] {
  if (bySpecies.length === 1) return bySpecies[0]!;
  // The sort is stable, so a tier keeps the order of its species and of the labels inside each.
  return bySpecies.flat().sort((a, b) => TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier));
}
