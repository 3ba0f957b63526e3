/**
 * The tiers, and the order inside each.
 *
 * Choices where the contract can be read in two ways:
 * - In the rule, "its UTF-8 bytes" and the label's bytes are those of the fold and, where folds are equal, of the text as
 *   given. "The label's length" is counted as that of the name: in code points of the fold.
 * - "An id that matches to the letter comes before all" holds inside the tier `id`: a label that is the query still
 *   stands before it. As no name matched, the rule goes on with the weight and the label. The genes that are meant
 *   are those of the label that the id matches, those that it matches to the letter first.
 * - `id-prefix` compares whole ids, versions included, and goes by the bytes of the id's fold, then of the id.
 *   "Characters" are code points of folds. The genes that are meant are those of the label whose ids begin with the
 *   query, by id.
 * - `words` takes words from folds, so Greek letters stay. Names are the label and the aliases that are kept. Each
 *   word of the query may begin a word of another name, and several may begin the same word. "Label", the last key of
 *   its order, is the label's length, then its bytes. The gene with the best description is shown, and of several
 *   with the same description the first.
 * - `infix` looks at folds alone, not at loose forms, and has no least length of its own.
 */

import type { Gene, Label, NamedAlias, NamedGene, Species } from "./genes.ts";
import { isSameStableId } from "./ids.ts";
import { compareBytes, type Name, type Query } from "./names.ts";
import { nearness } from "./near.ts";

export type Tier =
  | "exact"
  | "id"
  | "alias"
  | "exact-loose"
  | "alias-loose"
  | "prefix"
  | "prefix-loose"
  | "alias-prefix"
  | "id-prefix"
  | "words"
  | "infix"
  | "fuzzy";

/** The tiers in which a whole name counts, in the order of the table. */
export const WHOLE_NAME_TIERS: readonly Tier[] = [
  "exact",
  "id",
  "alias",
  "exact-loose",
  "alias-loose",
];

export const ALL_TIERS: readonly Tier[] = [
  ...WHOLE_NAME_TIERS,
  "prefix",
  "prefix-loose",
  "alias-prefix",
  "id-prefix",
  "words",
  "infix",
  "fuzzy",
];

/** "For a query of fewer than 4 code points `alias` and `alias-loose` stand behind `prefix-loose`." */
const TABLE_FOR_SHORT_QUERIES: readonly Tier[] = [
  "exact",
  "id",
  "exact-loose",
  "prefix",
  "prefix-loose",
  "alias",
  "alias-loose",
  "alias-prefix",
  "id-prefix",
  "words",
  "infix",
  "fuzzy",
];

const FIRST_LENGTH_OF_THE_TABLE = 4;
const SHORTEST_ID_PREFIX = 3;
const ID_PREFIX_BEYOND_SHARED = 2;
const SHORTEST_FOR_WORDS = 3;

export const tiersInOrder = (query: Query): readonly Tier[] =>
  query.codePoints.length < FIRST_LENGTH_OF_THE_TABLE ? TABLE_FOR_SHORT_QUERIES : ALL_TIERS;

/** "No tier before `words`." */
export const isBeforeWords = (tier: Tier): boolean =>
  ALL_TIERS.indexOf(tier) < ALL_TIERS.indexOf("words");

/** A label in a tier, as it was found by a query. */
export interface Found {
  query: Query;
  tier: Tier;
  label: Label;
  /** The alias that fits best, in the alias tiers. */
  alias: NamedAlias | null;
  /** The genes that are meant: those that an id matches, else all of the label. */
  genes: Gene[];
  /** The one of them that is shown. */
  shown: Gene;
  /** The description that fits best, in the tier `words`. */
  description: Name | null;
  /** What is compared inside the tier, one after the other: small numbers first, then the order of UTF-8 bytes. */
  order: (number | string)[];
}

