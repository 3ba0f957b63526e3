/**
 * Byte -> the byte in lower case, for A to Z alone: the one difference between a key and a folded query that
 * is left to the walk; see `labels/key.ts`.
 */
export const LOWER = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte,
);

/** Byte -> the byte in upper case, for a to z alone. */
export const UPPER = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte,
);
