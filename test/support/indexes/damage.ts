/** Ways to damage an index, and to make its checksum match again. */

import { IndexError } from "../../../src/errors.ts";
import {
  CHECKSUM_BYTES,
  checksumOf,
  DATA_START,
  decodeIndex,
  generationOf,
} from "../../../src/format/index-file.ts";

/** A copy with bits of one byte flipped; by default the lowest bit of the middle byte. A negative `at` counts from the end. */
export function flipped(bytes: Uint8Array, at = bytes.length >> 1, bits = 1): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at < 0 ? bytes.length + at : at]! ^= bits;
  return copy;
}

/** The first half of the bytes. */
export function half(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.length >> 1);
}

/** A copy with the right checksum, and with the right generation if the bytes can be decoded. */
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

/** A copy with the right checksum at the end, whatever the other bytes are. */
export function withChecksum(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.from(bytes);
  const end = Math.max(0, copy.length - CHECKSUM_BYTES);
  checksumOf([copy.subarray(0, end)]).copy(copy, end);
  return copy;
}