/** Labels of one tier in their order. */
export const sorted = (found: readonly Found[]): Found[] =>
  found.toSorted((a, b) => {
    for (const [index, key] of a.order.entries()) {
      const other = b.order[index]!;
      const difference =
        typeof key === "string" ? compareBytes(key, other as string) : key - (other as number);
      if (difference !== 0) return difference;
    }
    return 0;
  });

/** How a label fits a tier, or null. */
export function fit(tier: Tier, species: Species, label: Label, query: Query): Found | null {
  switch (tier) {
    case "exact":
      return isExact(label.name, query) ? byLabel(tier, label, query) : null;
    case "id":
      return byId(species, label, query);
    case "alias":
      return byAlias(tier, label, query, (alias) => isExact(alias, query));
    case "exact-loose":
      return isExactLoose(label.name, query) ? byLabel(tier, label, query) : null;
    case "alias-loose":
      return byAlias(tier, label, query, (alias) => isExactLoose(alias, query));
    case "prefix":
      return beginsWith(label.name, query) ? byLabel(tier, label, query) : null;
    case "prefix-loose":
      return beginsLooselyWith(label.name, query) ? byLabel(tier, label, query) : null;
    case "alias-prefix":
      return byAlias(
        tier,
        label,
        query,
        (alias) => beginsWith(alias, query) || beginsLooselyWith(alias, query),
      );
    case "id-prefix":
      return byIdPrefix(species, label, query);
    case "words":
      return byWords(label, query);
    case "infix":
      return label.name.fold?.includes(query.fold) ? byLabel(tier, label, query) : null;
    case "fuzzy":
      return byNearness(label, query);
  }
}

/** As `fit`, for a loose tier of resolve: "only where query and name have the same runs of digits". */
export function fitWithSameDigits(
  tier: "exact-loose" | "alias-loose",
  label: Label,
  query: Query,
): Found | null {
  const isSame = (name: Name) => isExactLoose(name, query) && name.digitRuns === query.digitRuns;
  if (tier === "alias-loose") return byAlias(tier, label, query, isSame);
  return isSame(label.name) ? byLabel(tier, label, query) : null;
}

const isExact = (name: Name, query: Query): boolean => name.fold === query.fold;

/** "Its loose form is the beginning of something, never a whole name", where the query is unfinished. */
const isExactLoose = (name: Name, query: Query): boolean =>
  !query.unfinished && query.loose !== null && name.loose === query.loose;

export const beginsWith = (name: Name, query: Query): boolean =>
  name.fold?.startsWith(query.fold) ?? false;

const beginsLooselyWith = (name: Name, query: Query): boolean =>
  query.loose !== null && (name.loose?.startsWith(query.loose) ?? false);

/**
 * "Heavier weight class of the label, then (alias tiers) former symbols before synonyms, then fewer code points of the
 * fold of the name that matched, then its UTF-8 bytes, then the label's length and bytes."
 */
const rule = (label: Label, alias: NamedAlias | null): (number | string)[] => {
  const matched = alias?.name ?? label.name;
  return [
    -label.weightClass,
    alias?.former ? 0 : 1,
    matched.codePoints.length,
    matched.fold ?? "",
    matched.text,
    ...lengthAndBytes(label),
  ];
};

const lengthAndBytes = ({ name }: Label): (number | string)[] => [
  name.codePoints.length,
  name.fold ?? "",
  name.text,
];

const byLabel = (tier: Tier, label: Label, query: Query): Found => ({
  query,
  tier,
  label,
  alias: null,
  genes: label.genes.map(({ gene }) => gene),
  shown: label.genes[0]!.gene,
  description: null,
  order: rule(label, null),
});

/** The aliases stand best first: "where several aliases fit, the one that is best by the rule counts". */
function byAlias(
  tier: Tier,
  label: Label,
  query: Query,
  fits: (alias: Name) => boolean,
): Found | null {
  const alias = label.aliases.find(({ name }) => fits(name));
  return alias ? { ...byLabel(tier, label, query), alias, order: rule(label, alias) } : null;
}

