/**
 * Byte -> the byte in lower case, for A to Z alone. Keys differ from folded queries in nothing else, see
 * `names/key.ts`, so the walk has to follow both cases.
 */
export const LOWER = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte,
);

/** Byte -> the byte in upper case, for a to z alone. */
export const UPPER = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte,
);
