/** Numbers that arrive one at a time: kept in chunks, so that growing never copies what is there. */

const CHUNK_BITS = 16;
const CHUNK = 1 << CHUNK_BITS;

type Numbers = Uint16Array | Uint32Array | Float64Array;

/** A column of as yet unknown length. */
export class Column {
  readonly #chunks: Numbers[] = [];
  length = 0;

  constructor(private readonly kind: { new (length: number): Numbers }) {}

  push(value: number): void {
    const place = this.length++ & (CHUNK - 1);
    if (place === 0) this.#chunks.push(new this.kind(CHUNK));
    this.#chunks[this.#chunks.length - 1]![place] = value;
  }

  at(index: number): number {
    return this.#chunks[index >>> CHUNK_BITS]![index & (CHUNK - 1)]!;
  }
}
