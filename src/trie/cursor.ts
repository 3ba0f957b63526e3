import { BitReader } from "./bits.ts";
import { decodeCost, EdgeSymbol } from "./codes.ts";
import { damaged } from "./damage.ts";
import { DecodedNodes, NOT_KEPT, UNKNOWN } from "./decoded-nodes.ts";
import { LEAF } from "./graph.ts";
import { MAXIMUM_KEY_BYTES, type Trie } from "./trie.ts";

/** Steps that one query may take: more than any real one needs, and an end to those that an attacker built. */
export const MAXIMUM_STEPS = 1_000_000;

/** So many bytes of labels, read or copied, count as one step; nearly all labels are shorter. */
const BYTES_PER_STEP = 32;

/** Each edge of a node begins with another byte. */
const MAXIMUM_DEGREE = 256;
/** Nodes with fewer edges are not kept decoded: there are too many of them to be met again soon. */
const MINIMUM_KEPT_DEGREE = 16;

/** One node being read: its header, then its edges one by one, in ascending order of their first byte. */
export class NodeCursor {
  /** A key ends in the node. */
  terminal = false;
  /** Keys at and below the node. */
  count = 0;
  /** Edges of the node, read or not. */
  degree = 0;

  /** Label of the edge last read: `label[labelStart .. labelEnd)`, valid until the next edge is read. */
  label: Uint8Array;
  labelStart = 0;
  labelEnd = 0;
  /** Address of the node that the edge last read leads to, and the cost of its cheapest key. */
  child = 0;
  childCost = 0;

  #address = 0;
  #edgesRead = 0;
  /** The node's first edge among the decoded ones; NOT_KEPT where it is read in place. */
  #decoded = NOT_KEPT;
  /** The edge last read is this shared one; -1 where it is none. */
  #sharedEdge = -1;
  /** The edge last read was beyond what `seek` looked for, so the next `seek` looks at it first. */
  #held = false;
  #stepsLeft = MAXIMUM_STEPS;
  readonly #nodes = new DecodedNodes();
  readonly #reader: BitReader;
  readonly #childReader: BitReader;
  readonly #written = new Uint8Array(MAXIMUM_KEY_BYTES);

  constructor(private readonly trie: Trie) {
    this.#reader = new BitReader(trie.nodes);
    this.#childReader = new BitReader(trie.nodes);
    this.label = this.#written;
  }

  /** Gives a new query its MAXIMUM_STEPS. */
  allowSteps(): void {
    this.#stepsLeft = MAXIMUM_STEPS;
  }

