/** A power of two. */
const INITIAL_SLOTS = 1 << 10;

/**
 * Ids 0, 1, 2, … of different values: a hash table with open addressing, at most half full.
 *
 * A build looks up millions of values. `Map` takes twice as long, and several times the memory of two numbers per slot.
 * The subclass stores the values, and knows the one that it looks for when `find` and `add` call `isValue`.
 */
export abstract class HashedIds {
  /** The number of values. */
  size = 0;
  /** For each slot an id plus one, or 0 if it is empty; and the hash of the id's value. */
  #slots = new Int32Array(INITIAL_SLOTS);
  #hashes = new Int32Array(INITIAL_SLOTS);

  /** Whether an id is that of the value that is looked for. */
  protected abstract isValue(id: number): boolean;

  /** The id of the value that is looked for; null if it has none. */
  protected find(hash: number): number | null {
    const entry = this.#slots[this.#slotOf(hash)]!;
    return entry === 0 ? null : entry - 1;
  }

  /** Gives the next id to the value that was looked for and not found. */
  protected add(hash: number): number {
    const slot = this.#slotOf(hash);
    this.#slots[slot] = ++this.size;
    this.#hashes[slot] = hash;
    if (this.size * 2 > this.#slots.length) this.#grow();
    return this.size - 1;
  }

  /** The slot of the value that is looked for, or the empty slot where it belongs. */
  #slotOf(hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let entry = this.#slots[slot]!; entry !== 0; entry = this.#slots[slot]!) {
      if (this.#hashes[slot] === hash && this.isValue(entry - 1)) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const slots = this.#slots;
    const hashes = this.#hashes;
    const mask = slots.length * 2 - 1;
    this.#slots = new Int32Array(mask + 1);
    this.#hashes = new Int32Array(mask + 1);
    for (let i = 0; i < slots.length; i++) {
      if (slots[i] === 0) continue;
      let slot = hashes[i]! & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = slots[i]!;
      this.#hashes[slot] = hashes[i]!;
    }
  }
}

/** Mixes one more number into a hash. */
export function mixedHash(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}
