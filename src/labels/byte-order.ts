/** Byte order of the texts' UTF-8, which differs from that of UTF-16 from the surrogates on. */
export function compareTexts(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}
