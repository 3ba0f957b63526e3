import { isDigitAt, numberAt } from "./digits.ts";

/**
 * What all stable ids of a kind share: in `ENSG00000139618.12` a number of 11 digits is between `ENSG` and `.12`, in
 * `YAL001C` one of 3 digits between `YAL` and `C`.
 */
export interface StableIdKind {
  prefix: string;
  digits: number;
  suffix: string;
}

/** A stable id taken apart. */
export interface StableIdParts extends StableIdKind {
  number: number;
}

/** The most digits that a number holds exactly. */
const MAXIMUM_DIGITS = 15;
const KIND_SEPARATOR = "\0";

/** Takes a stable id apart at its longest run of digits, the first of equals. */
export function parseStableId(id: string): StableIdParts {
  let end = id.length;
  let digits = 0;
  for (let i = 0, run = 0; i < id.length; i++) {
    run = isDigitAt(id, i) ? run + 1 : 0;
    if (run > digits) {
      digits = run;
      end = i + 1;
    }
  }
  digits = Math.min(digits, MAXIMUM_DIGITS);
  return {
    prefix: id.slice(0, end - digits),
    digits,
    number: numberAt(id, end - digits, end),
    suffix: id.slice(end),
  };
}

/**
 * The number of an id that `parseStableId` would find to be of a kind without a suffix, such as the kind of the id
 * before; null where it might find another kind.
 */
export function numberOfKind(id: string, { prefix, digits, suffix }: StableIdKind): number | null {
  const end = prefix.length + digits;
  if (id.length !== end + suffix.length || suffix !== "" || !id.startsWith(prefix)) return null;
  for (let i = prefix.length; i < end; i++) if (!isDigitAt(id, i)) return null;
  return numberAt(id, prefix.length, end);
}

/** A kind as one text. That of an id which holds the separator itself is refused by `parseKind`. */
export function formatKind({ prefix, digits, suffix }: StableIdKind): string {
  return [prefix, digits, suffix].join(KIND_SEPARATOR);
}

/** The kind that `formatKind` wrote; null where the text is not a kind. */
export function parseKind(text: string): StableIdKind | null {
  const [prefix, digits, suffix, ...others] = text.split(KIND_SEPARATOR);
  if (prefix === undefined || suffix === undefined || others.length > 0) return null;
  return Number(digits) <= MAXIMUM_DIGITS ? { prefix, digits: Number(digits), suffix } : null;
}

/** The stable id that has these parts. */
export function formatStableId({ prefix, digits, number, suffix }: StableIdParts): string {
  return digits === 0 ? prefix + suffix : prefix + String(number).padStart(digits, "0") + suffix;
}

/** `.12` of `ENSG00000139618.12`, `.12_3` of GENCODE's lifted annotation, and `.20` of `ENSG00000002586.20_PAR_Y`. */
const VERSION = /(?<=.)\.\d+(?:_\d+)?(?=(?:_par_y)?$)/isu;
/** What GENCODE puts behind the ids of genes that lie on both X and Y, for those on Y. */
const SECOND_COPY = /_par_y$/i;
const LETTERS = /^\p{L}*/u;

/** A stable id without what looks like its version. Whether it is one, `prefixesWithVersions` says. */
export function withoutVersion(id: string): string {
  return id.replace(VERSION, "");
}

/** The beginning that an id without its version shares with all of its versions. */
export function stemOf(unversioned: string): string {
  return unversioned.replace(SECOND_COPY, "");
}

/** The letters that a folded id begins with: ids that share them have versions, or have none. */
export function idPrefixOf(folded: string): string {
  return LETTERS.exec(folded)![0];
}

/**
 * The id prefixes of a species whose ids have versions: dropping them makes no two ids equal. Those of worms and
 * fission yeast, such as `ZC395.2` and `SPBC11B10.02`, have none, as their digits tell genes apart.
 *
 * @param folds folded ids; equal ones count once
 */
export function prefixesWithVersions(folds: Iterable<string>): string[] {
  const idsOf = Map.groupBy(new Set(folds), idPrefixOf);
  return [...idsOf]
    .filter(([, ids]) => new Set(ids.map(withoutVersion)).size === ids.length)
    .map(([prefix]) => prefix);
}
