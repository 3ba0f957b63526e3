/** When two texts are the same to a user. */

const PLAIN_ASCII = /^[\x20-\x7e]*$/;
/** ASCII without spaces, as nearly all labels are: nothing but the case of A to Z is folded in it. */
export const FOLDS_BY_CASE_ALONE = /^[\x21-\x7e]*$/;
const WHITE_SPACE = /\s+/gu;
/** Soft hyphens, zero-width characters, marks of direction and others that nobody sees. */
const DEFAULT_IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;
/** UTF-16 units of the longest text that is folded: NFKC takes quadratic time in runs of combining marks. */
const LONGEST_TEXT = 512;

/**
 * The text as it is compared: NFKC without default-ignorable code points, lower case code point by code point (so a
 * final sigma folds like any other), NFKC again; trimmed, with one space for each run of white space. Empty for a text
 * of more than 512 UTF-16 units, which is no name.
 */
export function fold(text: string): string {
  if (text.length > LONGEST_TEXT) return "";
  const folded = PLAIN_ASCII.test(text) ? text.toLowerCase() : foldUnicode(text);
  return folded.trim().replace(WHITE_SPACE, " ");
}

function foldUnicode(text: string): string {
  let lower = "";
  const visible = text.normalize("NFKC").replace(DEFAULT_IGNORABLE, "");
  for (const character of visible) lower += character.toLowerCase();
  return lower.normalize("NFKC");
}

/**
 * The text as it is compared without an index, where a database does the search: A to Z in lower case, trimmed,
 * with one space for each run of spaces. A database could not fold more without reading all its rows.
 */
export function foldAscii(text: string): string {
  if (text.length > LONGEST_TEXT) return "";
  return lowerAscii(text).replace(/ +/g, " ").replace(/^ | $/g, "");
}

/** The text with A to Z in lower case. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Length in code points, the unit in which users and ranking count. */
export function codePoints(text: string): number {
  let count = text.length;
  for (let i = 0; i + 1 < text.length; i++) {
    if (text.codePointAt(i)! > LAST_OF_ONE_UNIT) {
      count--;
      i++;
    }
  }
  return count;
}

/** The code points of a text. */
export function codePointsOf(text: string): number[] {
  const found: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const codePoint = text.codePointAt(i)!;
    found.push(codePoint);
    if (codePoint > LAST_OF_ONE_UNIT) i++;
  }
  return found;
}

const LAST_OF_ONE_UNIT = 0xffff;
