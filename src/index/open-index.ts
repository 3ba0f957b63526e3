import { statSync } from "node:fs";
import { IndexError } from "../errors.ts";
import { TrieSearch } from "../trie/search.ts";
import { Trie } from "../trie/trie.ts";
import { decodeIndex, generationAtStart, type IndexDocument } from "./decode.ts";
import type { Provenance, SpeciesEntry } from "./document.ts";
import { DATA_START } from "./encode.ts";
import { FoldedLabelsCache } from "./folded-labels-cache.ts";
import { SpeciesIndex } from "./species-index.ts";

/** An index opened for look-ups. It keeps views of the bytes that it was opened on, and copies none of them. */
export class OpenIndex {
  readonly generation: string;
  readonly formatVersion: number;
  readonly provenance: Provenance;
  /** In byte order of their names. */
  readonly species: readonly SpeciesEntry[];
  readonly #document: IndexDocument;
  readonly #search: TrieSearch;
  readonly #folded: FoldedLabelsCache;
  readonly #opened = new Map<SpeciesEntry, SpeciesIndex>();

  /** @throws IndexError where the bytes are no index; checksums are the business of `verifyBytes` */
  constructor(
    readonly bytes: Uint8Array,
    document = decodeIndex(bytes),
    trie = Trie.open(document.sections),
  ) {
    this.#document = document;
    this.generation = this.#document.generation;
    this.formatVersion = this.#document.version;
    this.provenance = this.#document.provenance;
    this.species = this.#document.species;
    this.#search = new TrieSearch(trie);
    this.#folded = new FoldedLabelsCache(this.#search);
  }

  /** Opens an index in steps, between which this process answers requests. @throws IndexError */
  static async openInSteps(bytes: Uint8Array): Promise<OpenIndex> {
    const document = decodeIndex(bytes);
    const steps = Trie.opening(document.sections);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return new OpenIndex(bytes, document, value);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  /** One of its species, for look-ups. */
  of(species: SpeciesEntry): SpeciesIndex {
    let opened = this.#opened.get(species);
    if (opened === undefined) {
      const folded = () => this.#folded.of(species);
      opened = new SpeciesIndex(species, this.#document.sections, this.#search, folded);
      this.#opened.set(species, opened);
    }
    return opened;
  }
}

/** Maps an index file into memory, without a copy and so that no write reaches the file. */
export function mapIndex(path: string): Uint8Array {
  try {
    return statSync(path).size === 0 ? new Uint8Array(0) : Bun.mmap(path, { shared: false });
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** The generation that an index file says it is, from its first bytes alone. */
export async function readGeneration(path: string): Promise<string> {
  try {
    return generationAtStart(await Bun.file(path).slice(0, DATA_START).bytes());
  } catch (error) {
    if (error instanceof IndexError) throw error;
    throw unreadable(path, error);
  }
}

/** Reads an index file into memory. */
export async function readIndex(path: string): Promise<Uint8Array> {
  try {
    return await Bun.file(path).bytes();
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): IndexError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") {
    return new IndexError(
      "missing",
      `there is no index at ${path}`,
      "build one with `assembl build`, or give the path of one",
      { cause: error },
    );
  }
  return new IndexError(
    "unreadable",
    `cannot read the index ${path} (${code ?? String(error)})`,
    "give a file that this user may read",
    { cause: error },
  );
}
