import { codePoints, fold } from "./fold.ts";

const FIRST_SURROGATE = 0xd800;

/** Byte order of the texts' UTF-8, which differs from the order of UTF-16 units from the surrogates on. */
export function compareTexts(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left === right) continue;
    if (left < FIRST_SURROGATE || right < FIRST_SURROGATE) return left - right;
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  }
  return a.length - b.length;
}

/** A label or an alias with all that its rank depends on. */
export interface RankedName {
  name: string;
  folded: string;
  /** Code points of the fold. */
  length: number;
  /** As `standingOf` makes it. */
  standing: number;
}

/** The order of names within a tier: the higher standing, then their spellings. */
export function compareNames(a: RankedName, b: RankedName): number {
  return b.standing - a.standing || compareSpellings(a, b);
}

/** The order of names without their standings: fewer code points of the fold, its byte order, that of the name. */
export function compareSpellings(a: RankedName, b: RankedName): number {
  return a.length - b.length || compareTexts(a.folded, b.folded) || compareTexts(a.name, b.name);
}

/** A name with all that its rank depends on. */
export function rankedName(name: string, standing: number): RankedName {
  const folded = fold(name);
  return { name, folded, length: codePoints(folded), standing };
}
