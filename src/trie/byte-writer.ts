/** Bytes that are written one after another, in a buffer that grows. */
export class ByteWriter {
  #bytes = new Uint8Array(1 << 16);
  length = 0;

  byte(value: number): void {
    if (this.length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.length++] = value;
  }

  /** A whole number from 0 to below 2^32, seven bits a byte from the lowest on; all bytes but the last have the top bit. */
  number(value: number): void {
    let left = value;
    while (left >= 0x80) {
      this.byte((left & 0x7f) | 0x80);
      left = Math.floor(left / 0x80);
    }
    this.byte(left);
  }

  /** Appends `items[start .. end)`, each a byte. */
  bytes(items: ArrayLike<number>, start = 0, end = items.length): void {
    if (this.length + end - start > this.#bytes.length) this.#grow(end - start);
    for (let i = start; i < end; i++) this.#bytes[this.length++] = items[i]!;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.length);
  }

  #grow(more: number): void {
    const larger = new Uint8Array(Math.max(this.length + more, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Bytes that `ByteWriter.number` takes for a number. */
export function numberLength(value: number): number {
  let length = 1;
  for (let left = value; left >= 0x80; left = Math.floor(left / 0x80)) length++;
  return length;
}
