import type { Provenance, SpeciesEntry } from "../format/document.ts";
import { decodeIndex, type IndexDocument } from "../format/index-file.ts";
import { SpeciesNames } from "../names/species-names.ts";
import { Trie } from "../trie/trie.ts";
import { TrieSearch } from "../trie/trie-search.ts";
import { FoldedLabelsCache } from "./folded-labels.ts";
import { SpeciesIndex } from "./species-index.ts";

/** Species that are kept open, some kilobytes each; opening one takes some ten microseconds. */
const MOST_OPENED = 512;

/** An index opened for look-ups. It reads the bytes in place, so they must stay as they are. */
export class OpenIndex {
  readonly generation: string;
  readonly provenance: Provenance;
  /** In byte order of their names. */
  readonly species: readonly SpeciesEntry[];
  readonly #document: IndexDocument;
  readonly #search: TrieSearch;
  readonly #folded: FoldedLabelsCache;
  readonly #opened = new Map<SpeciesEntry, SpeciesIndex>();

  /** Opens an index without verifying it. @throws IndexError where the bytes are not an index */
  constructor(
    readonly bytes: Uint8Array,
    document = decodeIndex(bytes),
    trie = Trie.open(document.sections),
    /** Its species by what people call them. */
    readonly names = SpeciesNames.of(document.species),
  ) {
    this.#document = document;
    this.generation = this.#document.generation;
    this.provenance = this.#document.provenance;
    this.species = this.#document.species;
    this.#search = new TrieSearch(trie);
    this.#folded = new FoldedLabelsCache(this.#search);
  }

  /** Opens an index in steps, so that requests are answered between them. @throws IndexError */
  static async openInSteps(bytes: Uint8Array): Promise<OpenIndex> {
    const document = decodeIndex(bytes);
    const trie = await inTurns(Trie.opening(document.sections));
    const names = await inTurns(SpeciesNames.inSteps(document.species));
    return new OpenIndex(bytes, document, trie, names);
  }

  /** The searches in one of its species. */
  of(species: SpeciesEntry): SpeciesIndex {
    let opened = this.#opened.get(species);
    if (opened === undefined) {
      const folded = () => this.#folded.of(species);
      opened = new SpeciesIndex(species, this.#document.sections, this.#search, folded);
      if (this.#opened.size === MOST_OPENED) this.#opened.delete(this.#opened.keys().next().value!);
      this.#opened.set(species, opened);
    }
    return opened;
  }
}

/** The result of steps, with a turn for everything else between any two of them. */
async function inTurns<T>(steps: Generator<void, T>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
