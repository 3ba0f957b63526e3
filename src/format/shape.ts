import { IndexError } from "../errors.ts";

/** How deep maps and arrays may nest; an index needs four levels: the document, `species`, one species, its names. */
const MAXIMUM_DEPTH = 5;

/** Bytes after the first of nil, booleans and numbers, by that first byte. */
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
/** Bytes of the length that `bin` and `str` begin with, by their first byte. */
const LENGTHS = new Map([
  [0xc4, 1],
  [0xc5, 2],
  [0xc6, 4],
  [0xd9, 1],
  [0xda, 2],
  [0xdb, 4],
]);
/** Bytes of the count that arrays and maps begin with, and values in each entry, by their first byte. */
const CONTAINERS = new Map([
  [0xdc, { bytes: 2, values: 1 }],
  [0xdd, { bytes: 4, values: 1 }],
  [0xde, { bytes: 2, values: 2 }],
  [0xdf, { bytes: 4, values: 2 }],
]);

/**
 * Checks the structure of a msgpack file without building any value: a few bytes that declare long arrays in
 * long arrays would make a decoder take all memory.
 *
 * @throws IndexError where the document is cut short, nested too deep, has extension types or trailing bytes
 */
export function checkShape(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const unsigned = (at: number, width: number) =>
    width === 1 ? view.getUint8(at) : width === 2 ? view.getUint16(at) : view.getUint32(at);
  /** Values still to come in each map or array that has begun; the first item stands for the document. */
  const open = [1];
  let at = 0;
  const enter = (values: number) => {
    if (open.length > MAXIMUM_DEPTH) throw notAnIndex();
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
      else throw notMsgpack();
    }
  } catch (error) {
    throw error instanceof RangeError ? notMsgpack() : error;
  }
  if (at !== bytes.length) throw notMsgpack();
}

/** The error for a msgpack document that is not an index. */
export function notAnIndex(): IndexError {
  return new IndexError(
    "not-assembl",
    "the file is msgpack, but not an Assembl index",
    "give a file that `assembl build` wrote",
  );
}

/** The error for a file that is not exactly one msgpack document. */
export function notMsgpack(cause?: unknown): IndexError {
  return new IndexError(
    "not-msgpack",
    "the file is not an index: it is not one whole msgpack document",
    "give a file that `assembl build` wrote, or build it again",
    { cause },
  );
}
