/**
 * Stable ids and their versions. All ids are compared by their folds.
 *
 * Choices where the contract can be read in two ways:
 * - An id prefix is the letters with which an id begins: `ensg`, `spbc`, `orf`, `lmjf`, or none.
 * - "Dropping makes no two ids equal" looks at ids whose folds differ. So a prefix has versions where none of its ids
 *   ends in `.digits`, and `ENSG00000139618.12` finds `ENSG00000139618`; so has one with a single id that does.
 * - Stable ids alone have versions; other ids are compared whole (`672.1` is not 672).
 * - A version is `.digits` or GENCODE's `.digits_digits`, at the end or before `_PAR_Y`, which stays.
 * - No version is dropped that is all of an id.
 * - An id matches to the letter if it is the text that was asked, before folding.
 */

const VERSION = /^(.+)\.\d+(?:_\d+)?(_par_y)?$/su;

export const withoutVersion = (folded: string): string => folded.replace(VERSION, "$1$2");

export const idPrefix = (folded: string): string => /^\p{L}*/u.exec(folded)![0];

/** The id prefixes whose ids have versions: "dropping a final `.digits` makes no two ids equal". */
export function prefixesWithVersions(folds: readonly string[]): Set<string> {
  const byPrefix = Map.groupBy(new Set(folds), idPrefix);
  const have = Array.from(byPrefix).filter(
    ([, ids]) => new Set(ids.map(withoutVersion)).size === ids.length,
  );
  return new Set(have.map(([prefix]) => prefix));
}

/** "Versions are ignored on both sides; else ids are whole." */
export function isSameStableId(
  asked: string,
  id: string,
  hasVersions: (id: string) => boolean,
): boolean {
  return asked === id || (hasVersions(id) && withoutVersion(asked) === withoutVersion(id));
}

/** How many code points all of these begin with. */
export function sharedCodePoints(folds: readonly string[]): number {
  const [first = [], ...others] = folds.map((id) => Array.from(id));
  const end = first.findIndex((codePoint, at) => others.some((other) => other[at] !== codePoint));
  return end === -1 ? first.length : end;
}