/** "A whole stable id or other id": each gene that it matches is meant. */
function byId(species: Species, label: Label, query: Query): Found | null {
  const matched = label.genes.filter(
    (gene) => hasStableId(species, gene, query) || gene.otherIds.some((id) => isExact(id, query)),
  );
  const toTheLetter = (gene: NamedGene) =>
    gene.stableId?.text === query.text || gene.otherIds.some(({ text }) => text === query.text);
  const genes = [...matched.filter(toTheLetter), ...matched.filter((gene) => !toTheLetter(gene))];
  if (genes.length === 0) return null;
  return {
    ...byLabel("id", label, query),
    genes: genes.map(({ gene }) => gene),
    shown: genes[0]!.gene,
    order: [toTheLetter(genes[0]!) ? 0 : 1, -label.weightClass, ...lengthAndBytes(label)],
  };
}

export function hasStableId(species: Species, { stableId }: NamedGene, query: Query): boolean {
  const id = stableId?.fold ?? null;
  return id !== null && isSameStableId(query.fold, id, species.hasVersions);
}

const compareIds = (a: Name, b: Name): number =>
  compareBytes(a.fold!, b.fold!) || compareBytes(a.text, b.text);

/** "A stable id begins with the query, which has 3 characters and 2 beyond what all ids of the species share." */
function byIdPrefix(species: Species, label: Label, query: Query): Found | null {
  const least = Math.max(SHORTEST_ID_PREFIX, species.sharedByIds + ID_PREFIX_BEYOND_SHARED);
  if (query.codePoints.length < least) return null;
  const genes = label.genes
    .filter(({ stableId }) => stableId !== null && beginsWith(stableId, query))
    .sort((a, b) => compareIds(a.stableId!, b.stableId!));
  if (genes.length === 0) return null;
  return {
    ...byLabel("id-prefix", label, query),
    genes: genes.map(({ gene }) => gene),
    shown: genes[0]!.gene,
    order: [genes[0]!.stableId!.fold!, genes[0]!.stableId!.text, ...lengthAndBytes(label)],
  };
}

/**
 * "Every word of the query begins a word of the gene's description or of one of its names, at least one of them of
 * the description, in any order; queries of 3 code points and more."
 */
function byWords(label: Label, query: Query): Found | null {
  if (query.codePoints.length < SHORTEST_FOR_WORDS) return null;
  const begins = (word: string, { words }: Name) => words.some((longer) => longer.startsWith(word));
  const fits = (description: Name) =>
    query.words.some((word) => begins(word, description)) &&
    query.words.every(
      (word) =>
        begins(word, description) ||
        begins(word, label.name) ||
        label.aliases.some(({ name }) => begins(word, name)),
    );
  const [best] = label.genes
    .filter(({ description }) => description !== null && fits(description))
    .sort((a, b) => {
      const [aStart, aLength] = descriptionOrder(a.description!, query);
      const [bStart, bLength] = descriptionOrder(b.description!, query);
      return aStart - bStart || aLength - bLength;
    });
  if (best === undefined) return null;
  const description = best.description!;
  const [start, length] = descriptionOrder(description, query);
  return {
    ...byLabel("words", label, query),
    shown: best.gene,
    description,
    order: [start, -label.weightClass, length, ...lengthAndBytes(label)],
  };
}

/** "A description that is the query, then those that begin with it, then the others", and "shorter description". */
function descriptionOrder(description: Name, query: Query): [start: number, length: number] {
  const start = isExact(description, query) ? 0 : beginsWith(description, query) ? 1 : 2;
  return [start, description.codePoints.length];
}

/** "The smaller distance, then names with the query's letters in another order, then whole labels, then the rule." */
function byNearness(label: Label, query: Query): Found | null {
  const near = nearness(query, label.name);
  if (near === null) return null;
  return {
    ...byLabel("fuzzy", label, query),
    order: [near.distance, near.reordered ? 0 : 1, near.whole ? 0 : 1, ...rule(label, null)],
  };
}
