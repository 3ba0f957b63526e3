/** Columns as an index stores them: numbers, all as wide as the largest needs, and texts. `docs/FORMAT.md` draws them. */

import { IndexError } from "../errors.ts";
import { BitReader, BitWriter, bitsFor, PADDING_BYTES } from "../trie/bits.ts";

const MAXIMUM_WIDTH = 53;
const LENGTH_BYTES = 4;
/** How many numbers are read at once where a whole column is looked through. */
export const BLOCK = 4096;
/** What four bytes hold at any alignment of the first bit. */
const WINDOW_BITS = 25;

/** The error for columns that no builder wrote; `how` continues "the index's genes …". */
export function damagedGenes(how: string): IndexError {
  return new IndexError("genes", `the index's genes ${how}`);
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

/** Reads columns in the order in which they were written. @throws IndexError where they do not fit the bytes */
export class ColumnReader {
  #offset: number;

  /** @param offset where the first column begins, in bytes */
  constructor(
    private readonly section: Uint8Array,
    offset: number,
  ) {
    this.#offset = offset;
  }

  /** Where the column after the last one read begins, in bytes. */
  get end(): number {
    return this.#offset;
  }

  /** The next column of numbers. @param size how many it must hold; any number where it is not given */
  numbers(size?: number): PackedNumbers {
    const width = this.#take(1)[0]!;
    const found = this.#uint32();
    if (width > MAXIMUM_WIDTH || (size !== undefined && found !== size)) {
      throw damagedGenes("have a column of wrong width or size");
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
    // Texts differ, so at most one is empty. Billions of empty ones would take no bytes, but long to look through.
    if (size > length + 1) throw damagedGenes("have more texts than bytes");
    if (size > 0 && ends.at(size - 1) !== length) throw damagedGenes("have texts of wrong length");
    return new PackedTexts(ends, Buffer.from(bytes.buffer, bytes.byteOffset, length));
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

/** A column of numbers, 0 to 2^53 - 1, read where it lies. */
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
    this.#reader.position = index * this.width;
    if (this.width <= 32) return this.#reader.read(this.width);
    return this.#reader.read(this.width - 32) * 2 ** 32 + this.#reader.read(32);
  }

  /**
   * Reads the numbers from `first` to before `end`, as many as `into` has room for: three times as fast as one by one.
   *
   * @returns how many it read
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

  /** All numbers, for callers that need them in another order. */
  all(): Float64Array {
    const numbers = new Float64Array(this.size);
    this.read(0, this.size, numbers);
    return numbers;
  }

  /** Whether no number is above the limit. The width alone usually tells. */
  areAtMost(limit: number): boolean {
    if (2 ** this.width - 1 <= limit) return true;
    return this.#every((number) => number <= limit);
  }

  /** Whether all are 0. They then take no bytes, however many there are said to be. */
  get areZero(): boolean {
    return this.width === 0;
  }

  /** How many are 0. */
  get zeros(): number {
    if (this.areZero) return this.size;
    let zeros = 0;
    this.#every((number) => {
      if (number === 0) zeros++;
      return true;
    });
    return zeros;
  }

  #every(holds: (number: number) => boolean): boolean {
    const buffer = new Float64Array(Math.min(BLOCK, this.size));
    for (let first = 0; first < this.size; first += BLOCK) {
      const count = this.read(first, this.size, buffer);
      for (let i = 0; i < count; i++) if (!holds(buffer[i]!)) return false;
    }
    return true;
  }
}

/** A column of texts, read where it lies. */
export class PackedTexts {
  constructor(
    private readonly ends: PackedNumbers,
    private readonly bytes: Buffer,
  ) {}

  get size(): number {
    return this.ends.size;
  }

  /** The text at an index. @throws IndexError where there is none */
  at(index: number): string {
    if (index >= this.size) throw damagedGenes("name a text that is not there");
    const start = index === 0 ? 0 : this.ends.at(index - 1);
    return this.bytes.toString("utf8", start, this.ends.at(index));
  }
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
