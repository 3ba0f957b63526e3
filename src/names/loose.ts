import { fold } from "./fold.ts";

const NO_WORD_CHARACTERS = /[^\p{L}\p{N}]+/gu;
const WORD_CHARACTER = /^[\p{L}\p{N}]$/u;

/** The letters and digits of a text's fold: `nkx25` for `NKX2-5`. */
export function loose(text: string): string {
  return looseOfFold(fold(text));
}

/** The same, of a text that is folded already. */
export function looseOfFold(folded: string): string {
  return folded.replace(NO_WORD_CHARACTERS, "");
}

/** Whether a code point is a letter or digit. */
export function isWordCharacter(codePoint: number): boolean {
  if (codePoint < ASCII) return ASCII_WORD_CHARACTERS[codePoint] === 1;
  return WORD_CHARACTER.test(String.fromCodePoint(codePoint));
}

const ASCII = 128;
const ASCII_WORD_CHARACTERS = Uint8Array.from({ length: ASCII }, (_, code) =>
  Number(WORD_CHARACTER.test(String.fromCharCode(code))),
);
