import { distancesToBeginnings } from "../names/distance.ts";
import { fold } from "../names/fold.ts";
import { isWordCharacter, looseOfFold } from "../names/loose.ts";

/** One piece of a label, in UTF-16 units. */
export interface Part {
  offset: number;
  length: number;
}

/** Finds the part of a folded label that a folded query matched. */
export type FindPart = (folded: string, query: string) => Part;

/**
 * The part of a label that a folded query matched; undefined where folding does not turn every UTF-16 unit of the
 * label into one unit, so that the part of its fold cannot be told from it.
 */
export function matchedPart(label: string, query: string, findPart: FindPart): Part | undefined {
  const folded = fold(label);
  return isUnitForUnit(label, folded) ? findPart(folded, query) : undefined;
}

/** From the first letter or digit of the label to the last that the query accounts for. */
export function looseBeginning(folded: string, query: string): Part {
  let left = [...looseOfFold(query)].length;
  let offset = -1;
  let end = 0;
  for (const character of folded) {
    const isWord = isWordCharacter(character.codePointAt(0)!);
    if (isWord && offset < 0) offset = end;
    end += character.length;
    if (isWord && --left === 0) break;
  }
  return { offset, length: end - offset };
}

/** The shortest of the beginnings that are nearest to the query and have the same runs of digits. */
export function nearestBeginning(folded: string, query: string): Part {
  const characters = [...folded];
  const runs = runsOfDigits(query);
  let nearest = Number.POSITIVE_INFINITY;
  let length = 0;
  for (const [count, distance] of distancesToBeginnings([...query], characters).entries()) {
    const text = characters.slice(0, count).join("");
    if (distance >= nearest || runsOfDigits(text) !== runs) continue;
    nearest = distance;
    length = text.length;
  }
  return { offset: 0, length };
}

function runsOfDigits(text: string): string {
  return (text.match(/\d+/g) ?? []).join(" ");
}

function isUnitForUnit(label: string, folded: string): boolean {
  if (folded === label.toLowerCase() && folded.length === label.length) return true;
  let pieces = "";
  for (const character of label) {
    const piece = character.trim() === "" ? " " : fold(character);
    if (piece.length !== character.length) return false;
    pieces += piece;
  }
  return pieces === folded;
}
