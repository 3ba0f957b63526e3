import { IndexError } from "../errors.ts";

/** The error for a trie that no builder wrote; `how` continues "the index's trie …". */
export function damaged(how: string): IndexError {
  return new IndexError("trie", `the index's trie ${how}`);
}
