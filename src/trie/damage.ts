import { IndexError } from "../errors.ts";

/** The error for a trie that no builder wrote; `how` continues "the index's trie …". */
export function damaged(how: string): IndexError {
  return new IndexError("trie", `the index's trie ${how}`);
}

/** Runs a read; one beyond the end of its bytes, which only damage leads to, becomes the project's own error. */
export function guardRange<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw damaged("ends too early");
    throw error;
  }
}
