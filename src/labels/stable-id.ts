import { isDigitAt } from "./digits.ts";

/**
 * A stable id taken apart: what all ids of its kind share, and its number. `ENSG00000139618.12` is number
 * 139618 in 11 digits behind `ENSG` and before `.12`; `YAL001C` is 1 in 3 digits between `YAL` and `C`.
 */
export interface StableIdParts {
  prefix: string;
  digits: number;
  number: number;
  suffix: string;
}

/** As many digits as a number holds exactly. */
const MAXIMUM_DIGITS = 15;

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
    number: digits === 0 ? 0 : Number(id.slice(end - digits, end)),
    suffix: id.slice(end),
  };
}

/** Puts a stable id together again. */
export function formatStableId({ prefix, digits, number, suffix }: StableIdParts): string {
  return digits === 0 ? prefix + suffix : prefix + String(number).padStart(digits, "0") + suffix;
}
