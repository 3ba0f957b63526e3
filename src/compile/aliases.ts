import { type AliasColumns, encodeAliases } from "../columns/aliases.ts";
import { parseKey } from "../names/key.ts";
import { compareLabels } from "../names/order.ts";
import type { SortedKeys } from "../trie/graph.ts";
import type { LabelFinder } from "./label-finder.ts";
import type { Kept } from "./label-weights.ts";
import type { Rows } from "./rows.ts";

/** An alias and a label that it stands for: their ids in `annotations.aliases` and `rows.labels`. */
export interface NamedPair {
  alias: number;
  label: number;
}

/** All aliases with the labels that they stand for. */
export interface PairedAliases extends Kept {
  /** By species. */
  pairs: ReadonlyMap<string, readonly NamedPair[]>;
}

/** Finds the labels that all aliases stand for. */
export function pairAliases({ annotations }: Rows, finder: LabelFinder): PairedAliases {
  const pairs = new Map<string, NamedPair[]>();
  let missing = 0;
  for (let i = 0; i < annotations.aliasOf.length; i++) {
    const reference = annotations.aliasOf.at(i);
    const labels = finder.find(reference);
    if (labels.length === 0) missing++;
    const ofSpecies = pairs.get(reference.species) ?? [];
    pairs.set(reference.species, ofSpecies);
    for (const label of labels) ofSpecies.push({ alias: annotations.aliasAt(i), label });
  }
  return { pairs, kept: annotations.aliasOf.length - missing, missing };
}

/** An alias and a label that it stands for: the indexes of their keys in byte order. */
export interface AliasPair {
  alias: number;
  label: number;
}

/** What an index stores of one species' aliases. */
export interface AliasTables {
  /** The indexes of the keys of its different aliases, ascending. */
  aliases: Uint32Array;
  /** As `SpeciesAliases` reads them. */
  columns: Uint8Array;
}

/**
 * The aliases of one species and the labels that they stand for. An alias with the same fold as a label does not stand
 * for that label.
 *
 * @param labels the indexes of the keys of the species' labels, ascending; a label's number is its position among them
 */
export function aliasTables(
  pairs: readonly AliasPair[],
  aliasKeys: SortedKeys,
  labelKeys: SortedKeys,
  labels: Uint32Array,
): AliasTables {
  const targets = [...new Set(pairs.map(({ label }) => label))]
    .map((key) => ({ key, ...parseKey(keyAt(labelKeys, key)) }))
    .sort(compareLabels);
  const rankOf = new Map(targets.map(({ key }, rank) => [key, rank]));
  const ranked = pairs
    .map(({ alias, label }) => ({ alias, rank: rankOf.get(label)! }))
    .filter(({ alias, rank }) => foldAt(aliasKeys, alias) !== targets[rank]!.folded)
    .sort((a, b) => a.alias - b.alias || a.rank - b.rank)
    .filter(({ alias, rank }, i, all) => alias !== all[i - 1]?.alias || rank !== all[i - 1]?.rank);
  const columns: AliasColumns = {
    last: Uint8Array.from(ranked, ({ alias }, i) => (alias === ranked[i + 1]?.alias ? 0 : 1)),
    target: Uint32Array.from(ranked, ({ rank }) => rank),
    labels: Uint32Array.from(targets, ({ key }) => positionIn(labels, key)),
  };
  return {
    aliases: Uint32Array.from(new Set(ranked.map(({ alias }) => alias))),
    columns: encodeAliases(columns),
  };
}

const utf8 = new TextDecoder();

function keyAt({ bytes, starts }: SortedKeys, key: number): string {
  return utf8.decode(bytes.subarray(starts[key], starts[key + 1]));
}

function foldAt(keys: SortedKeys, key: number): string {
  return parseKey(keyAt(keys, key)).folded;
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
