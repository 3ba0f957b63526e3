/** Ways to damage the bytes of an index, and to make the checksum fit what is in it then. */

import { IndexError } from "../../../src/errors.ts";
import {
  CHECKSUM_BYTES,
  checksumOf,
  DATA_START,
  decodeIndex,
  generationOf,
} from "../../../src/format/index-file.ts";

/** A copy with some bits of one byte flipped: one in the middle, or counted from the end if negative. */
export function flipped(bytes: Uint8Array, at = bytes.length >> 1, bits = 1): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at < 0 ? bytes.length + at : at]! ^= bits;
  return copy;
}

/** The first half of the bytes. */
export function half(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.length >> 1);
}

/** The bytes with the generation and the checksum that fit them, as far as they are an index at all. */
export function sealed(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.from(bytes);
  try {
    const generation = generationOf([decodeIndex(copy).data]);
    copy.write(generation, DATA_START - generation.length, "latin1");
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
  }
  return withChecksum(copy);
}

/** The bytes with the checksum that fits them at their end, whatever they are. */
export function withChecksum(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.from(bytes);
  const end = Math.max(0, copy.length - CHECKSUM_BYTES);
  checksumOf([copy.subarray(0, end)]).copy(copy, end);
  return copy;
}
