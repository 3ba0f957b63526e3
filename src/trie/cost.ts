import { FIRST_NAME_BYTE, foldEnd, STANDINGS } from "../names/key.ts";

/**
 * The cost of a key: the code points of its fold, less STANDING_WORTH for each standing; a better name has a lower cost.
 * The cost of an edge or a node is that of the best key through it, counted from there on. What follows the end of the
 * fold costs nothing.
 */

/** What a standing is worth in code points: more than any key has. */
export const STANDING_WORTH = 4096;

/** A cost that is below this beside its standings is written in few bits. */
const SHORT = 64;

/** Cost of `bytes[start .. end)`, a stretch of a key that begins before the end of the fold. */
export function costOf(bytes: ArrayLike<number>, start: number, end: number): number {
  let cost = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte < FIRST_NAME_BYTE) return cost - byte * STANDING_WORTH;
    if ((byte & 0xc0) !== 0x80) cost++;
  }
  return cost;
}

/** Where in `bytes[start .. end)`, a stretch of a key, the fold ends; -1 where it does not. */
export function endIn(bytes: ArrayLike<number>, start: number, end: number): number {
  const at = foldEnd(bytes, start, end);
  return at < end ? at : -1;
}

/** A cost as a number that is not negative, small for most costs. */
export function encodeCost(cost: number): number {
  const standings = Math.max(0, Math.ceil(-cost / STANDING_WORTH));
  const length = cost + standings * STANDING_WORTH;
  return length < SHORT ? standings * SHORT + length : (SHORT + length) * STANDINGS + standings;
}

/** The cost that `encodeCost` wrote. */
export function decodeCost(written: number): number {
  const isShort = written < SHORT * STANDINGS;
  const standings = isShort ? Math.floor(written / SHORT) : written % STANDINGS;
  const length = isShort ? written % SHORT : Math.floor(written / STANDINGS) - SHORT;
  return length - standings * STANDING_WORTH;
}
