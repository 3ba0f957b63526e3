/** Bytes of a text that stand side by side, by which the texts that hold them are found. */
export const TRIGRAM = 3;
/** Different trigrams may share a bucket, so what is found has to be looked at. */
const BUCKETS = 1 << 15;

/** For each trigram the texts that may hold it, ascending. */
export class Trigrams {
  readonly #texts: Uint32Array;
  /** Where each bucket's texts begin. */
  readonly #starts = new Uint32Array(BUCKETS + 1);

  /** @param starts where each text begins in the bytes; the last one ends with them */
  constructor(bytes: Uint8Array, starts: Uint32Array) {
    eachTrigram(bytes, starts, (bucket) => {
      this.#starts[bucket + 1]!++;
    });
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      this.#starts[bucket + 1]! += this.#starts[bucket]!;
    }
    this.#texts = new Uint32Array(this.#starts[BUCKETS]!);
    const next = this.#starts.slice();
    eachTrigram(bytes, starts, (bucket, text) => {
      this.#texts[next[bucket]!++] = text;
    });
  }

  /** Memory that it takes. */
  get bytes(): number {
    return this.#texts.byteLength + this.#starts.byteLength;
  }

  /** The texts that may hold some bytes, TRIGRAM at least: those of their rarest trigram. */
  mayHold(bytes: Uint8Array): Uint32Array {
    let rarest = this.#texts;
    for (let at = 0; at + TRIGRAM <= bytes.length; at++) {
      const bucket = bucketOf(bytes, at);
      const texts = this.#texts.subarray(this.#starts[bucket], this.#starts[bucket + 1]);
      if (texts.length < rarest.length || at === 0) rarest = texts;
    }
    return rarest;
  }
}

/** Visits the bucket of each trigram of each text, a bucket once a text. */
function eachTrigram(
  bytes: Uint8Array,
  starts: Uint32Array,
  visit: (bucket: number, text: number) => void,
): void {
  const lastText = new Int32Array(BUCKETS).fill(-1);
  for (let text = 0; text < starts.length; text++) {
    const end = starts[text + 1] ?? bytes.length;
    for (let at = starts[text]!; at + TRIGRAM <= end; at++) {
      const bucket = bucketOf(bytes, at);
      if (lastText[bucket] === text) continue;
      lastText[bucket] = text;
      visit(bucket, text);
    }
  }
}

function bucketOf(bytes: Uint8Array, at: number): number {
  const trigram = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
  return (Math.imul(trigram, 0x9e3779b1) >>> 12) & (BUCKETS - 1);
}
