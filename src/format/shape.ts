import { IndexError } from "../errors.ts";

/** How deep maps and arrays may nest; an index needs four levels: the document, `species`, one species, its names. */
const MAXIMUM_DEPTH = 5;

/** How many containers are open where members of the document stand: the list of documents, and the map. */
const DOCUMENT_DEPTH = 2;

/** Bytes after the first of nil, booleans and numbers, by that first byte. */
const FIXED = new Map([
  [0xc0, 0],
  [0xc2, 0],
  [0xc3, 0],
  [0xca, 4],
  [0xcb, 8],
  [0xcc, 1],
  [0xcd, 2],
  [0xce, 4],
  [0xcf, 8],
  [0xd0, 1],
  [0xd1, 2],
  [0xd2, 4],
  [0xd3, 8],
]);
/** Bytes of the length that `bin` and `str` begin with, by their first byte. */
const LENGTHS = new Map([
  [0xc4, 1],
  [0xc5, 2],
  [0xc6, 4],
  [0xd9, 1],
  [0xda, 2],
  [0xdb, 4],
]);
/** Bytes of the count that arrays and maps begin with, and values in each entry, by their first byte. */
const CONTAINERS = new Map([
  [0xdc, { bytes: 2, values: 1 }],
  [0xdd, { bytes: 4, values: 1 }],
  [0xde, { bytes: 2, values: 2 }],
  [0xdf, { bytes: 4, values: 2 }],
]);

/**
 * Finds where one msgpack document ends, from its beginning on and without building any value: a few bytes that declare
 * long arrays in long arrays would make a decoder take all memory. Texts and binary values are skipped unread.
 */
export class ShapeReader {
  /** Where the first keys and values of the document, which may be a map, begin. */
  readonly members: number[] = [];
  /** Values still to come in each map or array that has begun; the first item stands for the document. */
  readonly #open = [1];
  #next = 0;
  /** Bytes still to come of the length or count that is being read, and its value so far. */
  #lengthBytes = 0;
  #length = 0;
  /** Values in each entry of the container whose count is being read; 0 for a length of bytes to skip. */
  #values = 0;

  /** @param wanted how many of its members are kept */
  constructor(private readonly wanted = 0) {}

  /** Where the next byte that must be read stands, which is the document's end once it is whole. */
  get next(): number {
    return this.#next;
  }

  /** Whether the end of the document is known. Bytes that are skipped before it need not have been there. */
  get isWhole(): boolean {
    return this.#open.length === 0;
  }

  /**
   * Reads on, as far as the bytes go.
   *
   * @param at where the bytes stand in the document; not behind `next`
   * @throws IndexError where values nest too deep or have extension types
   */
  read(bytes: Uint8Array, at: number): void {
    const end = at + bytes.length;
    while (!this.isWhole && this.#next < end) this.#take(bytes[this.#next - at]!);
  }

  #take(byte: number): void {
    this.#next++;
    if (this.#lengthBytes === 0) this.#begin(byte);
    else {
      this.#length = this.#length * 0x100 + byte;
      if (--this.#lengthBytes > 0) return;
      if (this.#values === 0) this.#next += this.#length;
      else this.#enter(this.#length * this.#values);
    }
    if (this.#lengthBytes > 0) return;
    while (this.#open.at(-1) === 0) this.#open.pop();
  }

  /** Takes the first byte of a value. */
  #begin(first: number): void {
    this.#open[this.#open.length - 1]!--;
    const isMember = this.#open.length === DOCUMENT_DEPTH && this.members.length < this.wanted;
    if (isMember) this.members.push(this.#next - 1);
    const lengthBytes = LENGTHS.get(first);
    const container = CONTAINERS.get(first);
    if (first <= 0x7f || first >= 0xe0) return;
    if (first <= 0x8f) this.#enter(2 * (first & 0x0f));
    else if (first <= 0x9f) this.#enter(first & 0x0f);
    else if (first <= 0xbf) this.#next += first & 0x1f;
    else if (lengthBytes !== undefined) this.#expect(lengthBytes, 0);
    else if (container !== undefined) this.#expect(container.bytes, container.values);
    else if (FIXED.has(first)) this.#next += FIXED.get(first)!;
    else throw notMsgpack();
  }

  #expect(lengthBytes: number, values: number): void {
    this.#lengthBytes = lengthBytes;
    this.#length = 0;
    this.#values = values;
  }

  #enter(values: number): void {
    if (this.#open.length > MAXIMUM_DEPTH) throw notAnIndex();
    this.#open.push(values);
  }
}

/**
 * Checks the structure of a msgpack file.
 *
 * @param members how many keys and values of the document, which may be a map, are looked for
 * @returns where each of these begins
 * @throws IndexError where the document is cut short, nested too deep, has extension types or trailing bytes
 */
export function checkShape(bytes: Uint8Array, members = 0): readonly number[] {
  const shape = new ShapeReader(members);
  shape.read(bytes, 0);
  if (!shape.isWhole || shape.next !== bytes.length) throw notMsgpack();
  return shape.members;
}

/** The error for a msgpack document that is not an index. */
export function notAnIndex(): IndexError {
  return new IndexError(
    "not-assembl",
    "the file is msgpack, but not an Assembl index",
    "give a file that `assembl build` wrote",
  );
}

/** The error for a file that is not exactly one msgpack document. */
export function notMsgpack(cause?: unknown): IndexError {
  return new IndexError(
    "not-msgpack",
    "the file is not an index: it is not one whole msgpack document",
    "give a file that `assembl build` wrote, or build it again",
    { cause },
  );
}
