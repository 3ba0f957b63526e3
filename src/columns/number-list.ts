const CHUNK_BITS = 16;
const CHUNK = 1 << CHUNK_BITS;

type Numbers = Uint16Array | Uint32Array | Float64Array;

/** Numbers that a build collects one at a time, in chunks, so that growing never copies them. */
export class NumberList {
  readonly #chunks: Numbers[] = [];
  length = 0;

  /** @param kind the typed array of the chunks */
  constructor(private readonly kind: { new (length: number): Numbers }) {}

  push(value: number): void {
    const offset = this.length++ & (CHUNK - 1);
    if (offset === 0) this.#chunks.push(new this.kind(CHUNK));
    this.#chunks[this.#chunks.length - 1]![offset] = value;
  }

  at(index: number): number {
    return this.#chunks[index >>> CHUNK_BITS]![index & (CHUNK - 1)]!;
  }
}

/** Sorts stably by a key from 0 to `keys` - 1. Loops count, as iterators take three times as long for millions. */
export function countingSort(
  items: Uint32Array,
  keys: number,
  keyOf: (item: number) => number,
): Uint32Array {
  const next = new Uint32Array(keys + 1);
  for (let i = 0; i < items.length; i++) next[keyOf(items[i]!) + 1]!++;
  for (let key = 0; key < keys; key++) next[key + 1]! += next[key]!;
  const sorted = new Uint32Array(items.length);
  for (let i = 0; i < items.length; i++) sorted[next[keyOf(items[i]!)]!++] = items[i]!;
  return sorted;
}
