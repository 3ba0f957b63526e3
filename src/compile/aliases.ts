import { encodeAliases, MOST_ALIASES } from "../columns/aliases.ts";
import { ALL_LOWER } from "../names/case-pattern.ts";
import { fold } from "../names/fold.ts";
import { STANDINGS, standingOf } from "../names/key.ts";
import { compareNames, rankedName } from "../names/order.ts";
import type { NamedTrie } from "./compile.ts";
import type { LabelFinder } from "./label-finder.ts";
import type { Kept, LabelWeights } from "./label-weights.ts";
import type { Rows } from "./rows.ts";

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
    ...rankedName(annotations.aliases.all[alias]!, standingOf(0, isFormer)),
  }));
  const best = ranked.sort(compareNames).slice(0, MOST_ALIASES);
  return {
    aliases: best.map(({ alias, isFormer }) => [alias, isFormer]),
    dropped: aliases.length - MOST_ALIASES,
  };
}

/** What an index stores of one species' aliases. */
export interface AliasTables {
  /** How many there are. An alias counts once for each standing that it has. */
  aliases: number;
  /** The root of their trie; 0 where there are none. */
  root: number;
  casePattern: number;
  /** As `SpeciesAliases` reads them. */
  columns: Uint8Array;
}

/** The aliases of one species. */
interface SpeciesAliasPairs {
  pairs: readonly AliasPair[];
  /** The order of suggestions of two labels, by their ids. */
  compareLabels: (a: number, b: number) => number;
  /** The number of each label of the species, by its id. */
  numbers: Uint32Array;
  /** Adds the trie of aliases, by their ids and standings. */
  addAliases: (ids: readonly number[], standings: readonly number[]) => NamedTrie;
}

/** The aliases of one species and what they stand for. */
export function aliasTables({
  pairs,
  compareLabels,
  numbers,
  addAliases,
}: SpeciesAliasPairs): AliasTables {
  if (pairs.length === 0) {
    const columns = encodeAliases({ last: new Uint8Array(0), labels: new Uint32Array(0) });
    return { aliases: 0, root: 0, casePattern: ALL_LOWER, columns };
  }
  const byAlias = [...Map.groupBy(pairs, ({ alias, standing }) => alias * STANDINGS + standing)];
  const { root, casePattern, order } = addAliases(
    byAlias.map(([key]) => Math.floor(key / STANDINGS)),
    byAlias.map(([key]) => key % STANDINGS),
  );
  const labels: number[] = [];
  const last: number[] = [];
  for (const i of order) {
    const targets = byAlias[i]![1].map(({ label }) => label);
    if (targets.length > 1) targets.sort(compareLabels);
    for (const [rank, label] of targets.entries()) {
      labels.push(numbers[label]!);
      last.push(Number(rank === targets.length - 1));
    }
  }
  const columns = encodeAliases({
    last: Uint8Array.from(last),
    labels: Uint32Array.from(labels),
  });
  return { aliases: byAlias.length, root, casePattern, columns };
}

function valueIn<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
