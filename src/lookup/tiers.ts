import { codePoints } from "../names/fold.ts";
import { looseOfFold } from "../names/loose.ts";
import { type FindPart, looseBeginning, nearestBeginning } from "./matched-part.ts";
import type { FoundLabel, SpeciesIndex } from "./species-index.ts";

/** How far a look-up goes, the narrowest first: each finds what the one before it finds, and more. */
export const MATCHES = ["prefix", "infix", "fuzzy"] as const;
export type Match = (typeof MATCHES)[number];

/** Everything that is decided about a tier. */
interface TierDefinition {
  /** Whether the query is a whole name. Such tiers are searched however short the query is, and resolve names. */
  isWholeName: boolean;
  /** The narrowest `match` that includes the tier. */
  from: Match;
  /** Whether the tier is searched only in species in which no other tier finds anything. */
  isLastResort: boolean;
  /** At most `limit` labels for a folded query, best first, whether or not an earlier tier finds them too. */
  search: (species: SpeciesIndex, query: string, limit: number) => Iterable<FoundLabel>;
  /** What the query is compared with. A gene found by its id stands for itself, not for all genes of its label. */
  field: "label" | "alias" | "id";
  /** Finds the part of the label that the query matched; null where that is no part of the label. */
  part: FindPart | null;
}

/** All tiers in their order: an earlier one ranks above a later one. */
const DEFINITIONS = {
  exact: {
    isWholeName: true,
    from: "prefix",
    isLastResort: false,
    search: (species, query, limit) => species.named(query, limit),
    field: "label",
    part: (_, query) => ({ offset: 0, length: query.length }),
  },
  id: {
    isWholeName: true,
    from: "prefix",
    isLastResort: false,
    search: (species, query) => species.identified(query),
    field: "id",
    part: null,
  },
  "exact-loose": {
    isWholeName: true,
    from: "prefix",
    isLastResort: false,
    search: (species, query, limit) => {
      const loose = looseOfFold(query);
      return loose === "" ? [] : species.looselyNamed(loose, limit);
    },
    field: "label",
    part: looseBeginning,
  },
  prefix: {
    isWholeName: false,
    from: "prefix",
    isLastResort: false,
    search: (species, query, limit) => species.startingWith(query, limit),
    field: "label",
    part: (_, query) => ({ offset: 0, length: query.length }),
  },
  "prefix-loose": {
    isWholeName: false,
    from: "prefix",
    isLastResort: false,
    search: (species, query, limit) => {
      const loose = looseOfFold(query);
      return loose === "" ? [] : species.looselyStartingWith(loose, limit);
    },
    field: "label",
    part: looseBeginning,
  },
  alias: {
    isWholeName: true,
    from: "prefix",
    isLastResort: false,
    search: (species, query, limit) => species.aliased(query, limit),
    field: "alias",
    part: null,
  },
  "alias-prefix": {
    isWholeName: false,
    from: "prefix",
    isLastResort: false,
    search: (species, query, limit) => species.aliasStartingWith(query, limit),
    field: "alias",
    part: null,
  },
  "id-prefix": {
    isWholeName: false,
    from: "prefix",
    isLastResort: false,
    search: (species, query, limit) =>
      BEGINS_ID.test(query) ? species.idStartingWith(query, limit) : [],
    field: "id",
    part: null,
  },
  infix: {
    isWholeName: false,
    from: "infix",
    isLastResort: false,
    search: (species, query, limit) => species.containing(query, limit),
    field: "label",
    part: (label, query) => ({ offset: label.indexOf(query), length: query.length }),
  },
  fuzzy: {
    isWholeName: false,
    from: "fuzzy",
    isLastResort: true,
    search: searchNearly,
    field: "label",
    part: nearestBeginning,
  },
} as const satisfies Record<string, TierDefinition>;

/** Why a label matched. */
export type Tier = keyof typeof DEFINITIONS;

export const TIERS = Object.keys(DEFINITIONS) as readonly Tier[];

const TIERS_OF: Record<Match, readonly Tier[]> = {
  prefix: tiersUpTo("prefix"),
  infix: tiersUpTo("infix"),
  fuzzy: tiersUpTo("fuzzy"),
};

export function definitionOf(tier: Tier): TierDefinition {
  return DEFINITIONS[tier];
}

/** The tiers that `match` includes, in their order. */
export function tiersOf(match: Match): readonly Tier[] {
  return TIERS_OF[match];
}

/** Those of some tiers in which the query is a whole name. */
export function wholeNamesOf(tiers: readonly Tier[]): readonly Tier[] {
  return tiers.filter((tier) => DEFINITIONS[tier].isWholeName);
}

function tiersUpTo(match: Match): readonly Tier[] {
  const included = MATCHES.slice(0, MATCHES.indexOf(match) + 1);
  return TIERS.filter((tier) => included.includes(DEFINITIONS[tier].from));
}

/** The beginning of an id: its letters and four digits, or six characters where it begins with a digit. */
const BEGINS_ID = /^(\D+\d{4}|\d.{5})/u;

/** Edits that are allowed from this many code points of the query on. */
const DISTANCES = [
  { distance: 1, from: 4 },
  { distance: 2, from: 8 },
];

/** Labels that begin nearly with the query, the nearest first; some are found twice. */
function* searchNearly(species: SpeciesIndex, query: string, limit: number): Generator<FoundLabel> {
  const length = codePoints(query);
  for (const { distance, from } of DISTANCES) {
    if (length >= from) yield* species.near(query, distance, limit);
  }
}
