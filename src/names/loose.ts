/** Loose forms: what is left of a name where people write its separators and its Greek letters in other ways. */

import { fold } from "./fold.ts";

/** The Greek letters of folds, as they are spelt out. */
const GREEK: Readonly<Record<string, string>> = {
  α: "alpha",
  β: "beta",
  γ: "gamma",
  δ: "delta",
  ε: "epsilon",
  ζ: "zeta",
  η: "eta",
  θ: "theta",
  ι: "iota",
  κ: "kappa",
  λ: "lambda",
  μ: "mu",
  ν: "nu",
  ξ: "xi",
  ο: "omicron",
  π: "pi",
  ρ: "rho",
  σ: "sigma",
  ς: "sigma",
  τ: "tau",
  υ: "upsilon",
  φ: "phi",
  χ: "chi",
  ψ: "psi",
  ω: "omega",
};
/** Greek letters that people also write as single Latin ones: TNFA for TNFα. */
const LATIN: Readonly<Record<string, string>> = { α: "a", β: "b", γ: "g", δ: "d", ε: "e", κ: "k" };

/** As most folds are, and most queries. */
const PLAIN = /^[a-z0-9]*$/;
const SEPARATORS = /[^\p{L}\p{Nd}]+/gu;
const LETTER_OR_DIGIT = /^[\p{L}\p{Nd}]$/u;
const ENDS_IN_SEPARATOR = /[^\p{L}\p{Nd}]$/u;
const GREEK_LETTERS = /[α-ω]/gu;
const DIGITS = /\p{Nd}+/gu;

/** The letters and digits of a text's fold, Greek letters spelt out: `nkx25` for `NKX2-5`, `tnfalpha` for `TNF-α`. */
export function loose(text: string): string {
  return looseOfFold(fold(text));
}

/** The same, of a text that is folded already. */
export function looseOfFold(folded: string): string {
  if (PLAIN.test(folded)) return folded;
  return folded.replace(SEPARATORS, "").replace(GREEK_LETTERS, (letter) => GREEK[letter]!);
}

/** What a code point of a fold adds to the loose form, as code points: nothing where it separates. */
export function looseLetters(codePoint: number): readonly number[] {
  const known = LOOSE_LETTERS.get(codePoint);
  if (known !== undefined) return known;
  return LETTER_OR_DIGIT.test(String.fromCodePoint(codePoint)) ? [codePoint] : NOTHING;
}

/** Whether a folded query ends in a separator, so that its loose form is only the beginning of something. */
export function isUnfinished(folded: string): boolean {
  return ENDS_IN_SEPARATOR.test(folded);
}

/** The runs of digits in a fold, in their order: `2,5` for `nkx2-5`. */
export function digitRunsOf(folded: string): string {
  return (folded.match(DIGITS) ?? []).join();
}

/** A folded query with Latin letters for some of its Greek ones; null where it has none of them. */
export function withLatinForGreek(folded: string): string | null {
  const latin = folded.replace(GREEK_LETTERS, (letter) => LATIN[letter] ?? letter);
  return latin === folded ? null : latin;
}

const NOTHING: readonly number[] = [];
const ASCII = 128;
/** The answers for ASCII and for Greek, which nearly all questions are about. */
const LOOSE_LETTERS: ReadonlyMap<number, readonly number[]> = new Map([
  ...Array.from({ length: ASCII }, (_, code): [number, readonly number[]] => [
    code,
    LETTER_OR_DIGIT.test(String.fromCharCode(code)) ? [code] : NOTHING,
  ]),
  ...Object.entries(GREEK).map(([letter, spelling]): [number, readonly number[]] => [
    letter.codePointAt(0)!,
    codePointsIn(spelling),
  ]),
]);

function codePointsIn(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0)!);
}
