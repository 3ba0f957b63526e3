/**
 * An edge in a node's bytes: `writeEdge` writes what `EdgeReader` reads. `docs/FORMAT.md` draws it.
 *
 * Common edges stand once in a table and are named by one byte or two. Any other begins with a byte that tells the
 * length of its label and whether it leads to the leaf.
 */

import { FIRST_NAME_BYTE, MAXIMUM_KEY_BYTES } from "../names/key.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { decodeCost, encodeCost, STANDING_WORTH } from "./cost.ts";
import { damaged } from "./damage.ts";
import { LEAF } from "./graph.ts";
import type { SharedEdges } from "./shared-edges.ts";

/** First bytes below this name one of the first shared edges. */
export const SHORT_REFERENCES = 128;
/** First bytes from there to below this name, with the byte behind them, one of the next shared edges. */
const FIRST_TO_LEAF = 224;
export const LONG_REFERENCES = (FIRST_TO_LEAF - SHORT_REFERENCES) * 256;
/** First bytes from there on: an edge to the leaf, by the length of its label; the last of them, longer ones. */
const FIRST_TO_NODE = 240;
/** First bytes from there on: an edge to another node, the same. */
const BYTES = 256;
const LONGEST_TO_LEAF = FIRST_TO_NODE - FIRST_TO_LEAF - 1;
const LONGEST_TO_NODE = BYTES - FIRST_TO_NODE - 1;

/** Cost and count of most children are small, and stand in one byte. */
const COUNT_BITS = 5;
const COUNT_LIMIT = 1 << COUNT_BITS;
const COST_LIMIT = 8;
/** Stands for larger ones, which follow. */
const LARGE = 255;

const NOT_SHARED = -1;

/** An edge as it is written where it stands. */
export interface WrittenEdge {
  label: ArrayLike<number>;
  /** Bytes from the edge back to its child; 0 for the leaf. */
  distance: number;
  /** Cost and count of the child. */
  cost: number;
  count: number;
}

export function writeReference(out: ByteWriter, shared: number): void {
  if (shared < SHORT_REFERENCES) {
    out.byte(shared);
    return;
  }
  const behind = shared - SHORT_REFERENCES;
  out.byte(SHORT_REFERENCES + (behind >>> 8));
  out.byte(behind & 0xff);
}

export function writeEdge(out: ByteWriter, { label, distance, cost, count }: WrittenEdge): void {
  const { length } = label;
  const isToLeaf = distance === 0;
  const first = isToLeaf ? FIRST_TO_LEAF : FIRST_TO_NODE;
  // A label is empty only where a key ends in the node, so lengths to other nodes begin with 1.
  const least = isToLeaf ? 0 : 1;
  const longest = isToLeaf ? LONGEST_TO_LEAF : LONGEST_TO_NODE;
  const short = Math.min(length - least, longest);
  out.byte(first + short);
  if (short === longest) out.number(length - least - longest);
  out.bytes(label);
  if (!isToLeaf) {
    out.number(distance);
    writeCostAndCount(out, cost, count);
  }
}

/** Cost and count of a node that is not the leaf. */
export function writeCostAndCount(out: ByteWriter, cost: number, count: number): void {
  const written = encodeCost(cost);
  const both = (written << COUNT_BITS) | (count - 1);
  if (written < COST_LIMIT && count <= COUNT_LIMIT && both !== LARGE) {
    out.byte(both);
    return;
  }
  out.byte(LARGE);
  out.number(written);
  out.number(count);
}

/** Each edge of a node begins with another character. */
const MAXIMUM_DEGREE = 1 << 16;

/** Reads nodes where they stand: how many edges one has, then each of them. */
export class NodeReader {
  /** Edges of the node opened last. */
  degree = 0;
  /** The label is `source[start .. end)`. */
  source: Uint8Array;
  start = 0;
  end = 0;
  child = 0;
  /** The first byte of the label, 0 where it has none; of an edge that was passed over alone. */
  first = 0;
  /** Keys through the edge. */
  count = 0;
  /** The address behind what was read last: of the next edge of the node, if there is one. */
  next = 0;
  /** The shared edge that was read last, and the cost of the child of one that is none. */
  #edge = NOT_SHARED;
  #childCost = 0;

  constructor(
    readonly nodes: Uint8Array,
    private readonly shared: SharedEdges,
  ) {
    this.source = nodes;
  }

  /** Reads the beginning of the node at an address. @throws IndexError where none can be */
  open(address: number): void {
    this.next = address;
    this.degree = this.number();
    if (!(this.degree <= MAXIMUM_DEGREE)) throw damaged("has a node with too many edges");
  }

