import { compareTexts } from "../labels/byte-order.ts";
import { keyOf, labelOf } from "../labels/key.ts";
import type { SortedKeys } from "../trie/graph.ts";
import type { Texts } from "./texts.ts";

/** The keys of all labels in byte order, and each label's place among them. */
export interface SortedLabels {
  keys: SortedKeys;
  /** Label id -> its key's place. */
  placeOf: Uint32Array;
}

/** From here on UTF-16 and UTF-8 order texts differently. */
const SURROGATE = /[\ud800-\udfff]/;

/** Sorts the labels by their keys' UTF-8 bytes. */
export function sortLabels(labels: Texts<string>): SortedLabels {
  const keys = labels.all.map(keyOf);
  keys.sort(keys.some((key) => SURROGATE.test(key)) ? compareTexts : undefined);
  const placeOf = new Uint32Array(keys.length);
  const starts = new Uint32Array(keys.length + 1);
  for (const [place, key] of keys.entries()) {
    placeOf[labels.idOf(labelOf(key)) as number] = place;
    starts[place + 1] = starts[place]! + Buffer.byteLength(key);
  }
  const bytes = Buffer.allocUnsafeSlow(starts.at(-1)!);
  for (const [place, key] of keys.entries()) bytes.write(key, starts[place]!);
  return { keys: { bytes, starts }, placeOf };
}
