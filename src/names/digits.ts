const ZERO = 0x30;
const NINE = 0x39;
const TEN = 10;

/** Whether a code point is one of 0 to 9. */
export function isDigit(codePoint: number): boolean {
  return codePoint >= ZERO && codePoint <= NINE;
}

/** Whether the UTF-16 unit at an index of the text is one of 0 to 9. */
export function isDigitAt(text: string, index: number): boolean {
  return isDigit(text.charCodeAt(index));
}

/** The number that the digits in `text[start .. end)` make; exact for up to 15 of them. */
export function numberAt(text: string, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * TEN + text.charCodeAt(i) - ZERO;
  return value;
}
