import {
  beginning,
  eitherBeginning,
  type FindPart,
  looseBeginning,
  nearestBeginning,
} from "./matched-part.ts";
import type { Query } from "./query.ts";
import type { FoundLabel, SpeciesIndex } from "./species-index.ts";
import type { Steps } from "./steps.ts";

/** How far a look-up goes, the narrowest first: each finds what the one before it finds, and more. */
export const MATCHES = ["prefix", "infix", "fuzzy"] as const;
export type Match = (typeof MATCHES)[number];

/** Everything that is decided about a tier. */
interface TierDefinition {
  /** Whether the query is a whole name. Such tiers are searched however short the query is, and resolve names. */
  isWholeName: boolean;
  /** Whether for a short query the tier comes after all that compare it with labels. */
  isLateForShortQueries: boolean;
  /** Whether the tier ignores separators, so that names that differ in them alone are found. */
  isLoose: boolean;
  /** The narrowest `match` that includes the tier. */
  from: Match;
  /** Whether the tier is searched only in species in which no other tier finds anything. */
  isLastResort: boolean;
  /**
   * The best labels for a query, about `limit` of them, whether or not an earlier tier finds them too; null wherever other
   * requests may have their turn.
   */
  search: (species: SpeciesIndex, query: Query, limit: number) => Iterable<FoundLabel | null>;
  /** What the query is compared with. A gene found by its id stands for itself, not for all genes of its label. */
  field: "label" | "alias" | "id";
  /** Finds the part of the label or alias that the query matched; null where there is no such part. */
  part: FindPart | null;
}

/** What most tiers have in common. */
const PLAIN = {
  isWholeName: false,
  isLateForShortQueries: false,
  isLoose: false,
  from: "prefix",
  isLastResort: false,
} as const;

/** All tiers in their order: an earlier one ranks above a later one. */
const DEFINITIONS = {
  exact: {
    ...PLAIN,
    isWholeName: true,
    search: (species, { folded }, limit) => species.named(folded, limit),
    field: "label",
    part: beginning,
  },
  id: {
    ...PLAIN,
    isWholeName: true,
    search: (species, { folded, text }) => species.identified(folded, text),
    field: "id",
    part: null,
  },
  alias: {
    ...PLAIN,
    isWholeName: true,
    isLateForShortQueries: true,
    search: (species, { folded }, limit) => species.aliased(folded, limit),
    field: "alias",
    part: beginning,
  },
  "exact-loose": {
    ...PLAIN,
    isWholeName: true,
    isLoose: true,
    search: (species, { wholeLoose }, limit) =>
      wholeLoose === null ? [] : species.looselyNamed(wholeLoose, limit),
    field: "label",
    part: looseBeginning,
  },
  "alias-loose": {
    ...PLAIN,
    isWholeName: true,
    isLateForShortQueries: true,
    isLoose: true,
    search: (species, { wholeLoose }, limit) =>
      wholeLoose === null ? [] : species.looselyAliased(wholeLoose, limit),
    field: "alias",
    part: looseBeginning,
  },
  prefix: {
    ...PLAIN,
    search: (species, { folded }, limit) => species.startingWith(folded, limit),
    field: "label",
    part: beginning,
  },
  "prefix-loose": {
    ...PLAIN,
    isLoose: true,
    search: (species, { loose }, limit) =>
      loose === null ? [] : species.looselyStartingWith(loose, limit),
    field: "label",
    part: looseBeginning,
  },
  "alias-prefix": {
    ...PLAIN,
    isLateForShortQueries: true,
    search: (species, { folded, loose }, limit) => species.aliasStartingWith(folded, loose, limit),
    field: "alias",
    part: eitherBeginning,
  },
  "id-prefix": {
    ...PLAIN,
    isLateForShortQueries: true,
    search: (species, { folded, length }, limit) => species.idStartingWith(folded, length, limit),
    field: "id",
    part: null,
  },
  infix: {
    ...PLAIN,
    isLateForShortQueries: true,
    from: "infix",
    search: (species, { folded }, limit) => inSteps(species.containing(folded, limit)),
    field: "label",
    part: (name, { folded }) => ({ offset: name.indexOf(folded), length: folded.length }),
  },
  fuzzy: {
    ...PLAIN,
    isLateForShortQueries: true,
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
export const WHOLE_NAME_TIERS = TIERS.filter((tier) => DEFINITIONS[tier].isWholeName);

/** Whole aliases of shorter queries would stand before the labels that most people are about to type. */
const FIRST_LENGTH_OF_WHOLE_ALIASES = 4;

/** The tiers in their order for short queries. */
const SHORT_QUERY_TIERS = [
  ...TIERS.filter((tier) => !DEFINITIONS[tier].isLateForShortQueries),
  ...TIERS.filter((tier) => DEFINITIONS[tier].isLateForShortQueries),
];

/** For each `match` the tiers of short queries, and those of all others. */
const TIERS_OF: Record<Match, readonly [short: readonly Tier[], others: readonly Tier[]]> = {
  prefix: tiersUpTo("prefix"),
  infix: tiersUpTo("infix"),
  fuzzy: tiersUpTo("fuzzy"),
};

export function definitionOf(tier: Tier): TierDefinition {
  return DEFINITIONS[tier];
}

/** The tiers that `match` includes, in their order for a query. @param length code points of its fold */
export function tiersOf(match: Match, length: number): readonly Tier[] {
  return TIERS_OF[match][length < FIRST_LENGTH_OF_WHOLE_ALIASES ? 0 : 1];
}

function tiersUpTo(match: Match): readonly [readonly Tier[], readonly Tier[]] {
  const included = MATCHES.slice(0, MATCHES.indexOf(match) + 1);
  const isIncluded = (tier: Tier) => included.includes(DEFINITIONS[tier].from);
  return [SHORT_QUERY_TIERS.filter(isIncluded), TIERS.filter(isIncluded)];
}

/** Edits that are allowed from this many code points of the query on. */
const DISTANCES = [
  { distance: 1, from: 4 },
  { distance: 2, from: 8 },
];

/** Labels that begin nearly with the query, the nearest first; some are found twice. */
function* searchNearly(
  species: SpeciesIndex,
  { folded, length }: Query,
  limit: number,
): Generator<FoundLabel | null> {
  for (const { distance, from } of DISTANCES) {
    if (length >= from) yield* inSteps(species.near(folded, distance, limit));
  }
}

/** Labels that are found in steps: null for each step before they are known, then all of them. */
function* inSteps(steps: Steps<FoundLabel[]>): Generator<FoundLabel | null> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return yield* value;
    yield null;
  }
}
