import { LOWER } from "./case.ts";
import type { KeyWalker } from "./key-walker.ts";

const ASCII = 0x80;
const LONGEST = 4;

/** What `next` returns where the edge has no further whole code point. */
export const END_OF_EDGE = -1;

/**
 * The code points that an edge adds to a partial key, A to Z in lower case. An edge may end within one, and the
 * next edge then goes on with it.
 */
export class EdgeText {
  #label: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;
  /** Bytes of a code point that the partial key has begun with. */
  #begun = 0;
  readonly #character = Buffer.alloc(LONGEST);

  /** Takes the edge that the walker's cursor read last, behind partial key `id`. */
  begin({ cursor, partial }: KeyWalker, id: number): void {
    this.#label = cursor.label;
    this.#at = cursor.labelStart;
    this.#end = cursor.labelEnd;
    this.#begun = 0;
    const { bytes } = partial;
    const start = partial.starts[id]!;
    const end = partial.ends[id]!;
    let first = end - 1;
    if (first < start || bytes[first]! < ASCII) return;
    while (first > start && (bytes[first]! & 0xc0) === 0x80) first--;
    if (end - first >= byteLength(bytes[first]!)) return;
    while (first < end) this.#character[this.#begun++] = bytes[first++]!;
  }

  /** The next code point, or the weight class that ends the text; END_OF_EDGE for none. */
  next(): number {
    if (this.#at >= this.#end) return END_OF_EDGE;
    const byte = this.#label[this.#at]!;
    if (byte < ASCII && this.#begun === 0) {
      this.#at++;
      return LOWER[byte]!;
    }
    const length = byteLength(this.#begun > 0 ? this.#character[0]! : byte);
    while (this.#begun < length) {
      if (this.#at === this.#end) return END_OF_EDGE;
      this.#character[this.#begun++] = this.#label[this.#at++]!;
    }
    this.#begun = 0;
    return this.#character.toString("utf8", 0, length).codePointAt(0)!;
  }
}

/** Bytes of a code point by its first one; what is no first one stands alone. */
function byteLength(first: number): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : LONGEST;
}
