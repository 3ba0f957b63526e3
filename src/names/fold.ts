/** How spellings are compared: the one place that decides when two texts are the same to a user. */

const PLAIN_ASCII = /^[\x20-\x7e]*$/;
/** ASCII without spaces: quick to tell, and nearly every label. */
export const FOLDS_BY_CASE_ALONE = /^[\x21-\x7e]*$/;
const WHITE_SPACE = /\s+/gu;

/**
 * The text as it is compared: NFKC, lower case code point by code point (no rules of context, so a final
 * sigma folds like any other), NFKC again; trimmed, with one space for inner white space.
 */
export function fold(text: string): string {
  const folded = PLAIN_ASCII.test(text) ? text.toLowerCase() : foldUnicode(text);
  return folded.trim().replace(WHITE_SPACE, " ");
}

function foldUnicode(text: string): string {
  let lower = "";
  for (const character of text.normalize("NFKC")) lower += character.toLowerCase();
  return lower.normalize("NFKC");
}

/** Length in code points, the unit in which users and ranking count. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
