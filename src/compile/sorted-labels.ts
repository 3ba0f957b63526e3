import type { Texts } from "../columns/texts.ts";
import { FIRST_NAME_BYTE, keyOf, nameOf, standingIn } from "../names/key.ts";
import { compareTexts } from "../names/order.ts";
import type { SortedKeys } from "../trie/graph.ts";

/** A label or an alias, by its id, with a standing. */
export interface StandingName {
  name: number;
  standing: number;
}

/** The keys of all labels, or of all aliases, in byte order. */
export interface SortedLabels {
  keys: SortedKeys;
  /** The index of the key of a name among them. @param name its id */
  indexOf(name: number, standing: number): number;
}

/** UTF-16 and UTF-8 order texts with these differently. */
const SURROGATE = /[\ud800-\udfff]/;

/** Sorts the keys of all names without a standing, and of those with one, by their UTF-8 bytes. */
export function sortLabels(names: Texts<string>, standing: Iterable<StandingName>): SortedLabels {
  const keys = names.all.map((name) => keyOf(name));
  for (const key of standingKeys(names, standing)) keys.push(key);
  keys.sort(keys.some((key) => SURROGATE.test(key)) ? compareTexts : undefined);
  const indexes = new Uint32Array(names.all.length);
  const standingIndexes = new Map<number, number>();
  const starts = new Uint32Array(keys.length + 1);
  for (const [index, key] of keys.entries()) {
    const id = names.knownIdOf(nameOf(key))!;
    const standing = standingIn(key);
    if (standing === 0) indexes[id] = index;
    else standingIndexes.set(idOfStanding(id, standing), index);
    starts[index + 1] = starts[index]! + Buffer.byteLength(key);
  }
  const bytes = Buffer.allocUnsafeSlow(starts.at(-1)!);
  for (const [index, key] of keys.entries()) bytes.write(key, starts[index]!);
  return {
    keys: { bytes, starts },
    indexOf: (name, standing) =>
      standing === 0 ? indexes[name]! : standingIndexes.get(idOfStanding(name, standing))!,
  };
}

function standingKeys(names: Texts<string>, standingNames: Iterable<StandingName>): Set<string> {
  const keys = new Set<string>();
  for (const { name, standing } of standingNames) {
    if (standing > 0) keys.add(keyOf(names.all[name]!, standing));
  }
  return keys;
}

function idOfStanding(name: number, standing: number): number {
  return name * FIRST_NAME_BYTE + standing;
}
