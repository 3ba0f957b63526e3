import type { Steps } from "./steps.ts";

/** Length in bytes of the sequences by which texts are found. */
export const TRIGRAM = 3;
/** Different trigrams may share a bucket, so that a candidate need not contain what was searched for. */
const BUCKETS = 1 << 15;
const TEXTS_A_STEP = 4096;

/** Finds texts by the sequences of three bytes in them. */
export class Trigrams {
  /** The texts of each bucket in turn, ascending. */
  #texts = new Uint32Array(0);
  /** Where each bucket's texts begin. */
  readonly #starts = new Uint32Array(BUCKETS + 1);

  private constructor() {}

  /** Reads texts, in steps. @param starts where in the bytes each text begins; it ends where the next one begins */
  static *of(bytes: Uint8Array, starts: Uint32Array): Steps<Trigrams> {
    const trigrams = new Trigrams();
    const bucketStarts = trigrams.#starts;
    yield* eachTrigram(bytes, starts, (bucket) => {
      bucketStarts[bucket + 1]!++;
    });
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      bucketStarts[bucket + 1]! += bucketStarts[bucket]!;
    }
    const texts = new Uint32Array(bucketStarts[BUCKETS]!);
    const next = bucketStarts.slice();
    yield* eachTrigram(bytes, starts, (bucket, text) => {
      texts[next[bucket]!++] = text;
    });
    trigrams.#texts = texts;
    return trigrams;
  }

  /** The memory that it takes, in bytes. */
  get bytes(): number {
    return this.#texts.byteLength + this.#starts.byteLength;
  }

  /** The texts that may contain some bytes, at least TRIGRAM of them, ascending: those with their rarest trigram. */
  candidates(bytes: Uint8Array): Uint32Array {
    let rarest = this.#texts;
    for (let at = 0; at + TRIGRAM <= bytes.length; at++) {
      const bucket = bucketOf(bytes, at);
      const texts = this.#texts.subarray(this.#starts[bucket], this.#starts[bucket + 1]);
      if (texts.length < rarest.length) rarest = texts;
    }
    return rarest;
  }
}

/** Visits the buckets of each text's trigrams, each bucket once. */
function* eachTrigram(
  bytes: Uint8Array,
  starts: Uint32Array,
  visit: (bucket: number, text: number) => void,
): Steps<void> {
  const lastText = new Int32Array(BUCKETS).fill(-1);
  for (let text = 0; text < starts.length; text++) {
    if (text % TEXTS_A_STEP === TEXTS_A_STEP - 1) yield;
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
