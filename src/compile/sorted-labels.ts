import type { Texts } from "../columns/texts.ts";
import { keyOf, labelOf, weightClassOf } from "../names/key.ts";
import { compareTexts } from "../names/order.ts";
import { HEAVIEST_CLASS } from "../names/weight-class.ts";
import type { SortedKeys } from "../trie/graph.ts";

/** A label that has a weight class. */
export interface WeighedLabel {
  /** The label's id. */
  label: number;
  weightClass: number;
}

/** The keys of labels in byte order. */
export interface SortedLabels {
  keys: SortedKeys;
  /** The index of the key of a label in a weight class. @param label the label's id */
  indexOf(label: number, weightClass: number): number;
}

/** UTF-16 and UTF-8 order texts with these differently. */
const SURROGATE = /[\ud800-\udfff]/;

/** Sorts the keys of all labels without a weight class, and of some with one, by their UTF-8 bytes. */
export function sortLabels(
  labels: Texts<string>,
  weighed: Iterable<WeighedLabel> = [],
): SortedLabels {
  const keys = labels.all.map((label) => keyOf(label));
  for (const key of weighedKeys(labels, weighed)) keys.push(key);
  keys.sort(keys.some((key) => SURROGATE.test(key)) ? compareTexts : undefined);
  const indexes = new Uint32Array(labels.all.length);
  const weighedIndexes = new Map<number, number>();
  const starts = new Uint32Array(keys.length + 1);
  for (const [index, key] of keys.entries()) {
    const id = labels.knownIdOf(labelOf(key))!;
    const weightClass = weightClassOf(key);
    if (weightClass === 0) indexes[id] = index;
    else weighedIndexes.set(idOfWeighed(id, weightClass), index);
    starts[index + 1] = starts[index]! + Buffer.byteLength(key);
  }
  const bytes = Buffer.allocUnsafeSlow(starts.at(-1)!);
  for (const [index, key] of keys.entries()) bytes.write(key, starts[index]!);
  return {
    keys: { bytes, starts },
    indexOf: (label, weightClass) =>
      weightClass === 0 ? indexes[label]! : weighedIndexes.get(idOfWeighed(label, weightClass))!,
  };
}

function weighedKeys(labels: Texts<string>, weighed: Iterable<WeighedLabel>): Set<string> {
  const keys = new Set<string>();
  for (const { label, weightClass } of weighed) {
    if (weightClass > 0) keys.add(keyOf(labels.all[label]!, weightClass));
  }
  return keys;
}

function idOfWeighed(label: number, weightClass: number): number {
  return label * (HEAVIEST_CLASS + 1) + weightClass;
}
