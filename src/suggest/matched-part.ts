import { fold } from "../labels/fold.ts";

/**
 * How many UTF-16 units of a label a folded query covers from its start; undefined where folding does not
 * turn every unit of the label into one unit, so that no such part can be told.
 */
export function matchedLength(label: string, query: string): number | undefined {
  return isFoldedUnitForUnit(label) ? query.length : undefined;
}

function isFoldedUnitForUnit(label: string): boolean {
  const folded = fold(label);
  if (folded === label.toLowerCase() && folded.length === label.length) return true;
  let pieces = "";
  for (const character of label) {
    const piece = character.trim() === "" ? " " : fold(character);
    if (piece.length !== character.length) return false;
    pieces += piece;
  }
  return pieces === folded;
}
