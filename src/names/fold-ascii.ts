/**
 * The text as a live look-up compares it: only A to Z lose their case and only spaces count as white space, as a
 * database cannot be asked for more than that without reading all its rows.
 */
export function foldAscii(text: string): string {
  return text
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
    .replace(/ +/g, " ")
    .replace(/^ | $/g, "");
}
