import { randomNumbers } from "../support/data/corpus.ts";

/** Random choices that are the same for the same seed. */
export class Random {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = randomNumbers(seed);
  }

  /** A whole number from 0 to `end` - 1. */
  below(end: number): number {
    return Math.floor(this.#next() * end);
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** True in one of so many cases. */
  oneIn(cases: number): boolean {
    return this.below(cases) === 0;
  }

  choose<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** A list of `count` items, each from another call. */
  list<T>(count: number, make: () => T): T[] {
    return Array.from({ length: count }, make);
  }

  bytes(count: number): Buffer {
    return Buffer.from(this.list(count, () => this.below(256)));
  }

  /** A copy in random order. */
  shuffled<T>(items: readonly T[]): T[] {
    return items
      .map((item) => ({ item, order: this.#next() }))
      .sort((a, b) => a.order - b.order)
      .map(({ item }) => item);
  }

  /** The bytes cut into pieces at random positions. */
  pieces(bytes: Uint8Array, most: number): Uint8Array[] {
    const cuts = this.list(this.below(most), () => this.below(bytes.length + 1));
    const ends = [...cuts.sort((a, b) => a - b), bytes.length];
    return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
  }
}