  /** Counts steps of the query. @throws IndexError where it takes more than MAXIMUM_STEPS */
  spend(steps: number, bytes: number): void {
    this.#stepsLeft -= steps + Math.floor(bytes / BYTES_PER_STEP);
    if (this.#stepsLeft < 0) throw damaged("makes this query endless");
  }

  /** Reads the header of the node at an address. @throws IndexError where none can be */
  open(address: number): void {
    this.openInPlace(address);
    if (this.degree < MINIMUM_KEPT_DEGREE) return;
    this.#decoded = this.#nodes.find(address);
    if (this.#decoded === NOT_KEPT) this.#keep();
  }

  /** Like `open`, for a node whose edges are read once and not again. */
  openInPlace(address: number): void {
    const { trie } = this;
    const reader = this.#reader;
    reader.position = address * 8;
    const at = trie.readHeader(reader);
    const { headers } = trie;
    const degree = headers[at]! >>> 1;
    if (degree > MAXIMUM_DEGREE) throw damaged("has a node with too many edges");
    this.terminal = (headers[at]! & 1) === 1;
    this.count = headers[at + 1]!;
    this.degree = degree;
    this.#address = address;
    this.#edgesRead = 0;
    this.#decoded = NOT_KEPT;
    this.#held = false;
  }

  /** The address after a node opened in place, once its last edge was read. */
  get end(): number {
    return (this.#reader.position + 7) >>> 3;
  }

  /** Reads the next edge; false where there is none. @throws IndexError where it is damaged */
  nextEdge(): boolean {
    const i = this.#edgesRead;
    if (i === this.degree) return false;
    if (this.#decoded === NOT_KEPT) this.#readEdge();
    else this.#takeEdge(this.#decoded + i);
    this.spend(1, this.labelEnd - this.labelStart);
    this.#edgesRead = i + 1;
    return true;
  }

  /**
   * Reads on to the edge that begins with a byte; false where there is none. Edges that were passed over are not read
   * again, so several bytes of one node have to be looked for in ascending order.
   */
  seek(byte: number): boolean {
    if (this.#decoded !== NOT_KEPT) {
      const { firstBytes } = this.#nodes;
      const end = this.#decoded + this.degree;
      let edge = this.#decoded + this.#edgesRead;
      while (edge < end && firstBytes[edge]! < byte) edge++;
      this.#edgesRead = edge - this.#decoded;
      return edge < end && firstBytes[edge] === byte && this.nextEdge();
    }
    while (this.#held || this.nextEdge()) {
      const first = this.label[this.labelStart]!;
      this.#held = first > byte;
      if (first >= byte) return first === byte;
    }
    return false;
  }

  /** Count of the node that the edge last read leads to. */
  childCount(): number {
    if (this.#decoded === NOT_KEPT) return this.#readChildCount();
    const { counts } = this.#nodes;
    const edge = this.#decoded + this.#edgesRead - 1;
    if (counts[edge] === UNKNOWN) counts[edge] = this.#readChildCount();
    return counts[edge]!;
  }

  #readChildCount(): number {
    if (this.#sharedEdge >= 0) return this.trie.sharedCounts[this.#sharedEdge]!;
    return this.child === LEAF ? 1 : this.trie.countAt(this.#childReader, this.child);
  }

  #takeEdge(edge: number): void {
    const nodes = this.#nodes;
    this.label = nodes.labels;
    this.labelStart = nodes.labelEnds[edge - 1]!;
    this.labelEnd = nodes.labelEnds[edge]!;
    this.child = nodes.children[edge]!;
    this.childCost = nodes.costs[edge]!;
    this.#sharedEdge = -1;
  }

  #readEdge(): void {
    const symbol = this.trie.codes.symbol.read(this.#reader);
    if (symbol >= EdgeSymbol.firstShared) {
      this.#useShared(symbol - EdgeSymbol.firstShared);
    } else if (symbol === EdgeSymbol.successor) {
      this.#succeed();
    } else {
      this.#readWritten(symbol);
    }
    // Children come before their parents, so every walk comes to an end.
    if (!(this.child >= 0 && this.child < this.#address)) throw damaged("points forwards");
  }

  #useShared(edge: number): void {
    const { trie } = this;
    if (edge >= trie.sharedChildren.length) throw damaged("names an unknown shared edge");
    this.label = trie.sharedLabels;
    this.labelStart = trie.sharedStarts[edge]!;
    this.labelEnd = trie.sharedStarts[edge + 1]!;
    this.child = trie.sharedChildren[edge]!;
    this.childCost = trie.sharedCosts[edge]!;
    this.#sharedEdge = edge;
  }

  #succeed(): void {
    if (this.#edgesRead === 0 || this.labelEnd - this.labelStart !== 1) {
      throw damaged("continues no run of edges");
    }
    this.#written[0] = this.label[this.labelStart]! + 1;
    this.label = this.#written;
    this.labelStart = 0;
    this.labelEnd = 1;
  }

  #readWritten(symbol: number): void {
    const { codes } = this.trie;
    const reader = this.#reader;
    const oneByte = symbol <= EdgeSymbol.byteToNode;
    this.labelEnd = oneByte ? 1 : codes.length.read(reader) + 2;
    this.trie.readBytes(reader, this.labelEnd, this.#written);
    this.label = this.#written;
    this.labelStart = 0;
    const toLeaf = symbol === EdgeSymbol.byteToLeaf || symbol === EdgeSymbol.stringToLeaf;
    this.child = toLeaf ? LEAF : this.#address - codes.distance.read(reader);
    this.childCost = toLeaf ? 0 : decodeCost(codes.cost.read(reader));
    this.#sharedEdge = -1;
  }

  /** Reads all edges of the node just opened and keeps them decoded, where there is room. */
  #keep(): void {
    const address = this.#address;
    const first = this.#nodes.begin(this.degree);
    let kept = true;
    for (let i = 0; kept && i < this.degree; i++) {
      this.#readEdge();
      this.#edgesRead = i + 1;
      const { label, labelStart, labelEnd, child, childCost } = this;
      this.spend(1, labelEnd - labelStart);
      kept = this.#nodes.addEdge(label, labelStart, labelEnd, child, childCost);
    }
    this.openInPlace(address);
    if (!kept) return;
    this.#nodes.end(address, first);
    this.#decoded = first;
  }
}
