/**
 * Where genes lie, and what is answered of them.
 *
 * Choices where docs/API.md can be read in two ways:
 * - A location is `chromosome:start-end` or `chromosome:start..end`, positions perhaps with thousands separators. The
 *   last colon ends the name of the chromosome. Positions have no leading zeros and 32 bits. What has any other form
 *   does not parse.
 * - What does not parse, and what ends before it starts as on a circular chromosome, stands behind all other
 *   locations, in the order of its bytes.
 */

import type { Gene } from "./genes.ts";
import { compareBytes } from "./names.ts";

export interface Place {
  chromosome: string;
  start: number;
  end: number;
}

const POSITION = "(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)";
const LOCATION = new RegExp(`^(.+):(${POSITION})(?:-|\\.\\.)(${POSITION})$`, "s");
const LAST_POSITION = 2 ** 32 - 1;

/** Null where the location does not parse. */
export function placeOf(location: string): Place | null {
  const [, chromosome, first, last] = LOCATION.exec(location) ?? [];
  if (chromosome === undefined) return null;
  const [start, end] = [first!, last!].map((position) => Number(position.replaceAll(",", "")));
  return Math.max(start!, end!) > LAST_POSITION ? null : { chromosome, start: start!, end: end! };
}

/** What a suggestion shows of a gene. */
export function answered({ stableId, location, db }: Gene): Record<string, unknown> {
  return {
    ...(stableId !== null && { stable_id: stableId }),
    ...(location !== null && (placeOf(location) ?? { location })),
    ...(db !== null && { db }),
  };
}

/** "Db `core` first, then the shorter chromosome name, its byte order, start, stable id", then end and db. */
export function compareAnswered(a: Gene, b: Gene): number {
  const [placeA, placeB] = [placeOfGene(a), placeOfGene(b)];
  const unparsed = (gene: Gene) => (placeOfGene(gene) === null ? gene.location : null);
  const order = [
    Number(a.db !== "core") - Number(b.db !== "core"),
    absentLast(placeA, placeB, comparePlaces),
    absentLast(unparsed(a), unparsed(b), compareBytes),
    absentLast(a.stableId, b.stableId, compareBytes),
    (placeA?.end ?? 0) - (placeB?.end ?? 0),
    absentLast(a.db, b.db, compareBytes),
  ];
  return order.find((difference) => difference !== 0) ?? 0;
}

/** Null for what stands by the bytes of its location. */
function placeOfGene({ location }: Gene): Place | null {
  const place = location === null ? null : placeOf(location);
  return place === null || place.end < place.start ? null : place;
}

const comparePlaces = (a: Place, b: Place): number =>
  a.chromosome.length - b.chromosome.length ||
  compareBytes(a.chromosome, b.chromosome) ||
  a.start - b.start;

function absentLast<T>(a: T | null, b: T | null, compare: (a: T, b: T) => number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compare(a, b);
}
