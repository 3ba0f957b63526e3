/**
 * Gives each different sequence of whole numbers an id, 0, 1, 2, … in the order in which they first come.
 *
 * The trie builder keeps labels, edges and nodes in one each: what is equal is stored once, and that is
 * what turns many tries into one acyclic graph.
 */
export class Interner {
  /** All sequences, one after another. */
  items = new Int32Array(1 << 12);
  /** Sequence `id` is `items[starts[id] .. starts[id + 1])`. */
  starts = new Int32Array(1 << 10);
  size = 0;

  /** Slot -> id + 1; open addressing, at most half full. */
  #slots = new Int32Array(1 << 11);

  /** The id of `source[from .. to)`, a new one where it was not seen before. */
  intern(source: ArrayLike<number>, from: number, to: number): number {
    let hash = to - from;
    for (let i = from; i < to; i++) hash = mix(hash, source[i]!);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let entry = this.#slots[slot]!; entry !== 0; entry = this.#slots[slot]!) {
      if (this.#equals(entry - 1, source, from, to)) return entry - 1;
      slot = (slot + 1) & mask;
    }
    this.#slots[slot] = this.size + 1;
    return this.#append(source, from, to);
  }

  #equals(id: number, source: ArrayLike<number>, from: number, to: number): boolean {
    const start = this.starts[id]!;
    if (this.starts[id + 1]! - start !== to - from) return false;
    for (let i = from; i < to; i++) {
      if (this.items[start + i - from] !== source[i]) return false;
    }
    return true;
  }

  #append(source: ArrayLike<number>, from: number, to: number): number {
    const id = this.size;
    const start = this.starts[id]!;
    const end = start + to - from;
    if (end > this.items.length) this.items = grown(this.items, end);
    for (let i = from; i < to; i++) this.items[start + i - from] = source[i]!;
    if (id + 2 > this.starts.length) this.starts = grown(this.starts, id + 2);
    this.starts[id + 1] = end;
    this.size = id + 1;
    if (this.size * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let id = 0; id < this.size; id++) {
      const start = this.starts[id]!;
      const end = this.starts[id + 1]!;
      let hash = end - start;
      for (let i = start; i < end; i++) hash = mix(hash, this.items[i]!);
      let slot = hash & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.#slots = slots;
  }
}

function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

/** The array with room for `needed` items, and for more to come. */
export function grown(array: Int32Array<ArrayBuffer>, needed: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(needed, array.length * 2));
  larger.set(array);
  return larger;
}
