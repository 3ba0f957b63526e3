import { isDigitAt, numberAt } from "../names/digits.ts";

/** Where a gene lies: 1-based, both ends included, as Ensembl writes them. */
export interface Location {
  chromosome: string;
  start: number;
  end: number;
}

/** Positions are 32-bit numbers; the longest known chromosomes stay far below. */
const MAXIMUM_POSITION = 2 ** 32 - 1;

/**
 * Reads `17:43044295-43170245`; null where the text is written otherwise. A contig's name may itself hold a
 * colon, so the last one parts.
 */
export function parseLocation(text: string): Location | null {
  const dash = startOfNumber(text, text.length) - 1;
  if (dash < 0 || text[dash] !== "-") return null;
  const colon = startOfNumber(text, dash) - 1;
  if (colon < 1 || text[colon] !== ":") return null;
  const start = position(text, colon + 1, dash);
  const end = position(text, dash + 1, text.length);
  if (start === null || end === null || end < start) return null;
  return { chromosome: text.slice(0, colon), start, end };
}

/** Where the run of digits that ends before `end` begins; `end` itself where there is none. */
function startOfNumber(text: string, end: number): number {
  let start = end;
  while (start > 0 && isDigitAt(text, start - 1)) start--;
  return start;
}

/** Null for what would not be written the same again: nothing, leading zeros, too large. */
function position(text: string, start: number, end: number): number | null {
  if (start === end || (end - start > 1 && text[start] === "0") || end - start > 10) return null;
  const value = numberAt(text, start, end);
  return value > MAXIMUM_POSITION ? null : value;
}
