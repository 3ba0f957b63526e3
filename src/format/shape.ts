import { IndexError } from "../errors.ts";

/** Maps and arrays that an index nests: the document, `species`, one species, its names. */
const MAXIMUM_DEPTH = 5;

/** Bytes behind the first byte that a value of fixed form has, by its first byte from 0xc0 on. */
const FIXED = new Map([
  [0xc0, 0],
  [0xc2, 0],
  [0xc3, 0],
  [0xca, 4],
  [0xcb, 8],
  [0xcc, 1],
  [0xcd, 2],
  [0xce, 4],
  [0xcf, 8],
  [0xd0, 1],
  [0xd1, 2],
  [0xd2, 4],
  [0xd3, 8],
]);
/** Bytes of the length that `bin` and `str` state, by their first byte. */
const LENGTHS = new Map([
  [0xc4, 1],
  [0xc5, 2],
  [0xc6, 4],
  [0xd9, 1],
  [0xda, 2],
  [0xdb, 4],
]);
/** Bytes of the count that arrays and maps state, and the values that each counted entry has. */
const CONTAINERS = new Map([
  [0xdc, { bytes: 2, values: 1 }],
  [0xdd, { bytes: 4, values: 1 }],
  [0xde, { bytes: 2, values: 2 }],
  [0xdf, { bytes: 4, values: 2 }],
]);

/**
 * Looks through the msgpack of a file without building anything: a few bytes that nest arrays in arrays, each
 * said to be long, would take a decoder all memory.
 *
 * @throws IndexError where it is cut, nested too deep, holds other kinds of values than an index, or goes on
 */
export function checkShape(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const unsigned = (at: number, width: number) =>
    width === 1 ? view.getUint8(at) : width === 2 ? view.getUint16(at) : view.getUint32(at);
  /** Values still to come, for each map or array that is open. */
  const open = [1];
  let at = 0;
  const enter = (values: number) => {
    if (open.length > MAXIMUM_DEPTH) throw noIndex();
    // Each value takes a byte at least.
    if (values > bytes.length - at) throw noDocument();
    open.push(values);
  };
  try {
    while (open.length > 0) {
      if (open[open.length - 1]! === 0) {
        open.pop();
        continue;
      }
      open[open.length - 1]!--;
      const first = view.getUint8(at++);
      const lengthBytes = LENGTHS.get(first);
      const container = CONTAINERS.get(first);
      if (first <= 0x7f || first >= 0xe0) continue;
      if (first <= 0x8f) enter(2 * (first & 0x0f));
      else if (first <= 0x9f) enter(first & 0x0f);
      else if (first <= 0xbf) at += first & 0x1f;
      else if (lengthBytes !== undefined) at += lengthBytes + unsigned(at, lengthBytes);
      else if (container !== undefined) {
        const count = unsigned(at, container.bytes);
        at += container.bytes;
        enter(count * container.values);
      } else if (FIXED.has(first)) at += FIXED.get(first)!;
      else throw noDocument();
    }
  } catch (error) {
    throw error instanceof RangeError ? noDocument() : error;
  }
  if (at !== bytes.length) throw noDocument();
}

/** The error for a msgpack document that is something else. */
export function noIndex(): IndexError {
  return new IndexError(
    "not-assembl",
    "the file is msgpack, but no index of Assembl",
    "give a file that `assembl build` wrote",
  );
}

/** The error for a file that is not one msgpack document of an index's kind. */
export function noDocument(cause?: unknown): IndexError {
  return new IndexError(
    "not-msgpack",
    "the file is no index: it is not one whole msgpack document",
    "give a file that `assembl build` wrote, or build it again",
    { cause },
  );
}
