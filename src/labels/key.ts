import { fold } from "./fold.ts";

/**
 * Stands in a key between the folded label and the label itself. Labels never hold it: rows with control
 * characters are refused.
 */
export const KEY_SEPARATOR = "\0";

/** Longest label, species, stable id, location or db name, in code points; Ensembl's own columns end at 255. */
export const MAXIMUM_TEXT_LENGTH = 255;

/** ASCII without spaces: quick to tell, and nearly every label. */
const FOLDS_BY_CASE_ALONE = /^[\x21-\x7e]*$/;

/**
 * The key under which the trie holds a label.
 *
 * Nearly every label folds by nothing but the case of A to Z; its key is the label itself, and a walk that
 * follows both cases finds it. The key of any other label is its fold, KEY_SEPARATOR, and the label.
 */
export function keyOf(label: string): string {
  if (FOLDS_BY_CASE_ALONE.test(label)) return label;
  const folded = fold(label);
  return folded === lowerAscii(label) ? label : folded + KEY_SEPARATOR + label;
}

/** The label that a key stands for. */
export function labelOf(key: string): string {
  return key.slice(key.indexOf(KEY_SEPARATOR) + 1);
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
