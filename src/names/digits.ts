const ZERO = 0x30;
const NINE = 0x39;
const TEN = 10;

/** Whether the UTF-16 unit at a place of the text is 0 to 9. */
export function isDigitAt(text: string, place: number): boolean {
  const code = text.charCodeAt(place);
  return code >= ZERO && code <= NINE;
}

/** The number that the digits of a stretch of text make; exact up to 15 of them. */
export function numberAt(text: string, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * TEN + text.charCodeAt(i) - ZERO;
  return value;
}
