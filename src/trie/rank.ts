import type { NodeCursor } from "./cursor.ts";

/** The number that stands for a key which is not there. */
export const NO_NUMBER = -1;

/**
 * How many keys of the trie at `root` stand before the key `bytes[start .. end)` in byte order; NO_NUMBER
 * where the trie does not hold the key.
 */
export function rankOf(
  cursor: NodeCursor,
  root: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  let node = root;
  let before = 0;
  for (let at = start; at < end; ) {
    cursor.open(node);
    if (cursor.terminal) before++;
    const length = followEdge(cursor, bytes, at, end, (count) => {
      before += count;
    });
    if (length === 0) return NO_NUMBER;
    at += length;
    node = cursor.child;
  }
  cursor.open(node);
  return cursor.terminal ? before : NO_NUMBER;
}

/** Reads edges up to the one that agrees with the bytes; returns its length, 0 where there is none. */
function followEdge(
  cursor: NodeCursor,
  bytes: Uint8Array,
  at: number,
  end: number,
  pass: (count: number) => void,
): number {
  while (cursor.nextEdge()) {
    const { label, labelStart, labelEnd } = cursor;
    const length = labelEnd - labelStart;
    if (label[labelStart] === bytes[at]) {
      let i = 1;
      while (i < length && at + i < end && label[labelStart + i] === bytes[at + i]) i++;
      return i === length ? length : 0;
    }
    pass(cursor.childCount());
  }
  return 0;
}
