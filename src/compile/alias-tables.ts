import { type AliasColumns, encodeAliases } from "../columns/aliases.ts";
import { parseKey } from "../names/key.ts";
import { compareLabels } from "../names/order.ts";
import type { SortedKeys } from "../trie/graph.ts";

/** An alias and a label that it stands for, by the places of their keys. */
export interface AliasPair {
  alias: number;
  label: number;
}

/** What is written of one species' aliases. */
export interface AliasTables {
  /** Places of the keys of its different aliases, ascending. */
  aliases: Uint32Array;
  columns: Uint8Array;
}

/**
 * The aliases of one species and what they stand for. An alias that is its own label but for case is left out.
 *
 * @param labels places of the keys of the species' labels, ascending; a label's number is its place among them
 */
export function aliasTables(
  pairs: readonly AliasPair[],
  aliasKeys: SortedKeys,
  labelKeys: SortedKeys,
  labels: Uint32Array,
): AliasTables {
  const targets = [...new Set(pairs.map(({ label }) => label))]
    .map((place) => ({ place, ...parseKey(keyAt(labelKeys, place)) }))
    .sort(compareLabels);
  const rankOf = new Map(targets.map(({ place }, rank) => [place, rank]));
  const ranked = pairs
    .map(({ alias, label }) => ({ alias, rank: rankOf.get(label)! }))
    .filter(({ alias, rank }) => foldAt(aliasKeys, alias) !== targets[rank]!.folded)
    .sort((a, b) => a.alias - b.alias || a.rank - b.rank)
    .filter(({ alias, rank }, i, all) => alias !== all[i - 1]?.alias || rank !== all[i - 1]?.rank);
  const columns: AliasColumns = {
    last: Uint8Array.from(ranked, ({ alias }, i) => (alias === ranked[i + 1]?.alias ? 0 : 1)),
    target: Uint32Array.from(ranked, ({ rank }) => rank),
    labels: Uint32Array.from(targets, ({ place }) => placeIn(labels, place)),
  };
  return {
    aliases: Uint32Array.from(new Set(ranked.map(({ alias }) => alias))),
    columns: encodeAliases(columns),
  };
}

const utf8 = new TextDecoder();

function keyAt({ bytes, starts }: SortedKeys, place: number): string {
  return utf8.decode(bytes.subarray(starts[place], starts[place + 1]));
}

function foldAt(keys: SortedKeys, place: number): string {
  return parseKey(keyAt(keys, place)).folded;
}

/** Where a number stands among others in ascending order. */
function placeIn(sorted: Uint32Array, wanted: number): number {
  let first = 0;
  for (let above = sorted.length; above - first > 1; ) {
    const middle = (first + above) >>> 1;
    if (sorted[middle]! <= wanted) first = middle;
    else above = middle;
  }
  return first;
}
