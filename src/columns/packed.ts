/** Columns of a species' genes: numbers as wide as the largest needs, and texts. */

import { BitReader, BitWriter, PADDING_BYTES } from "../trie/bits.ts";
import { damagedGenes } from "./damage.ts";

const MAXIMUM_WIDTH = 53;
const LENGTH_BYTES = 4;
/** Numbers that are read at once where a whole column is looked through. */
export const BLOCK = 4096;
/** What four bytes hold at any alignment of the first bit. */
const WINDOW_BITS = 25;

/** Numbers, 0 to 2^53 - 1, all of one width, read by their place. */
export class PackedNumbers {
  readonly #reader: BitReader;

  constructor(
    bytes: Uint8Array,
    private readonly width: number,
  ) {
    this.#reader = new BitReader(bytes);
  }

  at(place: number): number {
    if (this.width === 0) return 0;
    this.#reader.position = place * this.width;
    if (this.width <= 32) return this.#reader.read(this.width);
    return this.#reader.read(this.width - 32) * 2 ** 32 + this.#reader.read(32);
  }

  /** Whether the first `size` numbers are at most `limit`; most widths alone say so. */
  areAtMost(limit: number, size: number): boolean {
    if (2 ** this.width - 1 <= limit) return true;
    for (let first = 0; first < size; first += BLOCK) {
      const block = this.block(first, size);
      for (let i = 0; i < block.length; i++) if (block[i]! > limit) return false;
    }
    return true;
  }

  /** Whether all are 0, however many there are said to be: they take no room. */
  get areZero(): boolean {
    return this.width === 0;
  }

  /** How many of the first `size` numbers are this one. */
  countOf(number: number, size: number): number {
    if (this.areZero) return number === 0 ? size : 0;
    let count = 0;
    for (let first = 0; first < size; first += BLOCK) {
      const block = this.block(first, size);
      for (let i = 0; i < block.length; i++) if (block[i] === number) count++;
    }
    return count;
  }

  /** The first `size` numbers, for who looks at them in another order. */
  all(size: number): Float64Array {
    const numbers = new Float64Array(size);
    for (let first = 0; first < size; first += BLOCK) numbers.set(this.block(first, size), first);
    return numbers;
  }

  /**
   * BLOCK numbers from a place on, fewer where `size` numbers end before, valid until the next call: three times as
   * fast as one by one.
   */
  block(first: number, size: number): Float64Array {
    const { width } = this;
    const count = Math.min(BLOCK, size - first);
    if (width > WINDOW_BITS) {
      for (let i = 0; i < count; i++) block[i] = this.at(first + i);
    } else {
      const { view } = this.#reader;
      for (let i = 0, position = first * width; i < count; i++, position += width) {
        const window = view.getInt32(position >>> 3) << (position & 7);
        block[i] = (window >>> 1) >>> (31 - width);
      }
    }
    return block.subarray(0, count);
  }
}

const block = new Float64Array(BLOCK);

/** Texts, read by their place. */
export class PackedTexts {
  constructor(
    readonly size: number,
    private readonly ends: PackedNumbers,
    private readonly bytes: Buffer,
  ) {}

  at(place: number): string {
    if (place >= this.size) throw damagedGenes("name a text that is not there");
    const start = place === 0 ? 0 : this.ends.at(place - 1);
    return this.bytes.toString("utf8", start, this.ends.at(place));
  }
}

/** Writes columns one after another: numbers as `width, size, bits`, texts as `ends, length, bytes`. */
export class ColumnWriter {
  readonly #parts: Uint8Array[] = [];

  numbers(values: ArrayLike<number>): void {
    let largest = 0;
    for (let i = 0; i < values.length; i++) largest = Math.max(largest, values[i]!);
    const width = largest === 0 ? 0 : Math.floor(Math.log2(largest)) + 1;
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

/** Reads columns in the order in which they were written. @throws IndexError where they do not fit the bytes */
export class ColumnReader {
  #offset: number;

  constructor(
    private readonly section: Uint8Array,
    offset: number,
  ) {
    this.#offset = offset;
  }

  /** Where the column after the last one read begins. */
  get end(): number {
    return this.#offset;
  }

  /** The next column of numbers, which must hold `size` of them where one is given. */
  numbers(size?: number): PackedNumbers {
    return this.sizedNumbers(size).numbers;
  }

  texts(): PackedTexts {
    const { numbers, size } = this.sizedNumbers();
    const length = this.#uint32();
    const bytes = this.#take(length);
    // No two are equal, so at most one is empty; billions of empty ones take no room, and long to look through.
    if (size > length + 1) throw damagedGenes("have more texts than bytes");
    if (size > 0 && numbers.at(size - 1) !== length)
      throw damagedGenes("have texts of wrong length");
    return new PackedTexts(size, numbers, Buffer.from(bytes.buffer, bytes.byteOffset, length));
  }

  /** The same, and how many there are. */
  sizedNumbers(expected?: number): { numbers: PackedNumbers; size: number } {
    const width = this.#take(1)[0]!;
    const size = this.#uint32();
    if (width > MAXIMUM_WIDTH || (expected !== undefined && size !== expected)) {
      throw damagedGenes("have a column of wrong width or size");
    }
    const length = Math.ceil((size * width) / 8) + PADDING_BYTES;
    return { numbers: new PackedNumbers(this.#take(length), width), size };
  }

  #uint32(): number {
    const bytes = this.#take(LENGTH_BYTES);
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  }

  #take(length: number): Uint8Array {
    const start = this.#offset;
    if (start + length > this.section.length) throw damagedGenes("end too early");
    this.#offset = start + length;
    return this.section.subarray(start, start + length);
  }
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
