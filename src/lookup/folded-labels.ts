import { countingSort } from "../columns/number-list.ts";
import type { SpeciesEntry } from "../format/document.ts";
import { codePoints } from "../names/fold.ts";
import { MAXIMUM_KEY_BYTES, STANDINGS } from "../names/key.ts";
import { damaged } from "../trie/damage.ts";
import type { TrieSearch } from "../trie/trie-search.ts";
import type { Steps } from "./steps.ts";
import { TRIGRAM, Trigrams } from "./trigrams.ts";

/** Stands after each folded label; no label contains it. */
const END = 0x0a;
/** So many candidates are looked at one by one; if there are more, searching the rest of the text is faster. */
const MOST_CANDIDATES = 400;
/** Several times the labels of the largest genome. A species with more labels than this is not searched. */
const MOST_LABELS = 1_000_000;
/** Bytes of all of them, 24 a label: a few crafted nodes may spell out more than memory holds. */
const MOST_TEXT = 24 * MOST_LABELS;
/** The memory that cached labels may take, in bytes; those of one species alone may take more. */
const CACHE_BYTES = 32 << 20;
const LABELS_A_STEP = 2048;

/**
 * Finds the labels of a species by what their folds contain. The folds are one text, in the order of suggestions; all
 * of it takes some 50 bytes a label.
 */
export class FoldedLabels {
  private constructor(
    /** The folded labels, with END after each, and where each begins. */
    private readonly text: Buffer,
    private readonly starts: Uint32Array,
    /** The number of each label. */
    private readonly numbers: Uint32Array,
    private readonly trigrams: Trigrams,
  ) {}

  /**
   * Reads the labels of a species from its trie, in steps.
   *
   * @throws IndexError where the trie is damaged
   */
  static *read(search: TrieSearch, entry: SpeciesEntry): Steps<FoldedLabels> {
    const count = entry.labels > MOST_LABELS ? 0 : entry.labels;
    const read = yield* readLabels(search, entry, count);
    const order = countingSort(
      Uint32Array.from({ length: count }, (_, i) => i),
      STANDINGS * MOST_CODE_POINTS,
      (i) => read.ranks[i]!,
    );
    yield;
    const text = Buffer.allocUnsafeSlow(read.starts[count]!);
    const starts = new Uint32Array(count);
    const numbers = new Uint32Array(count);
    let end = 0;
    for (const [rank, i] of order.entries()) {
      if (rank % LABELS_A_STEP === LABELS_A_STEP - 1) yield;
      starts[rank] = end;
      numbers[rank] = read.numbers[i]!;
      end += read.text.copy(text, end, read.starts[i], read.starts[i + 1]);
    }
    return new FoldedLabels(text, starts, numbers, yield* Trigrams.of(text, starts));
  }

  /** The memory that they take, in bytes. */
  get bytes(): number {
    return this.text.length + 2 * this.starts.byteLength + this.trigrams.bytes;
  }

  /** The numbers of the best labels whose fold contains the query. */
  containing(query: string, limit: number): number[] {
    const needle = Buffer.from(query);
    const found: number[] = [];
    if (needle.includes(END)) return found;
    let next = 0;
    if (needle.length >= TRIGRAM) {
      const candidates = this.trigrams.candidates(needle);
      for (let i = 0; i < Math.min(candidates.length, MOST_CANDIDATES); i++) {
        if (found.length === limit) return found;
        if (this.#contains(candidates[i]!, needle)) found.push(this.numbers[candidates[i]!]!);
      }
      if (candidates.length <= MOST_CANDIDATES) return found;
      next = candidates[MOST_CANDIDATES]!;
    }
    this.#searchFrom(next, needle, limit, found);
    return found;
  }

  /** Adds the labels from a rank on whose fold contains the needle, until there are `limit`. */
  #searchFrom(first: number, needle: Buffer, limit: number, found: number[]): void {
    let from = this.starts[first];
    while (from !== undefined && found.length < limit) {
      const at = this.text.indexOf(needle, from);
      if (at < 0) return;
      const rank = this.#rankAt(at);
      found.push(this.numbers[rank]!);
      from = this.starts[rank + 1];
    }
  }

  #contains(rank: number, needle: Buffer): boolean {
    const { text } = this;
    const last = (this.starts[rank + 1] ?? text.length) - needle.length;
    for (let start = this.starts[rank]!; start < last; start++) {
      let i = 0;
      while (i < needle.length && text[start + i] === needle[i]) i++;
      if (i === needle.length) return true;
    }
    return false;
  }

  /** The rank of the label whose fold has a byte of the text. */
  #rankAt(byte: number): number {
    let first = 0;
    for (let above = this.starts.length; above - first > 1; ) {
      const middle = (first + above) >>> 1;
      if (this.starts[middle]! <= byte) first = middle;
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
      this.#making ??= { species, steps: FoldedLabels.read(this.search, species) };
      const making = this.#making;
      try {
        this.#goOn(making);
      } catch (error) {
        this.#making = null;
        // Damage to another species is told to the requests that ask for that one.
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

/** Labels as they stand in the trie, in byte order of their folds. */
interface ReadLabels {
  /** The folds, with END after each: label i is `text[starts[i] .. starts[i + 1])`. */
  text: Buffer;
  starts: Uint32Array;
  /** In the order of suggestions, but for byte order. */
  ranks: Uint32Array;
  numbers: Uint32Array;
}

/** More than any fold has: the shortest key of a code point is a byte. */
const MOST_CODE_POINTS = MAXIMUM_KEY_BYTES + 1;

/** @throws IndexError where there are more labels than the species counts, or more text than any species has */
function* readLabels(
  search: TrieSearch,
  { root, casePattern, labels }: SpeciesEntry,
  count: number,
): Steps<ReadLabels> {
  let text = Buffer.allocUnsafeSlow(1 << 16);
  const starts = new Uint32Array(count + 1);
  const ranks = new Uint32Array(count);
  const numbers = new Uint32Array(count);
  if (count < labels) return { text, starts, ranks, numbers };
  let read = 0;
  for (const { folded, number, standing } of search.foldsInOrder({ address: root, casePattern })) {
    if (read === count) throw damaged("has more keys than it counts");
    if (read % LABELS_A_STEP === LABELS_A_STEP - 1) yield;
    const start = starts[read]!;
    const end = start + Buffer.byteLength(folded) + 1;
    if (end > MOST_TEXT) throw damaged("has more text than can be searched");
    if (end > text.length) text = Buffer.concat([text], Math.max(end, 2 * text.length));
    text.write(folded, start);
    text[end - 1] = END;
    ranks[read] = (STANDINGS - 1 - standing) * MOST_CODE_POINTS + codePoints(folded);
    numbers[read] = number;
    starts[++read] = end;
  }
  if (read < count) throw damaged("has fewer keys than it counts");
  return { text, starts, ranks, numbers };
}
