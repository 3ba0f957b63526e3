import { IndexError } from "../errors.ts";
import { type BitReader, type BitWriter, bitsFor } from "./bits.ts";

/** The number of a class is at most this wide, so there are at most 16 classes. */
const MAXIMUM_SELECTOR_BITS = 4;
/** What four bytes hold at any alignment of the first bit. */
const WINDOW_BITS = 25;
/** A value is below 2^30, so that sums of two stay whole in 32 bits. */
const MAXIMUM_WIDTH = 30;

/**
 * A code for non-negative whole numbers, fitted to how often each occurs.
 *
 * The numbers are cut into classes of 1, 2, 4, 8, … neighbours; a number is written as its class
 * (`selectorBits` wide) and its offset in the class (`widths[class]` wide). Frequent numbers are in narrow
 * classes. Decoding takes two table look-ups, fewer than a Huffman code needs.
 */
export class NumberCode {
  /** The first number of each class. */
  readonly bases: Int32Array;
  readonly widths: Uint8Array;

  constructor(
    readonly selectorBits: number,
    widths: ArrayLike<number>,
  ) {
    this.widths = Uint8Array.from(widths);
    this.bases = new Int32Array(this.widths.length);
    for (let c = 1; c < this.bases.length; c++) {
      this.bases[c] = this.bases[c - 1]! + 2 ** this.widths[c - 1]!;
    }
  }

  /** Appends a number. */
  write(out: BitWriter, value: number): void {
    let c = this.widths.length - 1;
    while (this.bases[c]! > value) c--;
    const offset = value - this.bases[c]!;
    if (bitsFor(offset) > this.widths[c]!)
      throw new RangeError(`${value} has no class in this code`);
    out.write(c, this.selectorBits);
    out.write(offset, this.widths[c]!);
  }

  /** Reads the number at the reader's position. */
  read(reader: BitReader): number {
    const { position } = reader;
    const window = reader.view.getInt32(position >>> 3) << (position & 7);
    const { selectorBits } = this;
    const c = (window >>> 1) >>> (31 - selectorBits);
    const width = this.widths[c]!;
    if (selectorBits + width > WINDOW_BITS) return this.#readWide(reader, c);
    reader.position = position + selectorBits + width;
    return this.bases[c]! + (((window << selectorBits) >>> 1) >>> (31 - width));
  }

  #readWide(reader: BitReader, c: number): number {
    reader.position += this.selectorBits;
    return this.bases[c]! + reader.read(this.widths[c]!);
  }

  /** The code as bytes: the selector's width, then the width of each class. */
  toBytes(): Uint8Array {
    return Uint8Array.of(this.selectorBits, ...this.widths);
  }

  /** Reads a code that `toBytes` wrote. @throws IndexError where it is none */
  static fromBytes(bytes: Uint8Array, offset: number): NumberCode {
    const selectorBits = bytes[offset] ?? MAXIMUM_SELECTOR_BITS + 1;
    const widths = bytes.subarray(offset + 1, offset + 1 + 2 ** selectorBits);
    const valid =
      selectorBits <= MAXIMUM_SELECTOR_BITS &&
      widths.length === 2 ** selectorBits &&
      widths.every((width) => width <= MAXIMUM_WIDTH) &&
      widths.reduce((sum, width) => sum + 2 ** width, 0) <= 2 ** (MAXIMUM_WIDTH + 1);
    if (!valid) throw new IndexError("trie", "the index's number codes are damaged");
    return new NumberCode(selectorBits, widths);
  }
}

/** Counts how often each number occurs, and finds the code that suits. */
export class Histogram {
  /** Nearly all numbers are small, and an array counts them faster than a map. */
  readonly #small = new Float64Array(1 << 12);
  readonly #large = new Map<number, number>();

  add(value: number, times = 1): void {
    if (value < this.#small.length) this.#small[value]! += times;
    else this.#large.set(value, (this.#large.get(value) ?? 0) + times);
  }

  /** The cheapest code found for these counts, able to write every number up to `maximum`. */
  fit(maximum = 0): NumberCode {
    const small = [...this.#small.entries()].filter(([, count]) => count > 0);
    const counts = small.concat([...this.#large].sort(([a], [b]) => a - b));
    const values = Float64Array.from(counts, ([value]) => value);
    const upTo = new Float64Array(values.length + 1);
    for (const [i, [, count]] of counts.entries()) upTo[i + 1] = upTo[i]! + count;
    const distribution = new Distribution(values, upTo, Math.max(maximum, values.at(-1) ?? 0));

    let best = distribution.fit(0);
    for (let selectorBits = 1; selectorBits <= MAXIMUM_SELECTOR_BITS; selectorBits++) {
      const candidate = distribution.fit(selectorBits);
      if (candidate.bits < best.bits) best = candidate;
    }
    return new NumberCode(best.selectorBits, best.widths);
  }
}

interface Candidate {
  selectorBits: number;
  widths: number[];
  bits: number;
}

class Distribution {
  constructor(
    /** The numbers that occur, ascending. */
    private readonly values: Float64Array,
    /** `upTo[i]` occurrences stand before `values[i]`. */
    private readonly upTo: Float64Array,
    private readonly maximum: number,
  ) {}

  /** Widths by descent: one class is widened or narrowed at a time while that saves bits. */
  fit(selectorBits: number): Candidate {
    const classes = 2 ** selectorBits;
    const range = bitsFor(this.maximum);
    const starts = [1, 2, 4].map((bend) =>
      this.#descend(
        this.#complete(
          selectorBits,
          Array.from({ length: classes }, (_, c) => Math.floor(range * (c / classes) ** bend)),
        ),
      ),
    );
    return starts.reduce((best, candidate) => (candidate.bits < best.bits ? candidate : best));
  }

  #descend(start: Candidate): Candidate {
    let best = start;
    for (let improved = true; improved; ) {
      improved = false;
      for (let c = 0; c < start.widths.length - 1; c++) {
        for (const step of [-4, -2, -1, 1, 2, 4]) {
          const widths = [...best.widths];
          widths[c] = widths[c]! + step;
          if (widths[c]! < 0 || widths[c]! > MAXIMUM_WIDTH) continue;
          const candidate = this.#complete(start.selectorBits, widths);
          if (candidate.bits < best.bits) {
            best = candidate;
            improved = true;
          }
        }
      }
    }
    return best;
  }

  /** The last class is as wide as it must be to reach the maximum. */
  #complete(selectorBits: number, widths: number[]): Candidate {
    let base = 0;
    let before = 0;
    let bits = 8 * widths.length;
    const completed = widths.map((width, c) => {
      const needed = bitsFor(Math.max(0, this.maximum - base));
      const actual = c === widths.length - 1 ? needed : Math.min(width, needed);
      base += 2 ** actual;
      const until = this.#countBelow(base);
      bits += (until - before) * (selectorBits + actual);
      before = until;
      return actual;
    });
    return { selectorBits, widths: completed, bits };
  }

  #countBelow(bound: number): number {
    let low = 0;
    let high = this.values.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.values[middle]! < bound) low = middle + 1;
      else high = middle;
    }
    return this.upTo[low]!;
  }
}
