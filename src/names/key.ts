import { casePatternOf, copyWithCase, fitsPattern, PATTERN_END } from "./case-pattern.ts";
import { HEAVIEST_CLASS } from "./weight-class.ts";

/**
 * Keys: what the tries hold for a name, in UTF-8.
 *
 *     key      := fold | fold end spelling
 *     end      := one byte below FIRST_NAME_BYTE, the name's standing
 *     spelling := nothing | case pattern | the name itself
 *
 * Nearly all names of a species show their letters by one case pattern, the species' own. The key of such a name of
 * standing 0 is its fold alone, so that species which write the same names differently have the same keys.
 */

/** A byte, or the character of that code, below this ends the fold in a key. Names hold no such characters. */
export const FIRST_NAME_BYTE = 0x20;
/** Standings are below this. */
export const STANDINGS = 2 * (HEAVIEST_CLASS + 1);

/** Longest label, species, stable id, location or db name, in code points; Ensembl's own columns end at 255. */
export const MAXIMUM_TEXT_LENGTH = 255;
/** Longest key, in bytes. */
export const MAXIMUM_KEY_BYTES = 4096;

/** Digits of a pattern in a key: bytes that begin no character. */
const FIRST_DIGIT = 0x80;
const DIGIT_BITS = 6;
const DIGIT_MASK = (1 << DIGIT_BITS) - 1;
const PATTERN_DIGITS = Math.log2(PATTERN_END) / DIGIT_BITS;

/**
 * What ranks above all lengths, as one number from 0 to 31: the weight class of the label, and within a class former
 * symbols before synonyms.
 */
export function standingOf(weightClass: number, isFormer = false): number {
  return 2 * weightClass + Number(isFormer);
}

/** The weight class of a label, by the standing of one of its names. */
export function weightClassOf(standing: number): number {
  return standing >> 1;
}

/** Whether a standing is that of a former symbol. */
export function isFormer(standing: number): boolean {
  return (standing & 1) === 1;
}

/** Whether a byte is a digit of a case pattern, where it stands behind the end of the fold. */
export function isPatternDigit(byte: number): boolean {
  return (byte & 0xc0) === FIRST_DIGIT;
}

/**
 * What stands in a name's key behind the fold.
 *
 * @param ownPattern the case pattern of the species' names
 * @param isOnly whether no other name of the species has this fold and standing
 */
export function keySuffix(
  name: string,
  folded: string,
  standing: number,
  ownPattern: number,
  isOnly: boolean,
): Uint8Array {
  // Several names of one fold are in the order of their bytes.
  if (!isOnly) return Buffer.from(String.fromCharCode(standing) + name);
  if (fitsPattern(name, folded, ownPattern)) {
    return standing === 0 ? NOTHING : Uint8Array.of(standing);
  }
  const pattern = casePatternOf(name, folded);
  if (pattern === null) return Buffer.from(String.fromCharCode(standing) + name);
  return Uint8Array.from([standing, ...patternDigits(pattern)]);
}

const NOTHING = new Uint8Array(0);

function patternDigits(pattern: number): number[] {
  const digits: number[] = [];
  for (let left = pattern; left > 0; left >>>= DIGIT_BITS) {
    digits.unshift(FIRST_DIGIT | (left & DIGIT_MASK));
  }
  return digits;
}

/** The pattern whose digits are `bytes[start .. end)`. */
export function patternIn(bytes: Uint8Array, start: number, end: number): number {
  let pattern = 0;
  for (let i = start; i < end; i++) {
    pattern = ((pattern << DIGIT_BITS) | (bytes[i]! & DIGIT_MASK)) & (PATTERN_END - 1);
  }
  return pattern;
}

/** Whether `bytes[start .. end)` are the digits of a pattern as they are written. */
export function arePatternDigits(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > PATTERN_DIGITS || bytes[start] === FIRST_DIGIT) return false;
  for (let i = start; i < end; i++) if (!isPatternDigit(bytes[i]!)) return false;
  return true;
}

/** Where the fold ends in `bytes[start .. end)`, a key or a stretch of one; `end` where it does not. */
export function foldEnd(bytes: ArrayLike<number>, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at]! >= FIRST_NAME_BYTE) at++;
  return at;
}

/** Bun's buffers decode a part of themselves without the cost of looking an encoding up. */
export type DecodingBuffer = Buffer & {
  latin1Slice(start: number, end: number): string;
  utf8Slice(start: number, end: number): string;
};

const shown = Buffer.allocUnsafeSlow(MAXIMUM_KEY_BYTES) as DecodingBuffer;

/** The name of the key `bytes[start .. end)`, whose fold ends at `folded`, in a species with a case pattern. */
export function nameOfKey(
  bytes: Buffer,
  start: number,
  folded: number,
  end: number,
  ownPattern: number,
): string {
  let pattern = ownPattern;
  if (folded + 1 < end) {
    if (!isPatternDigit(bytes[folded + 1]!)) return bytes.toString("utf8", folded + 1, end);
    pattern = patternIn(bytes, folded + 1, end);
  }
  const length = folded - start;
  const isAscii = copyWithCase(bytes, start, folded, pattern, shown);
  return isAscii ? shown.latin1Slice(0, length) : shown.utf8Slice(0, length);
}
