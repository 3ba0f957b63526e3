import { BitWriter, bitsFor } from "./bits.ts";
import {
  CODE_NAMES,
  type Codes,
  EdgeSymbol,
  encodeCodes,
  encodeCost,
  MAXIMUM_SHARED_BYTES,
  MAXIMUM_SHARED_EDGES,
  MAXIMUM_SHARED_HEADERS,
  WRITTEN_HEADER,
} from "./codes.ts";
import { LEAF, type TrieGraph } from "./graph.ts";
import { Interner } from "./interner.ts";
import { Histogram } from "./number-code.ts";

/** The trie's sections of an index file; `docs/FORMAT.md` draws them. */
export interface TrieSections {
  /** The number codes and the alphabet of the labels. */
  codes: Uint8Array;
  /** The table of shared headers, most frequent first. */
  headers: Uint8Array;
  /** The table of shared edges, most frequent first. */
  edges: Uint8Array;
  /** All nodes, children before parents. */
  nodes: Uint8Array;
}

/** What is in fewer nodes than this takes less room written out in each. */
const MINIMUM_SHARED_USES = 3;

/** Writes a graph as bytes; `addresses[node]` is where the node begins in the `nodes` section. */
export function encodeGraph(graph: TrieGraph): { sections: TrieSections; addresses: Uint32Array } {
  return new Encoder(graph).encode();
}

type Histograms = Record<(typeof CODE_NAMES)[number], Histogram>;

class Encoder {
  readonly #addresses: Uint32Array;
  /** The different headers as `[2 * degree + terminal, count beyond]`, and each node's. */
  readonly #headers = new Interner();
  readonly #headerOf: Int32Array;
  /** Header -> what a node with it begins with. */
  readonly #headerSymbols: Int32Array;
  readonly #sharedHeaders: number[];
  /** The one byte of an edge's label; -1 where it has more. */
  readonly #onlyByte: Int16Array;
  /** Edge -> its symbol, unless it succeeds the edge before. */
  readonly #edgeSymbols: Int32Array;
  readonly #sharedEdges: number[];
  /** Byte -> its index in the alphabet. */
  readonly #alphabetIndex = new Uint8Array(256);

  constructor(private readonly graph: TrieGraph) {
    this.#addresses = new Uint32Array(graph.nodes.size);
    this.#headerOf = new Int32Array(graph.nodes.size);
    this.#internHeaders();
    this.#sharedHeaders = mostUsed(
      count(this.#headerOf, this.#headers.size),
      MAXIMUM_SHARED_HEADERS,
    );
    this.#headerSymbols = new Int32Array(this.#headers.size).fill(WRITTEN_HEADER);
    for (const [i, header] of this.#sharedHeaders.entries()) {
      this.#headerSymbols[header] = WRITTEN_HEADER + 1 + i;
    }
    this.#onlyByte = new Int16Array(graph.edges.size).fill(-1);
    this.#edgeSymbols = new Int32Array(graph.edges.size);
    for (let edge = 0; edge < graph.edges.size; edge++) {
      const length = this.#labelLength(edge);
      if (length === 1) this.#onlyByte[edge] = graph.labels.items[this.#labelStart(edge)]!;
      this.#edgeSymbols[edge] = writtenSymbol(length, this.#child(edge));
    }
    this.#sharedEdges = this.#sharable(mostUsed(this.#edgeUses(), MAXIMUM_SHARED_EDGES));
    for (const [i, edge] of this.#sharedEdges.entries()) {
      this.#edgeSymbols[edge] = EdgeSymbol.firstShared + i;
    }
  }

  encode(): { sections: TrieSections; addresses: Uint32Array } {
    const { codes, alphabet } = this.#fitCodes();
    for (const [index, byte] of alphabet.entries()) this.#alphabetIndex[byte] = index;
    // Distances depend on how long nodes are, and so on how distances are written: a first pass measures them, the
    // second writes them by the code that suits them.
    const distances = new Histogram();
    const draft = this.#encodeNodes(codes, distances);
    codes.distance = distances.fit(2 * draft.length);
    const nodes = this.#encodeNodes(codes, new Histogram());
    return {
      sections: {
        codes: encodeCodes(codes, alphabet),
        headers: this.#encodeSharedHeaders(codes),
        edges: this.#encodeSharedEdges(codes, nodes.length),
        nodes,
      },
      addresses: this.#addresses,
    };
  }

