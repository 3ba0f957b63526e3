import { FIRST_NAME_BYTE } from "../names/key.ts";
import type { KeyWalker } from "./key-walker.ts";

/** The way from the root of a trie to the few partial keys that all matches of a query begin with. */
export interface Walk {
  /** How many folded bytes all matches have in common, from their first on. */
  readonly sharedBytes: number;

  /** Adds the partial keys to `ends`; none is a beginning of another. @throws IndexError where the trie is damaged */
  run(walker: KeyWalker, ends: number[]): void;
}

/** Adds the keys whose folded part is that of partial key `id`. */
export function addWholeKeys(walker: KeyWalker, id: number, ends: number[]): void {
  if (walker.partial.pastEnd(id)) {
    ends.push(id);
    return;
  }
  const { cursor } = walker;
  walker.open(id);
  if (cursor.terminal) ends.push(walker.whole(id));
  while (cursor.nextEdge() && cursor.label[cursor.labelStart]! < FIRST_NAME_BYTE) {
    ends.push(walker.extend(id));
  }
}
