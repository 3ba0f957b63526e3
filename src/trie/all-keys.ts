import type { NodeCursor } from "./cursor.ts";
import { damaged } from "./damage.ts";
import { MAXIMUM_KEY_BYTES } from "./trie.ts";

/** A node to be read, and the bytes that lead to it. */
interface Pending {
  node: number;
  bytes: Uint8Array;
}

/** Every key of the trie at `root`, in no order. @throws IndexError where the trie is damaged */
export function* allKeys(cursor: NodeCursor, root: number): Generator<Uint8Array> {
  const pending: Pending[] = [{ node: root, bytes: new Uint8Array(0) }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    // No limit of steps for the whole: the caller stops at the number of keys that the species counts.
    cursor.allowSteps();
    cursor.open(next.node);
    if (cursor.terminal) yield next.bytes;
    while (cursor.nextEdge()) {
      const { label, labelStart, labelEnd, child } = cursor;
      const length = next.bytes.length + labelEnd - labelStart;
      if (length > MAXIMUM_KEY_BYTES) throw damaged("has an over-long key");
      const bytes = new Uint8Array(length);
      bytes.set(next.bytes);
      bytes.set(label.subarray(labelStart, labelEnd), next.bytes.length);
      pending.push({ node: child, bytes });
    }
  }
}