  /**
   * Passes over the edge at an address: sets `first`, `count` and `next` alone, in half the time that `read` takes.
   *
   * @throws IndexError where none can be
   */
  skim(address: number): void {
    const { nodes, shared } = this;
    const first = nodes[address]!;
    if (first < FIRST_TO_LEAF) {
      let edge = first;
      this.next = address + 1;
      if (first >= SHORT_REFERENCES) {
        edge += (first - SHORT_REFERENCES) * 255 + nodes[address + 1]!;
        this.next = address + 2;
      }
      if (!(edge < shared.size)) throw damaged("names an unknown shared edge");
      this.first = shared.firsts[edge]!;
      this.count = shared.counts[edge]!;
      return;
    }
    this.next = address + 1;
    const isToLeaf = first < FIRST_TO_NODE;
    let length = isToLeaf ? first - FIRST_TO_LEAF : first - FIRST_TO_NODE + 1;
    if (length === (isToLeaf ? LONGEST_TO_LEAF : LONGEST_TO_NODE + 1)) length += this.number();
    this.first = length === 0 ? 0 : nodes[this.next]!;
    this.next += length;
    this.count = 1;
    if (!isToLeaf) {
      while (nodes[this.next++]! >= 0x80);
      const both = nodes[this.next++]!;
      if (both === LARGE) this.number();
      this.count = both === LARGE ? this.number() : (both & (COUNT_LIMIT - 1)) + 1;
    }
    if (!(this.next <= nodes.length)) throw damaged("ends too early");
  }

  /** Reads the edge at an address. @throws IndexError where none can be */
  read(address: number): void {
    const first = this.nodes[address]!;
    if (first < FIRST_TO_LEAF) this.#take(address, first);
    else if (first < FIRST_TO_NODE) this.#readToLeaf(address, first - FIRST_TO_LEAF);
    else this.#readToNode(address, first - FIRST_TO_NODE);
    // Children stand before their parents, so that every way down comes to an end.
    if (this.child >= address) throw damaged("points forwards");
    if (!(this.next <= this.nodes.length)) throw damaged("ends too early");
  }

  #take(address: number, first: number): void {
    const { shared } = this;
    let edge = first;
    this.next = address + 1;
    if (first >= SHORT_REFERENCES) {
      edge += (first - SHORT_REFERENCES) * 255 + this.nodes[address + 1]!;
      this.next = address + 2;
    }
    if (!(edge < shared.size)) throw damaged("names an unknown shared edge");
    this.source = shared.labels;
    this.start = shared.starts[edge]!;
    this.end = shared.starts[edge + 1]!;
    this.child = shared.children[edge]!;
    this.count = shared.counts[edge]!;
    this.#edge = edge;
  }

  #readToLeaf(address: number, short: number): void {
    this.next = address + 1;
    const length = short < LONGEST_TO_LEAF ? short : short + this.number();
    this.#readLabel(length);
    this.child = LEAF;
    this.count = 1;
    this.#childCost = 0;
    this.#edge = NOT_SHARED;
  }

  #readToNode(address: number, short: number): void {
    this.next = address + 1;
    const length = 1 + (short < LONGEST_TO_NODE ? short : short + this.number());
    this.#readLabel(length);
    this.child = address - this.number();
    if (this.child <= LEAF) throw damaged("points before its beginning");
    this.#edge = NOT_SHARED;
    const both = this.nodes[this.next++]!;
    if (both !== LARGE) {
      this.#childCost = both >> COUNT_BITS;
      this.count = (both & (COUNT_LIMIT - 1)) + 1;
      return;
    }
    this.#childCost = decodeCost(this.number());
    this.count = this.number();
  }

  #readLabel(length: number): void {
    if (length > MAXIMUM_KEY_BYTES) throw damaged("has an over-long label");
    this.source = this.nodes;
    this.start = this.next;
    this.end = this.next + length;
    this.next = this.end;
  }

  /** Cost of the best key through the edge read last, counted from its node, were it before the end of the fold. */
  cost(): number {
    if (this.#edge !== NOT_SHARED) return this.shared.costs[this.#edge]!;
    const { nodes, end } = this;
    let cost = 0;
    for (let i = this.start; i < end; i++) {
      const byte = nodes[i]!;
      if (byte < FIRST_NAME_BYTE) return cost - byte * STANDING_WORTH;
      if ((byte & 0xc0) !== 0x80) cost++;
    }
    return cost + this.#childCost;
  }

  /** The number at `next`, as `ByteWriter.number` writes it. */
  number(): number {
    const { nodes } = this;
    const first = nodes[this.next++]!;
    if (first < 0x80) return first;
    let value = first & 0x7f;
    let worth = 0x80;
    let byte: number;
    do {
      byte = nodes[this.next++]!;
      value += (byte & 0x7f) * worth;
      worth *= 0x80;
    } while (byte >= 0x80 && worth < LARGEST_WORTH);
    return value;
  }
}

/** No number has more than five bytes. */
const LARGEST_WORTH = 2 ** 35;
