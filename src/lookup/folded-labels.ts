import type { SpeciesEntry } from "../format/document.ts";
import { compareNames, type RankedName, rankedName } from "../names/order.ts";
import { damaged } from "../trie/damage.ts";
import type { TrieSearch } from "../trie/trie-search.ts";
import type { FoundLabel } from "./species-index.ts";
import type { Steps } from "./steps.ts";
import { TRIGRAM, Trigrams } from "./trigrams.ts";

/** Stands after each folded label; no label contains it. */
const END = 0x0a;
/** So many candidates are looked at one by one; if there are more, searching the rest of the text is faster. */
const MOST_CANDIDATES = 400;
/** Several times the labels of the largest genome. A species with more labels than this is not searched. */
const MOST_LABELS = 1_000_000;
/** UTF-16 units of all of them, 64 a label: a few crafted nodes may spell out more than memory holds. */
const MOST_TEXT = 64 * MOST_LABELS;
/** Labels that are read, sorted or written in one step. */
const LABELS_A_STEP = 256;
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

  /** @param labels best first */
  private constructor(
    labels: readonly NumberedName[],
    { folded, foldedStarts, spelt, speltEnds }: JoinedLabels,
    private readonly trigrams: Trigrams,
  ) {
    this.#folded = folded;
    this.#foldedStarts = foldedStarts;
    this.#labels = spelt;
    this.#labelEnds = speltEnds;
    this.#standings = Uint8Array.from(labels, ({ standing }) => standing);
    this.#numbers = Uint32Array.from(labels, ({ number }) => number);
  }

  /** Reads those of a species in steps. @throws IndexError where the trie is damaged */
  static *of(search: TrieSearch, entry: SpeciesEntry): Steps<FoldedLabels> {
    const read = entry.labels > MOST_LABELS ? [] : yield* readLabels(search, entry);
    const labels = yield* sorted(read, compareNames);
    const joined = yield* joinedLabels(labels);
    const trigrams = yield* Trigrams.of(joined.folded, joined.foldedStarts);
    return new FoldedLabels(labels, joined, trigrams);
  }

  /** The memory that they take, in bytes. */
  get bytes(): number {
    const text = this.#folded.length + this.#labels.length + 5 * this.#standings.length;
    return text + this.#foldedStarts.byteLength + this.#labelEnds.byteLength + this.trigrams.bytes;
  }

  /** The best labels whose fold contains the query. */
  containing(query: string, limit: number): FoundLabel[] {
    const needle = Buffer.from(query);
    const found: FoundLabel[] = [];
    if (needle.includes(END)) return found;
    let next = 0;
    if (needle.length >= TRIGRAM) {
      const candidates = this.trigrams.candidates(needle);
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
  #making: Making | null = null;

  constructor(private readonly search: TrieSearch) {}

  /** They are made by all that wait for them, one species after another, so that no two are in the making. */
  *of(species: SpeciesEntry): Steps<FoldedLabels> {
    for (;;) {
      const known = this.#bySpecies.get(species);
      if (known !== undefined) {
        this.#bySpecies.delete(species);
        this.#bySpecies.set(species, known);
        return known;
      }
      this.#making ??= { species, steps: FoldedLabels.of(this.search, species) };
      const making = this.#making;
      try {
        this.#goOn(making);
      } catch (error) {
        this.#making = null;
        // Whoever else wants those labels finds out by itself.
        if (making.species === species) throw error;
      }
      if (this.#making !== null) yield;
    }
  }

  /** Takes one step. @throws IndexError where the trie is damaged */
  #goOn({ species, steps }: Making): void {
    const { done, value } = steps.next();
    if (!done) return;
    this.#making = null;
    this.#bySpecies.set(species, value);
    this.#bytes += value.bytes;
    this.#forgetOldest();
  }

  #forgetOldest(): void {
    for (const [species, labels] of this.#bySpecies) {
      if (this.#bytes <= CACHE_BYTES || this.#bySpecies.size === 1) return;
      this.#bySpecies.delete(species);
      this.#bytes -= labels.bytes;
    }
  }
}

/** Folded labels that are not finished. */
interface Making {
  species: SpeciesEntry;
  steps: Steps<FoldedLabels>;
}

interface NumberedName extends RankedName {
  number: number;
}

/** @throws IndexError where there are more labels than the species counts, or more text than any species has */
function* readLabels(search: TrieSearch, entry: SpeciesEntry): Steps<NumberedName[]> {
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
    if (labels.length % LABELS_A_STEP === 0) yield;
  }
  return labels;
}

/** Some items in order: runs of them are sorted, and then merged until there is one. */
function* sorted<T>(items: readonly T[], compare: (a: T, b: T) => number): Steps<readonly T[]> {
  let runs: T[][] = [];
  for (let start = 0; start < items.length; start += LABELS_A_STEP) {
    runs.push(items.slice(start, start + LABELS_A_STEP).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let i = 0; i < runs.length; i += 2) {
      merged.push(yield* mergedRuns(runs[i]!, runs[i + 1] ?? [], compare));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

function* mergedRuns<T>(
  a: readonly T[],
  b: readonly T[],
  compare: (a: T, b: T) => number,
): Steps<T[]> {
  const merged: T[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    merged.push(compare(a[i]!, b[j]!) <= 0 ? a[i++]! : b[j++]!);
    if (merged.length % LABELS_A_STEP === 0) yield;
  }
  while (i < a.length) merged.push(a[i++]!);
  while (j < b.length) merged.push(b[j++]!);
  return merged;
}

/** Labels one behind the other, folded and as they are spelt. */
interface JoinedLabels {
  /** With END after each. */
  folded: Buffer;
  foldedStarts: Uint32Array;
  spelt: Buffer;
  speltEnds: Uint32Array;
}

function* joinedLabels(labels: readonly NumberedName[]): Steps<JoinedLabels> {
  const folded: Buffer[] = [];
  const spelt: Buffer[] = [];
  const foldedStarts = new Uint32Array(labels.length);
  const speltEnds = new Uint32Array(labels.length);
  let start = 0;
  let end = 0;
  for (const [i, label] of labels.entries()) {
    const bytes = Buffer.from(`${label.folded}\n`);
    const name = Buffer.from(label.name);
    folded.push(bytes);
    spelt.push(name);
    foldedStarts[i] = start;
    start += bytes.length;
    end += name.length;
    speltEnds[i] = end;
    if (i % LABELS_A_STEP === 0) yield;
  }
  return { folded: Buffer.concat(folded), foldedStarts, spelt: Buffer.concat(spelt), speltEnds };
}
