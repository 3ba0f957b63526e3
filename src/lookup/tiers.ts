/** Why a label matched; an earlier tier always ranks above a later one. */
export const TIERS = [
  "exact",
  "id",
  "exact-loose",
  "prefix",
  "prefix-loose",
  "alias",
  "alias-prefix",
  "id-prefix",
  "infix",
  "fuzzy",
] as const;
export type Tier = (typeof TIERS)[number];

/** The tiers in which what was typed is a whole name; they are found however short it is. */
const WHOLE_NAME_TIERS: readonly Tier[] = ["exact", "id", "exact-loose", "alias"];

/** The tiers that `match` asks for, the narrowest first: each takes in what the one before finds. */
const TIERS_OF = {
  prefix: upTo("id-prefix"),
  infix: upTo("infix"),
  fuzzy: upTo("fuzzy"),
};

/** How far to go. */
export type Match = keyof typeof TIERS_OF;
export const MATCHES = Object.keys(TIERS_OF) as readonly Match[];

/** The tiers that `match` asks for, in their order. */
export function tiersOf(match: Match): readonly Tier[] {
  return TIERS_OF[match];
}

function upTo(last: Tier): readonly Tier[] {
  return TIERS.slice(0, TIERS.indexOf(last) + 1);
}

/** Of some tiers those of whole names. */
export function wholeNamesOf(tiers: readonly Tier[]): readonly Tier[] {
  return tiers.filter((tier) => WHOLE_NAME_TIERS.includes(tier));
}
