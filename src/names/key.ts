import { codePoints, FOLDS_BY_CASE_ALONE, fold, lowerAscii } from "./fold.ts";
import type { RankedLabel } from "./order.ts";
import { HEAVIEST_CLASS } from "./weight-class.ts";

/**
 * A byte, or the character of that code, below this ends the part of a key that is searched, and is the weight
 * class of the label. Labels hold no such characters, as rows with control characters are refused.
 */
export const FIRST_LABEL_BYTE = HEAVIEST_CLASS + 1;

/** Longest label, species, stable id, location or db name, in code points; Ensembl's own columns end at 255. */
export const MAXIMUM_TEXT_LENGTH = 255;

/**
 * The key under which the trie holds a label of a weight class.
 *
 * Nearly all labels fold by nothing but the case of A to Z; the key of such a label is the label itself, and a walk
 * that follows both cases finds it. The key of any other label is its fold, the character of its class, and the
 * label. The class is left out where it is 0 and no label has to follow.
 */
export function keyOf(label: string, weightClass = 0): string {
  const end = String.fromCharCode(weightClass);
  if (FOLDS_BY_CASE_ALONE.test(label)) return weightClass === 0 ? label : label + end;
  const folded = fold(label);
  if (folded !== lowerAscii(label)) return folded + end + label;
  return weightClass === 0 ? label : label + end;
}

/** The label that a key stands for. */
export function labelOf(key: string): string {
  const end = endOf(key);
  return end + 1 < key.length ? key.slice(end + 1) : key.slice(0, end);
}

/** The weight class in a key; 0 where it has none. */
export function weightClassOf(key: string): number {
  const end = endOf(key);
  return end < key.length ? key.charCodeAt(end) : 0;
}

/** The label that a key stands for, with what its rank depends on. */
export function parseKey(key: string): RankedLabel {
  const folded = lowerAscii(key.slice(0, endOf(key)));
  const length = codePoints(folded);
  return { label: labelOf(key), folded, length, weightClass: weightClassOf(key) };
}

/** Where the part of a key that is searched ends. */
function endOf(key: string): number {
  let end = 0;
  while (end < key.length && key.charCodeAt(end) >= FIRST_LABEL_BYTE) end++;
  return end;
}
