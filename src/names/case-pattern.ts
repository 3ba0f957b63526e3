/**
 * Which letters of a folded name are shown as capitals.
 *
 * A pattern is a whole number: in binary, the digits behind the first 1 stand for the letters a to z of the name in
 * their order, 1 for a capital, and the last digit for all further letters. So 3 (1,1) is `BRCA2`, 2 (1,0) `brca2` and
 * 6 (1,10) `Brca2`.
 */

const LOWER_A = 0x61;
const LOWER_Z = 0x7a;
const TO_UPPER = 0x20;

/** The pattern of names without capitals. */
export const ALL_LOWER = 2;
/** Patterns are below this; a name that would need a longer one is stored as it is. */
export const PATTERN_END = 2 ** 30;

/** The shortest pattern that makes the name of its fold; null where case is not all that was folded, or it is too long. */
export function casePatternOf(name: string, folded: string): number | null {
  if (name.length !== folded.length) return null;
  let pattern = 1;
  let shortest = 1;
  for (let i = 0; i < name.length; i++) {
    const unit = folded.charCodeAt(i);
    const shown = name.charCodeAt(i);
    const isLetter = unit >= LOWER_A && unit <= LOWER_Z;
    if (shown !== unit && !(isLetter && shown === unit - TO_UPPER)) return null;
    if (!isLetter) continue;
    if (pattern >= PATTERN_END / 2) {
      if (Number(shown !== unit) !== pattern % 2) return null;
      continue;
    }
    const isFirst = pattern === 1;
    const repeats = !isFirst && pattern % 2 === Number(shown !== unit);
    pattern = 2 * pattern + Number(shown !== unit);
    if (!repeats) shortest = pattern;
  }
  return shortest === 1 ? ALL_LOWER : shortest;
}

/** The shortest pattern that makes of a fold with so many letters what a pattern makes of it. */
export function shortestPattern(pattern: number, letters: number): number {
  if (letters === 0) return ALL_LOWER;
  const digits = digitsOf(pattern);
  let shortest = pattern >>> Math.max(0, digits - letters);
  for (let left = Math.min(digits, letters); left > 1; left--) {
    if (((shortest >>> 1) & 1) !== (shortest & 1)) break;
    shortest >>>= 1;
  }
  return shortest;
}

/** Whether a pattern makes the name of its fold. */
export function fitsPattern(name: string, folded: string, pattern: number): boolean {
  if (name.length !== folded.length) return false;
  let mask = firstLetter(pattern);
  for (let i = 0; i < name.length; i++) {
    const unit = folded.charCodeAt(i);
    const isLetter = unit >= LOWER_A && unit <= LOWER_Z;
    const isCapital = isLetter && (pattern & mask) !== 0;
    if (name.charCodeAt(i) !== (isCapital ? unit - TO_UPPER : unit)) return false;
    if (isLetter && mask > 1) mask >>>= 1;
  }
  return true;
}

/**
 * Copies `from[start .. end)`, a folded name, to the beginning of `into` with the capitals of a pattern.
 *
 * @returns whether it is ASCII
 */
export function copyWithCase(
  from: Uint8Array,
  start: number,
  end: number,
  pattern: number,
  into: Uint8Array,
): boolean {
  let bits = 0;
  let mask = firstLetter(pattern);
  for (let i = start; i < end; i++) {
    const byte = from[i]!;
    bits |= byte;
    if (byte < LOWER_A || byte > LOWER_Z) {
      into[i - start] = byte;
      continue;
    }
    into[i - start] = (pattern & mask) === 0 ? byte : byte - TO_UPPER;
    if (mask > 1) mask >>>= 1;
  }
  return bits < 0x80;
}

/** The digit of a pattern that stands for the first letter. */
function firstLetter(pattern: number): number {
  return 1 << Math.max(0, digitsOf(pattern) - 1);
}

/** How many digits of a pattern stand for letters. */
function digitsOf(pattern: number): number {
  return 31 - Math.clz32(pattern);
}

/** How many letters of a folded name `bytes[start .. end)` a pattern tells of. */
export function lettersIn(bytes: Uint8Array, start: number, end: number): number {
  let letters = 0;
  for (let i = start; i < end; i++) if (bytes[i]! >= LOWER_A && bytes[i]! <= LOWER_Z) letters++;
  return letters;
}
