/** Slots at first; a power of two. */
const INITIAL_SLOTS = 1 << 10;

/**
 * Different texts, each with an id, 0, 1, 2, … in the order in which they first came.
 *
 * A hash table of its own, with the hashes beside the ids: a build asks for millions of texts, and `Map` was
 * measured to take twice as long for them, waiting for memory at each text that it passes.
 *
 * @typeParam R why a text may be refused
 */
export class Texts<R extends string = never> {
  readonly all: string[] = [];
  /** Slot -> id + 1, and the hash of its text; open addressing, at most half full. */
  #slots = new Int32Array(INITIAL_SLOTS);
  #hashes = new Int32Array(INITIAL_SLOTS);
  /** Rows come species by species, so that many texts are those of the row before. */
  #lastText: string | undefined;
  #lastId = 0;

  /** `check` is asked for each text that is not known and says why it is refused, or null. */
  constructor(private readonly check: (text: string) => R | null = () => null) {}

  /** The text's id, or why it is refused. */
  idOf(text: string): number | R {
    if (text === this.#lastText) return this.#lastId;
    const hash = hashOf(text);
    const slot = this.#find(text, hash);
    if (this.#slots[slot] === 0) {
      const refusal = this.check(text);
      if (refusal !== null) return refusal;
      this.all.push(text);
      this.#slots[slot] = this.all.length;
      this.#hashes[slot] = hash;
    }
    this.#lastText = text;
    this.#lastId = this.#slots[slot]! - 1;
    if (this.all.length * 2 > this.#slots.length) this.#grow();
    return this.#lastId;
  }

  /** The id of a text that is known; undefined for any other. */
  placeOf(text: string): number | undefined {
    const entry = this.#slots[this.#find(text, hashOf(text))]!;
    return entry === 0 ? undefined : entry - 1;
  }

  /** The slot of a text, or the empty one where it belongs. */
  #find(text: string, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let entry = this.#slots[slot]!; entry !== 0; entry = this.#slots[slot]!) {
      if (this.#hashes[slot] === hash && this.all[entry - 1] === text) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const old = { slots: this.#slots, hashes: this.#hashes };
    const size = old.slots.length * 2;
    this.#slots = new Int32Array(size);
    this.#hashes = new Int32Array(size);
    for (const [i, entry] of old.slots.entries()) {
      if (entry === 0) continue;
      const hash = old.hashes[i]!;
      let slot = hash & (size - 1);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (size - 1);
      this.#slots[slot] = entry;
      this.#hashes[slot] = hash;
    }
  }
}

function hashOf(text: string): number {
  let hash = text.length;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}
