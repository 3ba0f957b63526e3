const ZERO = 0x30;
const NINE = 0x39;

/** Whether the UTF-16 unit at a place of the text is 0 to 9. */
export function isDigitAt(text: string, place: number): boolean {
  const code = text.charCodeAt(place);
  return code >= ZERO && code <= NINE;
}
