import type { SpeciesEntry } from "../format/document.ts";
import { keyOf, parseKey } from "../names/key.ts";
import { compareLabels, type RankedLabel } from "../names/order.ts";
import { damaged } from "../trie/damage.ts";
import type { TrieSearch } from "../trie/search.ts";
import type { FoundLabel } from "./found-label.ts";
import { TRIGRAM, Trigrams } from "./trigrams.ts";

/** Stands behind each folded label; none holds it. */
const END = 0x0a;
/** So many labels are looked at one by one; to look through all text is faster than to look at more. */
const LOOKED_AT = 400;
/** Labels that are held ready: several times those of the largest genome. A species with more is not looked through. */
const MOST_LABELS = 1_000_000;
/** Bytes of all their keys: 64 a label. A few nodes may spell out more than memory holds. */
const MOST_BYTES = 64 * MOST_LABELS;

const utf8Text = new TextDecoder();
const utf8 = new TextEncoder();

/**
 * The labels of a species in the order of suggestions, so that those which hold a query are found best first.
 * Some 60 bytes a label, made when they are first asked for.
 */
export class FoldedLabels {
  /** The folded labels, an END behind each, and where each begins. */
  readonly #folded: Buffer;
  readonly #foldedStarts: Uint32Array;
  /** The labels, and where each ends. */
  readonly #labels: Buffer;
  readonly #labelEnds: Uint32Array;
  readonly #weightClasses: Uint8Array;
  readonly #trigrams: Trigrams;

  /** @throws IndexError where the trie is damaged */
  constructor(search: TrieSearch, entry: SpeciesEntry) {
    const labels = entry.labels > MOST_LABELS ? [] : readLabels(search, entry);
    labels.sort(compareLabels);
    this.#folded = Buffer.from(labels.map(({ folded }) => `${folded}\n`).join(""));
    this.#labels = Buffer.from(labels.map(({ label }) => label).join(""));
    this.#foldedStarts = new Uint32Array(labels.length);
    this.#labelEnds = new Uint32Array(labels.length);
    let start = 0;
    let end = 0;
    for (const [i, { label }] of labels.entries()) {
      this.#foldedStarts[i] = start;
      start = this.#folded.indexOf(END, start) + 1;
      end += Buffer.byteLength(label);
      this.#labelEnds[i] = end;
    }
    this.#weightClasses = Uint8Array.from(labels, ({ weightClass }) => weightClass);
    this.#trigrams = new Trigrams(this.#folded, this.#foldedStarts);
  }

  /** Memory that they take. */
  get bytes(): number {
    const text = this.#folded.length + this.#labels.length + this.#weightClasses.length;
    return text + this.#foldedStarts.byteLength + this.#labelEnds.byteLength + this.#trigrams.bytes;
  }

  /** The best labels whose fold holds the query. */
  containing(query: string, limit: number): FoundLabel[] {
    const needle = Buffer.from(query);
    const found: FoundLabel[] = [];
    if (needle.includes(END)) return found;
    let next = 0;
    if (needle.length >= TRIGRAM) {
      const candidates = this.#trigrams.mayHold(needle);
      for (let i = 0; i < Math.min(candidates.length, LOOKED_AT); i++) {
        if (found.length === limit) return found;
        if (this.#holds(candidates[i]!, needle)) found.push(this.#labelAt(candidates[i]!));
      }
      if (candidates.length <= LOOKED_AT) return found;
      next = candidates[LOOKED_AT]!;
    }
    this.#lookThrough(next, needle, limit, found);
    return found;
  }

  /** Adds the labels from a place on that hold the needle. */
  #lookThrough(first: number, needle: Buffer, limit: number, found: FoundLabel[]): void {
    let from = this.#foldedStarts[first];
    while (from !== undefined && found.length < limit) {
      const at = this.#folded.indexOf(needle, from);
      if (at < 0) return;
      const place = this.#placeAround(at);
      found.push(this.#labelAt(place));
      from = this.#foldedStarts[place + 1];
    }
  }

  #holds(place: number, needle: Buffer): boolean {
    const text = this.#folded;
    const last = (this.#foldedStarts[place + 1] ?? text.length) - needle.length;
    for (let start = this.#foldedStarts[place]!; start < last; start++) {
      let i = 0;
      while (i < needle.length && text[start + i] === needle[i]) i++;
      if (i === needle.length) return true;
    }
    return false;
  }

  #labelAt(place: number): FoundLabel {
    const start = place === 0 ? 0 : this.#labelEnds[place - 1]!;
    const label = this.#labels.toString("utf8", start, this.#labelEnds[place]);
    return { label, key: utf8.encode(keyOf(label, this.#weightClasses[place])) };
  }

  /** The place of the label that stands around a byte of the folded ones. */
  #placeAround(at: number): number {
    let first = 0;
    for (let above = this.#foldedStarts.length; above - first > 1; ) {
      const middle = (first + above) >>> 1;
      if (this.#foldedStarts[middle]! <= at) first = middle;
      else above = middle;
    }
    return first;
  }
}

/** @throws IndexError where there are more of them than the species counts, or more text than is ever real */
function readLabels(search: TrieSearch, entry: SpeciesEntry): RankedLabel[] {
  const labels: RankedLabel[] = [];
  let bytes = 0;
  for (const key of search.allKeys(entry.root)) {
    bytes += key.length;
    if (labels.length === entry.labels) throw damaged("has more keys than it counts");
    if (bytes > MOST_BYTES) throw damaged("has more text than can be looked through");
    labels.push(parseKey(utf8Text.decode(key)));
  }
  return labels;
}
