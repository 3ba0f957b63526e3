import { BitReader, bitsFor } from "./bits.ts";
import {
  type Codes,
  decodeCodes,
  decodeCost,
  MAXIMUM_SHARED_BYTES,
  MAXIMUM_SHARED_EDGES,
  MAXIMUM_SHARED_HEADERS,
  WRITTEN_HEADER,
} from "./codes.ts";
import { damaged, guardRange } from "./damage.ts";
import type { TrieSections } from "./encoder.ts";

/** The longest edge label and the longest key, in bytes, that readers follow and builders write. */
export const MAXIMUM_KEY_BYTES = 4096;
/** Bit positions are 32-bit numbers: room for about 150 million labels. */
const MAXIMUM_NODES_BYTES = 2 ** 28;

/** How many shared edges are read in one step of opening, which takes less than a millisecond. */
const EDGES_PER_STEP = 2048;

/**
 * The opened trie sections. Nodes are read where they are; only the codes and the tables of what is shared are
 * decoded, and these have a limited size, so memory does not grow with the labels.
 */
export class Trie {
  readonly nodes: Uint8Array;
  readonly codes: Codes;
  readonly #alphabet: Uint8Array;
  /** Of header symbol s at `2 * s`: 2 * degree + terminal, count. */
  readonly #headers: Int32Array;

  /** The label of shared edge i is `sharedLabels[sharedStarts[i] .. sharedStarts[i + 1])`. */
  sharedLabels = new Uint8Array(0);
  readonly sharedStarts: Uint32Array;
  /** The address of each shared edge's child, and the child's cost and count. */
  readonly sharedChildren: Uint32Array;
  readonly sharedCosts: Int32Array;
  readonly sharedCounts: Uint32Array;

  /** @throws IndexError where the sections are damaged */
  static open(sections: TrieSections): Trie {
    const steps = Trie.opening(sections);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  }

  /** Opens in steps, so that other work can be done between them. @throws IndexError where the sections are damaged */
  static *opening(sections: TrieSections): Generator<void, Trie> {
    const trie = new Trie(sections);
    yield* trie.#readSharedEdges(new BitReader(sections.edges));
    return trie;
  }

  private constructor(sections: TrieSections) {
    if (sections.nodes.length > MAXIMUM_NODES_BYTES) {
      throw damaged("is larger than this program reads");
    }
    this.nodes = sections.nodes;
    ({ codes: this.codes, alphabet: this.#alphabet } = decodeCodes(sections.codes));

    const headers = new BitReader(sections.headers);
    const headersSize = tableSize(headers, MAXIMUM_SHARED_HEADERS);
    const edgesSize = tableSize(new BitReader(sections.edges), MAXIMUM_SHARED_EDGES);
    this.#headers = new Int32Array(2 * (WRITTEN_HEADER + 1 + headersSize));
    this.sharedStarts = new Uint32Array(edgesSize + 1);
    this.sharedChildren = new Uint32Array(edgesSize);
    this.sharedCosts = new Int32Array(edgesSize);
    this.sharedCounts = new Uint32Array(edgesSize);
    guardRange(() => {
      for (let i = 1; i <= headersSize; i++) this.#readWrittenHeader(headers, 2 * i);
    });
  }

  /**
   * Reads a node's header; returns where in `headers` it stands: 2 * degree + terminal, count.
   */
  readHeader(reader: BitReader): number {
    const symbol = this.codes.header.read(reader);
    const at = 2 * symbol;
    if (symbol === WRITTEN_HEADER) this.#readWrittenHeader(reader, at);
    else if (at >= this.#headers.length) throw damaged("names an unknown header");
    return at;
  }

  /** Where `readHeader` points into; the written header is overwritten by the next one read. */
  get headers(): Int32Array {
    return this.#headers;
  }

  /** Reads `length` bytes of a label into the start of `into`. */
  readBytes(reader: BitReader, length: number, into: Uint8Array): void {
    if (length > MAXIMUM_KEY_BYTES) throw damaged("has an over-long label");
    const alphabet = this.#alphabet;
    const { character } = this.codes;
    for (let i = 0; i < length; i++) {
      const index = character.read(reader);
      if (index >= alphabet.length) throw damaged("has a label with an unknown byte");
      into[i] = alphabet[index]!;
    }
  }

  /** The count that the header of the node at an address states. */
  countAt(reader: BitReader, address: number): number {
    reader.position = address * 8;
    return this.#headers[this.readHeader(reader) + 1]!;
  }

  #readWrittenHeader(reader: BitReader, at: number): void {
    const degreeAndTerminal = this.codes.degree.read(reader);
    const beyond = this.codes.count.read(reader);
    this.#headers[at] = degreeAndTerminal;
    this.#headers[at + 1] = beyond + (degreeAndTerminal >>> 1) + (degreeAndTerminal & 1);
  }

  *#readSharedEdges(table: BitReader): Generator<void, void> {
    const size = tableSize(table, MAXIMUM_SHARED_EDGES);
    const child = new BitReader(this.nodes);
    for (let from = 0; from < size; from += EDGES_PER_STEP) {
      const to = Math.min(from + EDGES_PER_STEP, size);
      guardRange(() => {
        for (let edge = from; edge < to; edge++) this.#readSharedEdge(table, child, edge);
      });
      yield;
    }
  }

  #readSharedEdge(table: BitReader, child: BitReader, edge: number): void {
    const length = this.codes.length.read(table) + 1;
    const start = this.sharedStarts[edge]!;
    if (start + length > MAXIMUM_SHARED_BYTES) throw damaged("shares more than this program reads");
    if (start + MAXIMUM_KEY_BYTES > this.sharedLabels.length) {
      const larger = new Uint8Array(2 * this.sharedLabels.length + 2 * MAXIMUM_KEY_BYTES);
      larger.set(this.sharedLabels);
      this.sharedLabels = larger;
    }
    this.readBytes(table, length, this.sharedLabels.subarray(start));
    this.sharedStarts[edge + 1] = start + length;
    const address = table.read(bitsFor(this.nodes.length));
    this.sharedChildren[edge] = address;
    this.sharedCosts[edge] = decodeCost(this.codes.cost.read(table));
    this.sharedCounts[edge] = this.countAt(child, address);
  }
}

/** The number of entries that a table begins with. */
function tableSize(table: BitReader, maximum: number): number {
  const size = guardRange(() => table.read(32));
  if (size > maximum) throw damaged("shares more than this program reads");
  return size;
}
