import { codePoints, FOLDS_BY_CASE_ALONE, fold } from "./fold.ts";
import type { RankedLabel } from "./label-order.ts";

/**
 * In a key the character below this that ends the part which is searched: its code is the weight class of the
 * label, and behind it stands the label itself where the part before is not. Labels hold no such characters, as
 * rows with control characters are refused.
 */
const FIRST_LABEL_CHARACTER = 16;

/** Longest label, species, stable id, location or db name, in code points; Ensembl's own columns end at 255. */
export const MAXIMUM_TEXT_LENGTH = 255;

/**
 * The key under which the trie holds a label of a weight class.
 *
 * Nearly every label folds by nothing but the case of A to Z; its key is the label itself, and a walk that
 * follows both cases finds it. The key of any other label is its fold, the character of its class, and the
 * label. The character may be left out only where neither a class nor a label has to follow.
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

/** The weight class that a key says. */
export function weightClassOf(key: string): number {
  const end = endOf(key);
  return end < key.length ? key.charCodeAt(end) : 0;
}

/** What a key says of its label. */
export function parseKey(key: string): RankedLabel {
  const folded = lowerAscii(key.slice(0, endOf(key)));
  const length = codePoints(folded);
  return { label: labelOf(key), folded, length, weightClass: weightClassOf(key) };
}

/** Where the part of a key that is searched ends. */
function endOf(key: string): number {
  let end = 0;
  while (end < key.length && key.charCodeAt(end) >= FIRST_LABEL_CHARACTER) end++;
  return end;
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
