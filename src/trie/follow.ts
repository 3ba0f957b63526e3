import { FIRST_NAME_BYTE } from "../names/key.ts";
import { LOWER, UPPER } from "./case.ts";
import type { NodeCursor } from "./cursor.ts";
import type { KeyWalker } from "./key-walker.ts";
import { ROOT } from "./partial-keys.ts";
import { addWholeKeys, type Walk } from "./walk.ts";

/**
 * Follows a folded query through both cases: to all keys whose folded part begins with it, or with `whole` to those
 * whose folded part is the query.
 */
export function follow(query: Uint8Array, whole: boolean): Walk {
  return {
    sharedBytes: query.length,
    run(walker, ends) {
      // Keys use these bytes for themselves, and no label holds them.
      if (query.some((byte) => byte < FIRST_NAME_BYTE)) return;
      const { partial } = walker;
      const pending = [ROOT];
      for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
        if (partial.length(id) < query.length) followEdges(walker, id, query, pending);
        else if (!whole) ends.push(id);
        else if (partial.foldedLength(id) === query.length) addWholeKeys(walker, id, ends);
      }
    },
  };
}

/** Adds the partial keys that continue `id` by an edge that agrees with the query. */
function followEdges(walker: KeyWalker, id: number, query: Uint8Array, pending: number[]): void {
  const { cursor, partial } = walker;
  const matched = partial.length(id);
  walker.open(id);
  const wanted = query[matched]!;
  const capital = UPPER[wanted]!;
  if (capital !== wanted && cursor.seek(capital) && agrees(cursor, query, matched)) {
    pending.push(walker.extend(id));
  }
  if (cursor.seek(wanted) && agrees(cursor, query, matched)) pending.push(walker.extend(id));
}

/** Whether the edge last read goes on like the query, as far as both reach. */
function agrees(
  { label, labelStart, labelEnd }: NodeCursor,
  query: Uint8Array,
  matched: number,
): boolean {
  const end = Math.min(labelEnd, labelStart + query.length - matched);
  let i = labelStart + 1;
  while (i < end && LOWER[label[i]!] === query[matched + i - labelStart]) i++;
  return i === end;
}
