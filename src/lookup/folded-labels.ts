import type { SpeciesEntry } from "../format/document.ts";
import { compareNames, type RankedName, rankedName } from "../names/order.ts";
import { damaged } from "../trie/damage.ts";
import type { TrieSearch } from "../trie/trie-search.ts";
import type { FoundLabel } from "./species-index.ts";
import { TRIGRAM, Trigrams } from "./trigrams.ts";

/** Stands after each folded label; no label contains it. */
const END = 0x0a;
/** So many candidates are looked at one by one; if there are more, searching the rest of the text is faster. */
const MOST_CANDIDATES = 400;
/** Several times the labels of the largest genome. A species with more labels than this is not searched. */
const MOST_LABELS = 1_000_000;
/** UTF-16 units of all of them, 64 a label: a few crafted nodes may spell out more than memory holds. */
const MOST_TEXT = 64 * MOST_LABELS;
/** The memory that cached labels may take, in bytes; those of one species alone may take more. */
const CACHE_BYTES = 16 << 20;

/**
 * Finds the labels of a species by what their folds contain. The folds are one text, in the order of suggestions; all
 * of it takes some 60 bytes a label.
 */
export class FoldedLabels {
  /** The folded labels, with END after each, and where each begins. */
  readonly #folded: Buffer;
  readonly #foldedStarts: Uint32Array;
  /** The labels, and where each ends. */
  readonly #labels: Buffer;
  readonly #labelEnds: Uint32Array;
  readonly #standings: Uint8Array;
  readonly #numbers: Uint32Array;
  readonly #trigrams: Trigrams;

  /** @throws IndexError where the trie is damaged */
  constructor(search: TrieSearch, entry: SpeciesEntry) {
    const labels = entry.labels > MOST_LABELS ? [] : readLabels(search, entry);
    labels.sort(compareNames);
    this.#folded = Buffer.from(labels.map(({ folded }) => `${folded}\n`).join(""));
    this.#labels = Buffer.from(labels.map(({ name }) => name).join(""));
    this.#foldedStarts = new Uint32Array(labels.length);
    this.#labelEnds = new Uint32Array(labels.length);
    let start = 0;
    let end = 0;
    for (const [i, { name }] of labels.entries()) {
      this.#foldedStarts[i] = start;
      start = this.#folded.indexOf(END, start) + 1;
      end += Buffer.byteLength(name);
      this.#labelEnds[i] = end;
    }
    this.#standings = Uint8Array.from(labels, ({ standing }) => standing);
    this.#numbers = Uint32Array.from(labels, ({ number }) => number);
    this.#trigrams = new Trigrams(this.#folded, this.#foldedStarts);
  }

  /** The memory that they take, in bytes. */
  get bytes(): number {
    const text = this.#folded.length + this.#labels.length + 5 * this.#standings.length;
    return text + this.#foldedStarts.byteLength + this.#labelEnds.byteLength + this.#trigrams.bytes;
  }

  /** The best labels whose fold contains the query. */
  containing(query: string, limit: number): FoundLabel[] {
    const needle = Buffer.from(query);
    const found: FoundLabel[] = [];
    if (needle.includes(END)) return found;
    let next = 0;
    if (needle.length >= TRIGRAM) {
      const candidates = this.#trigrams.candidates(needle);
      for (let i = 0; i < Math.min(candidates.length, MOST_CANDIDATES); i++) {
        if (found.length === limit) return found;
        if (this.#contains(candidates[i]!, needle)) found.push(this.#labelAt(candidates[i]!));
      }
      if (candidates.length <= MOST_CANDIDATES) return found;
      next = candidates[MOST_CANDIDATES]!;
    }
    this.#searchFrom(next, needle, limit, found);
    return found;
  }

  /** Adds the labels from a rank on whose fold contains the needle, until there are `limit`. */
  #searchFrom(first: number, needle: Buffer, limit: number, found: FoundLabel[]): void {
    let from = this.#foldedStarts[first];
    while (from !== undefined && found.length < limit) {
      const at = this.#folded.indexOf(needle, from);
      if (at < 0) return;
      const rank = this.#rankAt(at);
      found.push(this.#labelAt(rank));
      from = this.#foldedStarts[rank + 1];
    }
  }

  #contains(rank: number, needle: Buffer): boolean {
    const text = this.#folded;
    const last = (this.#foldedStarts[rank + 1] ?? text.length) - needle.length;
    for (let start = this.#foldedStarts[rank]!; start < last; start++) {
      let i = 0;
      while (i < needle.length && text[start + i] === needle[i]) i++;
      if (i === needle.length) return true;
    }
    return false;
  }

  #labelAt(rank: number): FoundLabel {
    const start = rank === 0 ? 0 : this.#labelEnds[rank - 1]!;
    const label = this.#labels.toString("utf8", start, this.#labelEnds[rank]);
    return { label, number: this.#numbers[rank]!, standing: this.#standings[rank]! };
  }

  /** The rank of the label whose fold has a byte of the text. */
  #rankAt(byte: number): number {
    let first = 0;
    for (let above = this.#foldedStarts.length; above - first > 1; ) {
      const middle = (first + above) >>> 1;
      if (this.#foldedStarts[middle]! <= byte) first = middle;
      else above = middle;
    }
    return first;
  }
}

/** The folded labels of the species that were searched last, made when they are first asked for. */
export class FoldedLabelsCache {
  /** Those asked for longest ago come first. */
  readonly #bySpecies = new Map<SpeciesEntry, FoldedLabels>();
  #bytes = 0;

  constructor(private readonly search: TrieSearch) {}

  of(species: SpeciesEntry): FoldedLabels {
    const known = this.#bySpecies.get(species);
    const labels = known ?? new FoldedLabels(this.search, species);
    if (known === undefined) this.#bytes += labels.bytes;
    this.#bySpecies.delete(species);
    this.#bySpecies.set(species, labels);
    this.#forgetOldest();
    return labels;
  }

  #forgetOldest(): void {
    for (const [species, labels] of this.#bySpecies) {
      if (this.#bytes <= CACHE_BYTES || this.#bySpecies.size === 1) return;
      this.#bySpecies.delete(species);
      this.#bytes -= labels.bytes;
    }
  }
}

interface NumberedName extends RankedName {
  number: number;
}

/** @throws IndexError where there are more labels than the species counts, or more text than any species has */
function readLabels(search: TrieSearch, entry: SpeciesEntry): NumberedName[] {
  const labels: NumberedName[] = [];
  let text = 0;
  for (const { name, number, standing } of search.all({
    address: entry.root,
    casePattern: entry.casePattern,
  })) {
    text += name.length;
    if (labels.length === entry.labels) throw damaged("has more keys than it counts");
    if (text > MOST_TEXT) throw damaged("has more text than can be searched");
    labels.push({ ...rankedName(name, standing), number });
  }
  return labels;
}
