import { distancesToBeginnings } from "../names/distance.ts";
import { digitRunsOf, looseLetters } from "../names/loose.ts";
import type { Query } from "./query.ts";

/** One piece of a text, in UTF-16 units. */
export interface Part {
  offset: number;
  length: number;
}

/** Finds the part of a folded name that a query matched. */
export type FindPart = (folded: string, query: Query) => Part;

/**
 * The part of a label or an alias that a query matched; undefined where folding does not turn every UTF-16 unit of the
 * name into one unit, so that the part of its fold cannot be told from it.
 */
export function matchedPart(name: string, query: Query, findPart: FindPart): Part | undefined {
  const folded = query.folding(name);
  return isUnitForUnit(name, folded, query) ? findPart(folded, query) : undefined;
}

/** As much of the name as the query is long. */
export function beginning(_: string, { folded }: Query): Part {
  return { offset: 0, length: folded.length };
}

/** From the first letter or digit of the name to the last that the query accounts for. */
export function looseBeginning(folded: string, { loose }: Query): Part {
  let left = [...loose!].length;
  let offset: number | null = null;
  let end = 0;
  for (const character of folded) {
    const letters = looseLetters(character.codePointAt(0)!).length;
    if (letters > 0) offset ??= end;
    end += character.length;
    left -= letters;
    if (letters > 0 && left <= 0) break;
  }
  return { offset: offset ?? 0, length: end - (offset ?? 0) };
}

/** As much of the name as the query is long where it begins with it, else what its loose form matched. */
export function eitherBeginning(folded: string, query: Query): Part {
  return folded.startsWith(query.folded) ? beginning(folded, query) : looseBeginning(folded, query);
}

/** The shortest of the beginnings that are nearest to the query and have the same runs of digits. */
export function nearestBeginning(folded: string, query: Query): Part {
  const characters = [...folded];
  const runs = digitRunsOf(query.folded);
  let nearest = Number.POSITIVE_INFINITY;
  let length = 0;
  for (const [count, distance] of distancesToBeginnings([...query.folded], characters).entries()) {
    const text = characters.slice(0, count).join("");
    if (distance >= nearest || digitRunsOf(text) !== runs) continue;
    nearest = distance;
    length = text.length;
  }
  return { offset: 0, length };
}

function isUnitForUnit(name: string, folded: string, { folding }: Query): boolean {
  if (folded === name.toLowerCase() && folded.length === name.length) return true;
  let pieces = "";
  for (const character of name) {
    // A single character of white space is trimmed.
    const piece = folding(character) || (character.trim() === "" ? " " : "");
    if (piece.length !== character.length) return false;
    pieces += piece;
  }
  return pieces === folded;
}