  #internHeaders(): void {
    const { items, starts, size } = this.graph.nodes;
    const header = new Int32Array(2);
    for (let node = 0; node < size; node++) {
      const terminal = items[starts[node]!]! & 1;
      const degree = starts[node + 1]! - starts[node]! - 1;
      header[0] = 2 * degree + terminal;
      header[1] = this.graph.counts[node]! - degree - terminal;
      this.#headerOf[node] = this.#headers.intern(header, 0, 2);
    }
  }

  /** The first of some edges, as many as a reader accepts. */
  #sharable(edges: readonly number[]): number[] {
    let bytes = 0;
    return edges.filter((edge) => {
      bytes += this.#labelLength(edge);
      return bytes <= MAXIMUM_SHARED_BYTES;
    });
  }

  /** In how many nodes each edge is, without those in which it succeeds the edge before. */
  #edgeUses(): Int32Array {
    const uses = new Int32Array(this.graph.edges.size);
    const { items, starts, size } = this.graph.nodes;
    for (let node = 0; node < size; node++) {
      const first = starts[node]! + 1;
      for (let i = first; i < starts[node + 1]!; i++) {
        if (!this.#succeeds(first, i)) uses[items[i]!]!++;
      }
    }
    return uses;
  }

  /** Fits every code but that of distances, for which a wide one is made for now. */
  #fitCodes(): { codes: Codes; alphabet: Uint8Array } {
    const histograms = Object.fromEntries(
      CODE_NAMES.map((name) => [name, new Histogram()]),
    ) as Histograms;
    const byteUses = new Float64Array(256);
    this.#countHeaders(histograms);
    this.#countEdges(histograms, byteUses);

    const alphabet = Uint8Array.from(byteUses.keys())
      .filter((byte) => byteUses[byte]! > 0)
      .sort((a, b) => byteUses[b]! - byteUses[a]! || a - b);
    for (const [index, byte] of alphabet.entries()) {
      histograms.character.add(index, byteUses[byte]!);
    }
    const codes = Object.fromEntries(
      CODE_NAMES.map((name) => [name, histograms[name].fit(name === "distance" ? 2 ** 29 : 0)]),
    ) as Codes;
    return { codes, alphabet };
  }

  #countHeaders({ header, degree, count }: Histograms): void {
    for (const index of this.#headerOf) header.add(this.#headerSymbols[index]!);
    const { items, size } = this.#headers;
    for (let index = 0; index < size; index++) {
      degree.add(items[2 * index]!);
      count.add(items[2 * index + 1]!);
    }
  }

  #countEdges({ symbol, length, cost }: Histograms, byteUses: Float64Array): void {
    const { items, starts, size } = this.graph.nodes;
    const written = new Uint32Array(this.graph.edges.size);
    for (let node = 0; node < size; node++) {
      const first = starts[node]! + 1;
      for (let i = first; i < starts[node + 1]!; i++) {
        const edgeSymbol = this.#symbolAt(first, i);
        symbol.add(edgeSymbol);
        if (edgeSymbol < EdgeSymbol.successor) written[items[i]!]!++;
      }
    }
    for (const edge of this.#sharedEdges) {
      length.add(this.#labelLength(edge) - 1);
      cost.add(this.#cost(edge));
      this.#countBytes(edge, 1, byteUses);
    }
    for (let edge = 0; edge < written.length; edge++) {
      if (written[edge] === 0) continue;
      const bytes = this.#labelLength(edge);
      const child = this.#child(edge);
      if (child !== LEAF) cost.add(this.#cost(edge), written[edge]!);
      if (bytes > 1) length.add(bytes - 2, written[edge]!);
      this.#countBytes(edge, written[edge]!, byteUses);
    }
  }

  #encodeNodes(codes: Codes, distances: Histogram): Uint8Array {
    const { items, starts, size } = this.graph.nodes;
    const out = new BitWriter();
    for (let node = 0; node < size; node++) {
      const address = out.alignToByte();
      this.#addresses[node] = address;
      const header = this.#headerSymbols[this.#headerOf[node]!]!;
      codes.header.write(out, header);
      if (header === WRITTEN_HEADER) this.#writeHeader(out, codes, this.#headerOf[node]!);
      const first = starts[node]! + 1;
      for (let i = first; i < starts[node + 1]!; i++) {
        const symbol = this.#symbolAt(first, i);
        codes.symbol.write(out, symbol);
        if (symbol >= EdgeSymbol.successor) continue;
        const edge = items[i]!;
        const length = this.#labelLength(edge);
        if (length > 1) codes.length.write(out, length - 2);
        this.#writeBytes(out, codes, edge);
        if (this.#child(edge) === LEAF) continue;
        const distance = address - this.#addresses[this.#child(edge)]!;
        distances.add(distance);
        codes.distance.write(out, distance);
        codes.cost.write(out, this.#cost(edge));
      }
    }
    return out.finish();
  }

  #encodeSharedHeaders(codes: Codes): Uint8Array {
    const out = new BitWriter();
    out.write(this.#sharedHeaders.length, 32);
    for (const header of this.#sharedHeaders) this.#writeHeader(out, codes, header);
    return out.finish();
  }

  /** Each shared edge is its label, its child's address, as wide as the section needs, and its child's cost. */
  #encodeSharedEdges(codes: Codes, nodesLength: number): Uint8Array {
    const out = new BitWriter();
    const width = bitsFor(nodesLength);
    out.write(this.#sharedEdges.length, 32);
    for (const edge of this.#sharedEdges) {
      codes.length.write(out, this.#labelLength(edge) - 1);
      this.#writeBytes(out, codes, edge);
      out.write(this.#addresses[this.#child(edge)]!, width);
      codes.cost.write(out, this.#cost(edge));
    }
    return out.finish();
  }

  #writeHeader(out: BitWriter, codes: Codes, header: number): void {
    const { items } = this.#headers;
    codes.degree.write(out, items[2 * header]!);
    codes.count.write(out, items[2 * header + 1]!);
  }

  #writeBytes(out: BitWriter, codes: Codes, edge: number): void {
    const { items } = this.graph.labels;
    const start = this.#labelStart(edge);
    const end = start + this.#labelLength(edge);
    for (let i = start; i < end; i++) codes.character.write(out, this.#alphabetIndex[items[i]!]!);
  }

  #countBytes(edge: number, times: number, byteUses: Float64Array): void {
    const { items } = this.graph.labels;
    const start = this.#labelStart(edge);
    const end = start + this.#labelLength(edge);
    for (let i = start; i < end; i++) byteUses[items[i]!]! += times;
  }

  /** The symbol of the edge at index i of the nodes' items, in a node whose first edge is at `first`. */
  #symbolAt(first: number, i: number): number {
    if (this.#succeeds(first, i)) return EdgeSymbol.successor;
    return this.#edgeSymbols[this.graph.nodes.items[i]!]!;
  }

  #succeeds(first: number, i: number): boolean {
    if (i === first) return false;
    const before = this.graph.nodes.items[i - 1]!;
    const edge = this.graph.nodes.items[i]!;
    return (
      this.#onlyByte[edge]! > 0 &&
      this.#onlyByte[edge] === this.#onlyByte[before]! + 1 &&
      this.#child(edge) === this.#child(before)
    );
  }

  /** Where an edge's label begins among the labels' items. */
  #labelStart(edge: number): number {
    return this.graph.labels.starts[this.graph.edges.items[2 * edge]!]!;
  }

  #labelLength(edge: number): number {
    const label = this.graph.edges.items[2 * edge]!;
    return this.graph.labels.starts[label + 1]! - this.graph.labels.starts[label]!;
  }

  /** Cost of the edge's child, as it is written. */
  #cost(edge: number): number {
    return encodeCost(this.graph.cost(this.#child(edge)));
  }

  #child(edge: number): number {
    return this.graph.edges.items[2 * edge + 1]!;
  }
}

function writtenSymbol(length: number, child: number): number {
  if (child === LEAF) return length === 1 ? EdgeSymbol.byteToLeaf : EdgeSymbol.stringToLeaf;
  return length === 1 ? EdgeSymbol.byteToNode : EdgeSymbol.stringToNode;
}

function count(ids: Int32Array, size: number): Int32Array {
  const counts = new Int32Array(size);
  for (const id of ids) counts[id]!++;
  return counts;
}

/** The ids that are used often enough for a table, most used first; among equals the lower id. */
function mostUsed(uses: Int32Array, maximum: number): number[] {
  const worthwhile: number[] = [];
  for (const [id, times] of uses.entries()) {
    if (times >= MINIMUM_SHARED_USES) worthwhile.push(id);
  }
  return worthwhile.sort((a, b) => uses[b]! - uses[a]! || a - b).slice(0, maximum);
}
