import { encodeAliases } from "../columns/aliases.ts";
import { fold } from "../names/fold.ts";
import { keyOf, parseKey, standingOf } from "../names/key.ts";
import { compareNames } from "../names/order.ts";
import type { SortedKeys } from "../trie/graph.ts";
import type { LabelFinder } from "./label-finder.ts";
import type { Kept, LabelWeights } from "./label-weights.ts";
import type { Rows } from "./rows.ts";
import type { SortedLabels } from "./sorted-labels.ts";

/** Aliases that a label may have; what a query costs depends on it. */
const MOST_ALIASES = 256;

/** An alias and a label that it stands for, by their ids in `annotations.aliases` and `rows.labels`. */
export interface AliasPair {
  alias: number;
  label: number;
  /** Of the alias as a name of this label. */
  standing: number;
}

/** All aliases with the labels that they stand for. */
export interface PairedAliases extends Kept {
  pairs: ReadonlyMap<string, readonly AliasPair[]>;
  /** How many were left out because their labels have too many. */
  tooMany: number;
}

/** Whether each alias of a label is a former symbol, by the alias' id. */
type FormerByAlias = Map<number, boolean>;

/**
 * Finds the labels of all aliases. An alias that folds as its own label does is left out, as it could find nothing more;
 * and of labels with more than MOST_ALIASES all but the best.
 */
export function pairAliases(
  rows: Rows,
  finder: LabelFinder,
  { classes }: LabelWeights,
): PairedAliases {
  const { annotations } = rows;
  const bySpecies = new Map<string, Map<number, FormerByAlias>>();
  let missing = 0;
  for (let i = 0; i < annotations.aliasOf.length; i++) {
    const reference = annotations.aliasOf.at(i);
    const labels = finder.labelsOf(reference);
    if (labels.length === 0) missing++;
    const ofSpecies = valueIn(bySpecies, reference.species, () => new Map());
    const alias = annotations.aliasAt(i);
    for (const label of labels) {
      const aliases = valueIn(ofSpecies, label, () => new Map());
      aliases.set(alias, annotations.isFormerAt(i) || aliases.get(alias) === true);
    }
  }
  let tooMany = 0;
  const pairs = new Map<string, AliasPair[]>();
  for (const [species, labels] of bySpecies) {
    const ofSpecies: AliasPair[] = [];
    for (const [label, aliases] of labels) {
      const weightClass = classes.get(species)?.get(label) ?? 0;
      const kept = bestAliases(rows, label, aliases);
      tooMany += kept.dropped;
      for (const [alias, isFormer] of kept.aliases) {
        ofSpecies.push({ alias, label, standing: standingOf(weightClass, isFormer) });
      }
    }
    pairs.set(species, ofSpecies);
  }
  return { pairs, kept: annotations.aliasOf.length - missing, missing, tooMany };
}

function bestAliases(
  { annotations, labels }: Rows,
  label: number,
  all: FormerByAlias,
): { aliases: Iterable<[alias: number, isFormer: boolean]>; dropped: number } {
  const folded = fold(labels.all[label]!);
  const aliases = [...all].filter(([alias]) => fold(annotations.aliases.all[alias]!) !== folded);
  if (aliases.length <= MOST_ALIASES) return { aliases, dropped: 0 };
  const ranked = aliases.map(([alias, isFormer]) => ({
    alias,
    isFormer,
    ...parseKey(keyOf(annotations.aliases.all[alias]!, standingOf(0, isFormer))),
  }));
  const best = ranked.sort(compareNames).slice(0, MOST_ALIASES);
  return {
    aliases: best.map(({ alias, isFormer }) => [alias, isFormer]),
    dropped: aliases.length - MOST_ALIASES,
  };
}

/** What an index stores of one species' aliases. */
export interface AliasTables {
  /** Indexes of the keys of its aliases, ascending. An alias has a key for each standing that it has. */
  aliases: Uint32Array;
  /** As `SpeciesAliases` reads them. */
  columns: Uint8Array;
}

/** The aliases of one species, and the keys of all names. */
interface SpeciesAliasPairs {
  pairs: readonly AliasPair[];
  aliasKeys: SortedLabels;
  labelKeys: SortedKeys;
  /** The index of the key of one of the species' labels, by the label's id. */
  keyOfLabel: (label: number) => number;
  /** Indexes of the keys of the species' labels, ascending; a label's number is its position among them. */
  labels: Uint32Array;
}

/** The aliases of one species and what they stand for. */
export function aliasTables({
  pairs,
  aliasKeys,
  labelKeys,
  keyOfLabel,
  labels,
}: SpeciesAliasPairs): AliasTables {
  const sorted = pairs
    .map(({ alias, label, standing }) => ({
      alias: aliasKeys.indexOf(alias, standing),
      label: keyOfLabel(label),
    }))
    .sort((a, b) => a.alias - b.alias || compareKeys(labelKeys, a.label, b.label));
  return {
    aliases: Uint32Array.from(new Set(sorted.map(({ alias }) => alias))),
    columns: encodeAliases({
      last: Uint8Array.from(sorted, ({ alias }, i) => (alias === sorted[i + 1]?.alias ? 0 : 1)),
      labels: Uint32Array.from(sorted, ({ label }) => positionIn(labels, label)),
    }),
  };
}

const utf8 = new TextDecoder();

function compareKeys(keys: SortedKeys, a: number, b: number): number {
  return compareNames(parseKey(keyAt(keys, a)), parseKey(keyAt(keys, b)));
}

function keyAt({ bytes, starts }: SortedKeys, key: number): string {
  return utf8.decode(bytes.subarray(starts[key], starts[key + 1]));
}

/** The position of a number that is among others in ascending order. */
function positionIn(sorted: Uint32Array, wanted: number): number {
  let first = 0;
  for (let above = sorted.length; above - first > 1; ) {
    const middle = (first + above) >>> 1;
    if (sorted[middle]! <= wanted) first = middle;
    else above = middle;
  }
  return first;
}

function valueIn<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
