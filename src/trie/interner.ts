import { HashedIds, mixedHash } from "./hashed-ids.ts";

/**
 * Gives each different sequence of whole numbers an id, 0, 1, 2, … in the order in which they first come.
 *
 * The trie builder keeps labels, edges and nodes in one each: what is equal is stored once, and that is
 * what turns many tries into one acyclic graph.
 */
export class Interner extends HashedIds {
  /** All sequences, one after another. */
  items = new Int32Array(1 << 12);
  /** Sequence `id` is `items[starts[id] .. starts[id + 1])`. */
  starts = new Int32Array(1 << 10);
  /** The sequence that is looked for: `source[from .. to)`. */
  #source: ArrayLike<number> = [];
  #from = 0;
  #to = 0;

  /** The id of `source[from .. to)`, a new one where it was not seen before. */
  intern(source: ArrayLike<number>, from: number, to: number): number {
    this.#source = source;
    this.#from = from;
    this.#to = to;
    let hash = to - from;
    for (let i = from; i < to; i++) hash = mixedHash(hash, source[i]!);
    const known = this.find(hash);
    if (known !== null) return known;
    this.#append(source, from, to);
    return this.add(hash);
  }

  protected isValue(id: number): boolean {
    const start = this.starts[id]!;
    const length = this.#to - this.#from;
    if (this.starts[id + 1]! - start !== length) return false;
    for (let i = 0; i < length; i++) {
      if (this.items[start + i] !== this.#source[this.#from + i]) return false;
    }
    return true;
  }

  #append(source: ArrayLike<number>, from: number, to: number): void {
    const start = this.starts[this.size]!;
    const end = start + to - from;
    if (end > this.items.length) this.items = grown(this.items, end);
    for (let i = from; i < to; i++) this.items[start + i - from] = source[i]!;
    if (this.size + 2 > this.starts.length) this.starts = grown(this.starts, this.size + 2);
    this.starts[this.size + 1] = end;
  }
}

/** The array with room for `needed` items, and for more to come. */
export function grown(array: Int32Array<ArrayBuffer>, needed: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(needed, array.length * 2));
  larger.set(array);
  return larger;
}
