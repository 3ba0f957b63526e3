/** Writing and reading numbers of any width up to 32 bits, most significant bit first, at any bit. */

/** Zero bytes that follow every bit-packed run, so that a four-byte window never reads past it. */
export const PADDING_BYTES = 4;

/** Writes into memory that grows; positions are in bits. */
export class BitWriter {
  #bytes: Uint8Array;
  #position = 0;

  /** @param capacity bytes to have room for at first */
  constructor(capacity = 1 << 16) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Bits written so far. */
  get position(): number {
    return this.#position;
  }

  /** Appends the low `width` bits of value; 0 to 32 bits. */
  write(value: number, width: number): void {
    this.#reserve(width);
    let left = width;
    while (left > 0) {
      const free = 8 - (this.#position & 7);
      const take = Math.min(free, left);
      const part = (value >>> (left - take)) & ((1 << take) - 1);
      const at = this.#position >>> 3;
      this.#bytes[at] = this.#bytes[at]! | (part << (free - take));
      this.#position += take;
      left -= take;
    }
  }

  /** Fills up to the next whole byte with zeros and returns its address. */
  alignToByte(): number {
    this.#position = (this.#position + 7) & ~7;
    this.#reserve(0);
    return this.#position >>> 3;
  }

  /** The bytes so far, the last one filled with zeros, and the padding that readers need. */
  finish(): Uint8Array {
    const length = this.alignToByte() + PADDING_BYTES;
    this.#reserve(PADDING_BYTES * 8);
    return this.#bytes.subarray(0, length);
  }

  #reserve(bits: number): void {
    const needed = ((this.#position + bits) >>> 3) + 1;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/**
 * Reads numbers one after another from bytes that end in PADDING_BYTES.
 *
 * @throws RangeError beyond the end, which only damaged bytes lead to
 */
export class BitReader {
  /** Where the next number begins, in bits. */
  position = 0;
  readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The next `width` bits, 0 to 32, as an unsigned number. */
  read(width: number): number {
    const high = Math.min(width, 16);
    return this.#readShort(high) * 2 ** (width - high) + this.#readShort(width - high);
  }

  /** At most 25 bits: what a four-byte window holds at any alignment. */
  #readShort(width: number): number {
    const { position } = this;
    this.position = position + width;
    const window = this.view.getInt32(position >>> 3) << (position & 7);
    return (window >>> 1) >>> (31 - width);
  }
}

/** How many bits a number of up to 2^53 - 1 needs: 0 for 0, 1 for 1, 2 for 3, 3 for 4. */
export function bitsFor(value: number): number {
  const high = Math.floor(value / 2 ** 32);
  return high === 0 ? 32 - Math.clz32(value) : 64 - Math.clz32(high);
}
