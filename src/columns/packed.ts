/** Columns as an index stores them: numbers, all as wide as the largest one, and texts. See `docs/FORMAT.md`. */

import { IndexError } from "../errors.ts";
import { BitReader, BitWriter, bitsFor, PADDING_BYTES } from "../trie/bits.ts";

const MAXIMUM_WIDTH = 53;
const LENGTH_BYTES = 4;
/** Numbers that are read at a time when a whole column is read. */
const BLOCK = 4096;
/** The widest number that lies within four bytes whichever bit it starts at. */
const WINDOW_BITS = 25;

/** Bits that are counted at a time: at least as many of a window lie behind any bit of a byte. */
const ONES_AT_A_TIME = 24;

/** How many of the bits of a number are 1. */
function onesIn(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The error for columns that no build wrote; `how` continues "the index's columns …". */
export function damagedColumns(how: string): IndexError {
  return new IndexError("genes", `the index's columns ${how}`);
}

/** Writes columns one after another: numbers as `width, size, bits`, texts as `ends, length, bytes`. */
export class ColumnWriter {
  readonly #parts: Uint8Array[] = [];

  /** @param values from 0 to 2^53 - 1 */
  numbers(values: ArrayLike<number>): void {
    let largest = 0;
    for (let i = 0; i < values.length; i++) largest = Math.max(largest, values[i]!);
    const width = bitsFor(largest);
    const bits = new BitWriter(Math.ceil((values.length * width) / 8) + PADDING_BYTES + 1);
    for (let i = 0; i < values.length; i++) {
      if (width > 32) bits.write(Math.floor(values[i]! / 2 ** 32), width - 32);
      bits.write(values[i]! % 2 ** 32, Math.min(width, 32));
    }
    this.#parts.push(Uint8Array.of(width), uint32(values.length), bits.finish());
  }

  texts(values: readonly string[]): void {
    const encoded = values.map((value) => Buffer.from(value));
    let end = 0;
    this.numbers(
      encoded.map((bytes) => {
        end += bytes.length;
        return end;
      }),
    );
    this.#parts.push(uint32(end), ...encoded);
  }

  finish(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}

/** Reads columns in the order in which they were written. @throws IndexError if they do not fit the bytes */
export class ColumnReader {
  #offset: number;

  /** @param offset start of the first column in the section, in bytes */
  constructor(
    private readonly section: Uint8Array,
    offset: number,
  ) {
    this.#offset = offset;
  }

  /** End of the last column read, in bytes. */
  get end(): number {
    return this.#offset;
  }

  /** The next column of numbers. @param size how many it must have; any number if absent */
  numbers(size?: number): PackedNumbers {
    const width = this.#take(1)[0]!;
    const found = this.#uint32();
    if (width > MAXIMUM_WIDTH || (size !== undefined && found !== size)) {
      throw damagedColumns("include one of the wrong width or size");
    }
    const length = Math.ceil((found * width) / 8) + PADDING_BYTES;
    return new PackedNumbers(this.#take(length), width, found);
  }

  /** The next column of texts. */
  texts(): PackedTexts {
    const ends = this.numbers();
    const { size } = ends;
    const length = this.#uint32();
    const bytes = this.#take(length);
    // Texts differ, so at most one is empty. Billions of empty texts would take no bytes, but minutes to check.
    if (size > length + 1) throw damagedColumns("have more texts than bytes");
    if (size > 0 && ends.at(size - 1) !== length) {
      throw damagedColumns("have texts of the wrong length");
    }
    return new PackedTexts(ends, Buffer.from(bytes.buffer, bytes.byteOffset, length));
  }

  #uint32(): number {
    const bytes = this.#take(LENGTH_BYTES);
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  }

  #take(length: number): Uint8Array {
    const start = this.#offset;
    if (start + length > this.section.length) throw damagedColumns("end too early");
    this.#offset = start + length;
    return this.section.subarray(start, start + length);
  }
}

/** A column of numbers, 0 to 2^53 - 1, read in place. */
export class PackedNumbers {
  readonly #reader: BitReader;

  constructor(
    bytes: Uint8Array,
    private readonly width: number,
    readonly size: number,
  ) {
    this.#reader = new BitReader(bytes);
  }

  /** The number at an index below `size`. */
  at(index: number): number {
    if (this.width === 0) return 0;
    if (this.width <= WINDOW_BITS) {
      const position = index * this.width;
      const window = this.#reader.view.getInt32(position >>> 3) << (position & 7);
      return (window >>> 1) >>> (31 - this.width);
    }
    this.#reader.position = index * this.width;
    if (this.width <= 32) return this.#reader.read(this.width);
    return this.#reader.read(this.width - 32) * 2 ** 32 + this.#reader.read(32);
  }

  /**
   * Reads the numbers from index `first` up to, not including, `end`, as many as `into` has room for. Three times as
   * fast as reading them one by one.
   *
   * @returns how many were read
   */
  read(first: number, end: number, into: Float64Array): number {
    const { width } = this;
    const count = Math.min(into.length, end - first);
    if (width > WINDOW_BITS) {
      for (let i = 0; i < count; i++) into[i] = this.at(first + i);
    } else {
      const { view } = this.#reader;
      for (let i = 0, position = first * width; i < count; i++, position += width) {
        const window = view.getInt32(position >>> 3) << (position & 7);
        into[i] = (window >>> 1) >>> (31 - width);
      }
    }
    return count;
  }

  /** Whether each number is 0 or 1 and takes one bit. */
  get areBits(): boolean {
    return this.width === 1;
  }

  /** The index after that of the `count`-th 1 from an index on, in a column of bits; null where there are fewer. */
  indexAfterOnes(first: number, count: number): number | null {
    const { view } = this.#reader;
    let left = count;
    for (let at = first; at < this.size; at += ONES_AT_A_TIME) {
      const window = view.getInt32(at >>> 3) << (at & 7);
      const ones = onesIn(window >>> (32 - ONES_AT_A_TIME));
      if (ones < left) {
        left -= ones;
        continue;
      }
      for (let i = 0; i < ONES_AT_A_TIME; i++) {
        if (window << i < 0 && --left === 0) return at + i < this.size ? at + i + 1 : null;
      }
    }
    return null;
  }

  /** Copies the whole column, for callers that read it in another order. */
  all(): Float64Array {
    const numbers = new Float64Array(this.size);
    this.read(0, this.size, numbers);
    return numbers;
  }

  /** The whole column in blocks, each of which is valid until the next one is read. */
  *blocks(): Generator<{ first: number; numbers: Float64Array }> {
    const block = new Float64Array(Math.min(BLOCK, this.size));
    for (let first = 0; first < this.size; first += BLOCK) {
      const count = this.read(first, this.size, block);
      yield { first, numbers: block.subarray(0, count) };
    }
  }

  /** Whether no number exceeds the limit. The width alone usually decides. */
  areAtMost(limit: number): boolean {
    if (this.largest <= limit) return true;
    return this.blocks().every(({ numbers }) => numbers.every((number) => number <= limit));
  }

  /** The largest number that the width allows. */
  get largest(): number {
    return 2 ** this.width - 1;
  }

  /** Whether all are 0. They then take no bytes, whatever their number. */
  get areZero(): boolean {
    return this.width === 0;
  }

  /** How many are 0. */
  get zeros(): number {
    if (this.areZero) return this.size;
    let zeros = 0;
    for (const { numbers } of this.blocks()) {
      for (let i = 0; i < numbers.length; i++) if (numbers[i] === 0) zeros++;
    }
    return zeros;
  }
}

/** A column of texts, read in place. */
export class PackedTexts {
  constructor(
    private readonly ends: PackedNumbers,
    private readonly bytes: Buffer,
  ) {}

  get size(): number {
    return this.ends.size;
  }

  /** The text at an index. @throws IndexError if there is none */
  at(index: number): string {
    if (index >= this.size) throw damagedColumns("refer to a text that does not exist");
    const start = index === 0 ? 0 : this.ends.at(index - 1);
    return this.bytes.toString("utf8", start, this.ends.at(index));
  }

  /** @param order in which they must stand @throws IndexError if a text ends before it starts, is not UTF-8 or out of order */
  check(order?: (a: string, b: string) => number): void {
    let start = 0;
    let previous: string | null = null;
    for (let index = 0; index < this.size; index++) {
      const end = this.ends.at(index);
      const text = this.at(index);
      const isUtf8 = Buffer.from(text).equals(this.bytes.subarray(start, end));
      if (end < start || !isUtf8)
        throw damagedColumns("have a text that overlaps another or is not UTF-8");
      if (order !== undefined && previous !== null && order(previous, text) >= 0) {
        throw damagedColumns("have texts out of order");
      }
      previous = text;
      start = end;
    }
  }
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
