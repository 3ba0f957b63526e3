import { isDigitAt, numberAt } from "./digits.ts";

/**
 * What all stable ids of a kind share: `ENSG00000139618.12` is a number in 11 digits behind `ENSG` and before
 * `.12`; `YAL001C` one in 3 digits between `YAL` and `C`.
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

/** As many digits as a number holds exactly. */
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
 * The number of an id that is known to be of a kind, without taking it apart; -1 where it may be of another.
 */
export function numberOfKind(id: string, { prefix, digits, suffix }: StableIdKind): number {
  const end = prefix.length + digits;
  if (id.length !== end + suffix.length || suffix !== "" || !id.startsWith(prefix)) return -1;
  for (let i = prefix.length; i < end; i++) if (!isDigitAt(id, i)) return -1;
  return numberAt(id, prefix.length, end);
}

/** A kind as one text; an id that holds the separator itself makes one that `parseKind` refuses. */
export function formatKind({ prefix, digits, suffix }: StableIdKind): string {
  return [prefix, digits, suffix].join(KIND_SEPARATOR);
}

/** The kind that `formatKind` wrote; null where the text is none. */
export function parseKind(text: string): StableIdKind | null {
  const [prefix, digits, suffix, ...others] = text.split(KIND_SEPARATOR);
  if (prefix === undefined || suffix === undefined || others.length > 0) return null;
  return Number(digits) <= MAXIMUM_DIGITS ? { prefix, digits: Number(digits), suffix } : null;
}

/** Puts a stable id together again. */
export function formatStableId({ prefix, digits, number, suffix }: StableIdParts): string {
  return digits === 0 ? prefix + suffix : prefix + String(number).padStart(digits, "0") + suffix;
}

/** The version behind an id: `.12` of `ENSG00000139618.12`. A dot behind a letter is part of the id. */
const VERSION = /(?<=\d)\.\d+$/;

/** A stable id without its version. */
export function withoutVersion(id: string): string {
  return id.replace(VERSION, "");
}
