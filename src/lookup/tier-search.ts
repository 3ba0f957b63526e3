import { codePoints } from "../names/fold.ts";
import { looseOfFold } from "../names/loose.ts";
import type { FoundLabel } from "./found-label.ts";
import type { SpeciesIndex } from "./species-index.ts";
import type { Tier } from "./tiers.ts";

/** A label that was found, and why. */
export interface Hit extends FoundLabel {
  tier: Tier;
}

/** What a tier finds in a species: at most `limit` labels, best first, whether or not earlier tiers found them. */
type TierSearch = (index: SpeciesIndex, folded: string, limit: number) => Iterable<FoundLabel>;

const SEARCHES: Record<Tier, TierSearch> = {
  exact: (index, folded, limit) => index.named(folded, limit),
  id: (index, folded) => index.identified(folded),
  "exact-loose": (index, folded, limit) => {
    const loose = looseOfFold(folded);
    return loose === "" ? [] : index.looselyNamed(loose, limit);
  },
  prefix: (index, folded, limit) => index.startingWith(folded, limit),
  "prefix-loose": (index, folded, limit) => {
    const loose = looseOfFold(folded);
    return loose === "" ? [] : index.looselyStartingWith(loose, limit);
  },
  alias: (index, folded, limit) => index.aliased(folded, limit),
  "alias-prefix": (index, folded, limit) => index.aliasStartingWith(folded, limit),
  "id-prefix": (index, folded, limit) =>
    BEGINS_ID.test(folded) ? index.idStartingWith(folded, limit) : [],
  infix: (index, folded, limit) => index.containing(folded, limit),
  fuzzy: (index, folded, limit) => searchNearly(index, folded, limit),
};

/** What is before an id's digits and four of them, or six characters of one that begins with its digits. */
const BEGINS_ID = /^(\D+\d{4}|\d.{5})/u;

/** Edits at most, by the code points of the query: from as many on. */
const DISTANCES = [
  { distance: 1, from: 4 },
  { distance: 2, from: 8 },
];

/** Labels of which some beginning is near the query, the nearest first; some stand there twice. */
function* searchNearly(index: SpeciesIndex, folded: string, limit: number): Generator<FoundLabel> {
  const length = codePoints(folded);
  for (const { distance, from } of DISTANCES) {
    if (length >= from) yield* index.near(folded, distance, limit);
  }
}

/** UTF-16 units of a folded query; no label, alias or id has as many, as their texts end at 255 code points. */
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
    // Near is what is not there.
    if (tier === "fuzzy" && hits.length > 0) break;
    for (const found of SEARCHES[tier](index, folded, limit)) {
      if (hits.length >= limit) break;
      if (seen.has(found.label)) continue;
      seen.add(found.label);
      hits.push({ ...found, tier });
    }
  }
  return hits;
}
