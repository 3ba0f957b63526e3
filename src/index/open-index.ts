import { IndexError } from "../errors.ts";
import { SpeciesGenes } from "../genes/columns.ts";
import type { Gene } from "../genes/gene.ts";
import { TrieSearch } from "../trie/search.ts";
import { Trie } from "../trie/trie.ts";
import { decodeIndex, generationAtStart, type IndexDocument } from "./decode.ts";
import type { Provenance, SpeciesEntry } from "./document.ts";
import { DATA_START } from "./encode.ts";

/** A label that a query found. */
export interface Match {
  label: string;
  /** The folded label is the query. */
  exact: boolean;
  /** Places of the label's genes, for `geneAt`: from the first to before `end`. */
  genes: { first: number; end: number };
}

const utf8 = new TextEncoder();

/** An index opened for look-ups. It keeps views of the bytes that it was opened on, and copies none of them. */
export class OpenIndex {
  readonly generation: string;
  readonly formatVersion: number;
  readonly provenance: Provenance;
  /** In byte order of their names. */
  readonly species: readonly SpeciesEntry[];
  readonly #document: IndexDocument;
  readonly #search: TrieSearch;
  readonly #genes = new Map<SpeciesEntry, SpeciesGenes>();

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

  /**
   * The best labels of a species whose fold begins with a folded query, in the order of suggestions.
   *
   * @throws IndexError where the index is damaged
   */
  labels(species: SpeciesEntry, query: string, limit: number): string[] {
    const search = this.#search;
    const found = search.find(species.root, utf8.encode(query), limit);
    const labels: string[] = [];
    for (const id of found) labels.push(search.label(id));
    return labels;
  }

  /** Like `labels`, with each label's genes; with `exactOnly` those alone whose fold is the query. */
  matches(species: SpeciesEntry, query: string, limit: number, exactOnly = false): Match[] {
    const search = this.#search;
    const key = utf8.encode(query);
    const genes = this.#genesOf(species);
    return search.find(species.root, key, limit, exactOnly).map((id) => ({
      label: search.label(id),
      exact: search.isExact(id, key),
      genes: genes.ofLabel(search.number(id, species.root)),
    }));
  }

  /** The gene at one of a match's places. */
  geneAt(species: SpeciesEntry, place: number): Gene {
    return this.#genesOf(species).at(place);
  }

  #genesOf(species: SpeciesEntry): SpeciesGenes {
    let genes = this.#genes.get(species);
    if (genes === undefined) {
      const { sections } = this.#document;
      genes = new SpeciesGenes(sections.genes, species.columns, species.labels, species.genes);
      this.#genes.set(species, genes);
    }
    return genes;
  }
}

/** Maps an index file into memory, without a copy and so that no write reaches the file. */
export function mapIndex(path: string): Uint8Array {
  try {
    return Bun.file(path).size === 0 ? new Uint8Array(0) : Bun.mmap(path, { shared: false });
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
