import type { NodeCursor } from "./cursor.ts";
import { damaged } from "./damage.ts";

/** The number of a key that is not in the trie. */
export const NO_NUMBER = -1;

/**
 * How many keys of the trie at `root` come before a key in byte order; NO_NUMBER where the key is not in the trie.
 */
export function rankOf(cursor: NodeCursor, root: number, key: Uint8Array): number {
  const before = keysBefore(cursor, root, key);
  return before !== NO_NUMBER && cursor.terminal ? before : NO_NUMBER;
}

/**
 * How many keys of the trie at `root` come before those that begin with some bytes; NO_NUMBER where the bytes do not
 * lead to a node. Leaves the node open in the cursor.
 */
export function keysBefore(cursor: NodeCursor, root: number, bytes: Uint8Array): number {
  let before = 0;
  cursor.open(root);
  for (let at = 0; at < bytes.length; ) {
    if (cursor.terminal) before++;
    const length = followEdge(cursor, bytes, at, (count) => {
      before += count;
    });
    if (length === 0) return NO_NUMBER;
    at += length;
    cursor.open(cursor.child);
  }
  return before;
}

/** Reads edges up to the one that agrees with the bytes; returns its length, 0 where there is none. */
function followEdge(
  cursor: NodeCursor,
  bytes: Uint8Array,
  at: number,
  pass: (count: number) => void,
): number {
  while (cursor.nextEdge()) {
    const { label, labelStart, labelEnd } = cursor;
    const length = labelEnd - labelStart;
    if (label[labelStart] === bytes[at]) {
      let i = 1;
      while (i < length && at + i < bytes.length && label[labelStart + i] === bytes[at + i]) i++;
      return i === length ? length : 0;
    }
    pass(cursor.childCount());
  }
  return 0;
}

/** The key with a number in the trie at `root`. @throws IndexError where there is none */
export function keyAt(cursor: NodeCursor, root: number, number: number): Uint8Array {
  const key: number[] = [];
  let left = number;
  cursor.open(root);
  if (!(number >= 0 && number < cursor.count)) throw damaged("lacks a key");
  for (;;) {
    if (cursor.terminal) {
      if (left === 0) return Uint8Array.from(key);
      left--;
    }
    for (;;) {
      if (!cursor.nextEdge()) throw damaged("has a node with a wrong count");
      const count = cursor.childCount();
      if (left < count) break;
      left -= count;
    }
    const { label, labelStart, labelEnd, child } = cursor;
    for (let i = labelStart; i < labelEnd; i++) key.push(label[i]!);
    cursor.open(child);
  }
}
