/**
 * How near a label is to a misspelt query.
 *
 * Choices where the contract can be read in two ways:
 * - Distances are counted in code points of folds, by optimal string alignment: a letter too many, a letter missing,
 *   a wrong letter and two neighbours in the wrong order are 1 each, and no part is changed twice.
 * - "Names with the query's letters in another order" and "whole labels" are said of the beginning that is near:
 *   for `brac` that is the `brca` of BRCA1. Where several beginnings are equally near, one that is so is enough.
 */

import type { Name } from "./names.ts";
import { digitRuns } from "./names.ts";

export interface Nearness {
  distance: number;
  /** A beginning at this distance has the letters of the query in another order. */
  reordered: boolean;
  /** The whole label is at this distance. */
  whole: boolean;
}

/** "Distance 1 for queries of 4 code points on, 2 from 8 on." */
export function allowedDistance(codePoints: number): number {
  if (codePoints < 4) return 0;
  return codePoints < 8 ? 1 : 2;
}

/** The nearest beginnings of the label whose runs of digits are those of the query; null if none is near enough. */
export function nearness(query: Name, label: Name): Nearness | null {
  const allowed = allowedDistance(query.codePoints.length);
  if (allowed === 0 || lettersNotIn(label, query) > allowed) return null;
  const near = beginningsWithin(allowed, query.codePoints, label.codePoints).filter(
    ({ end }) => digitRuns(label.codePoints.slice(0, end).join("")) === query.digitRuns,
  );
  if (near.length === 0) return null;
  const distance = Math.min(...near.map((beginning) => beginning.distance));
  const nearest = near.filter((beginning) => beginning.distance === distance);
  const letters = sortedLetters(query.codePoints);
  return {
    distance,
    reordered: nearest.some(({ end }) => sortedLetters(label.codePoints.slice(0, end)) === letters),
    whole: nearest.some(({ end }) => end === label.codePoints.length),
  };
}

/** How many letters of a query a label does not have; the distance is no less. */
const lettersNotIn = ({ fold }: Name, query: Name): number =>
  query.codePoints.filter((codePoint) => !fold?.includes(codePoint)).length;

const sortedLetters = (codePoints: readonly string[]): string => codePoints.toSorted().join("");

/** The beginnings of a text that are near enough to a query, by the length of the beginning. */
function beginningsWithin(
  allowed: number,
  query: readonly string[],
  text: readonly string[],
): { end: number; distance: number }[] {
  const near: { end: number; distance: number }[] = [];
  // The distances of all beginnings of the query from the beginning of the text that ends at `end`, from the one
  // before and from the one before that.
  let row = Array.from({ length: query.length + 1 }, (_, length) => length);
  let before = row;
  let beforeThat = row;
  for (let end = 1; end <= text.length; end++) {
    [beforeThat, before, row] = [before, row, [end]];
    let least = end;
    for (let length = 1; length <= query.length; length++) {
      const isSame = query[length - 1] === text[end - 1];
      const isSwap =
        length > 1 &&
        end > 1 &&
        query[length - 1] === text[end - 2] &&
        query[length - 2] === text[end - 1];
      const distance = Math.min(
        before[length - 1]! + (isSame ? 0 : 1),
        before[length]! + 1,
        row[length - 1]! + 1,
        isSwap ? beforeThat[length - 2]! + 1 : Number.POSITIVE_INFINITY,
      );
      row.push(distance);
      least = Math.min(least, distance);
    }
    if (row[query.length]! <= allowed) near.push({ end, distance: row[query.length]! });
    // No distance is less than the least of any row before it.
    if (least > allowed) break;
  }
  return near;
}
