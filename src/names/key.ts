import { codePoints, FOLDS_BY_CASE_ALONE, fold, lowerAscii } from "./fold.ts";
import type { RankedName } from "./order.ts";

/**
 * A byte, or the character of that code, below this ends the part of a key that is searched, and is the standing of
 * the name. Names hold no such characters, as rows with control characters are refused.
 */
export const FIRST_NAME_BYTE = 32;

/** Longest label, alias, species, id, location or db name, in code points; Ensembl's own columns end at 255. */
export const MAXIMUM_TEXT_LENGTH = 255;

/**
 * What ranks above all lengths, as one number from 0 to 31: the weight class of the label, and within a class former
 * symbols before synonyms.
 */
export function standingOf(weightClass: number, isFormer = false): number {
  return 2 * weightClass + Number(isFormer);
}

/** The weight class in a standing. */
export function weightClassOf(standing: number): number {
  return standing >> 1;
}

/** Whether a standing is that of a former symbol. */
export function isFormer(standing: number): boolean {
  return (standing & 1) === 1;
}

/**
 * The key under which a trie holds a label or an alias with its standing.
 *
 * Nearly all names fold by nothing but the case of A to Z; the key of such a name is the name itself, and a walk
 * that follows both cases finds it. The key of any other name is its fold, the character of its standing, and the
 * name. The standing is left out where it is 0 and no name has to follow.
 */
export function keyOf(name: string, standing = 0): string {
  const end = String.fromCharCode(standing);
  if (FOLDS_BY_CASE_ALONE.test(name)) return standing === 0 ? name : name + end;
  const folded = fold(name);
  if (folded !== lowerAscii(name)) return folded + end + name;
  return standing === 0 ? name : name + end;
}

/** The name that a key stands for. */
export function nameOf(key: string): string {
  const end = endOf(key);
  return end + 1 < key.length ? key.slice(end + 1) : key.slice(0, end);
}

/** The standing in a key; 0 where it has none. */
export function standingIn(key: string): number {
  const end = endOf(key);
  return end < key.length ? key.charCodeAt(end) : 0;
}

/** The name that a key stands for, with all that its rank depends on. */
export function parseKey(key: string): RankedName {
  const folded = lowerAscii(key.slice(0, endOf(key)));
  return { name: nameOf(key), folded, length: codePoints(folded), standing: standingIn(key) };
}

/** Where the part of a key that is searched ends. */
function endOf(key: string): number {
  let end = 0;
  while (end < key.length && key.charCodeAt(end) >= FIRST_NAME_BYTE) end++;
  return end;
}
