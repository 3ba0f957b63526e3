/** The table of shared edges: `encodeSharedEdges` writes what `SharedEdges` reads. */

import { MAXIMUM_KEY_BYTES } from "../names/key.ts";
import { ByteWriter } from "./byte-writer.ts";
import { costOf, decodeCost, encodeCost, endIn } from "./cost.ts";
import { damaged } from "./damage.ts";
import { LONG_REFERENCES, SHORT_REFERENCES } from "./edge.ts";
import { LEAF } from "./graph.ts";

/** The table is read into memory when an index is opened, so it has an end. */
export const MAXIMUM_SHARED_EDGES = SHORT_REFERENCES + LONG_REFERENCES;
/** Bytes of all their labels: a hundred times those of all of Ensembl. */
export const MAXIMUM_SHARED_BYTES = 1 << 24;

/** A shared edge, with the address of its child and the cost and count of it. */
export interface SharedEdge {
  label: ArrayLike<number>;
  child: number;
  cost: number;
  count: number;
}

export function encodeSharedEdges(edges: readonly SharedEdge[]): Uint8Array {
  const out = new ByteWriter();
  out.number(edges.length);
  for (const { label, child, cost, count } of edges) {
    out.number(label.length);
    out.bytes(label);
    out.number(child);
    if (child === LEAF) continue;
    out.number(encodeCost(cost));
    out.number(count);
  }
  return out.finish();
}

/** Edges that are read between two steps of opening: less than a millisecond's work. */
const EDGES_PER_STEP = 4096;

/** The opened table. */
export class SharedEdges {
  readonly size: number;
  /** The label of edge i is `labels[starts[i] .. starts[i + 1])`. */
  readonly labels: Uint8Array;
  readonly starts: Uint32Array;
  /** Of each edge: the first byte of its label, 0 where it has none; the address of its child; cost of the best key through it; keys through it. */
  readonly firsts: Uint8Array;
  readonly children: Uint32Array;
  readonly costs: Int32Array;
  readonly counts: Uint32Array;
  readonly #section: Uint8Array;
  #next = 0;

  /** @throws IndexError where it is damaged */
  constructor(section: Uint8Array) {
    this.#section = section;
    this.size = this.#number();
    if (this.size > MAXIMUM_SHARED_EDGES) throw damaged("shares more than this program reads");
    // All labels together are no longer than the section.
    this.labels = new Uint8Array(Math.min(section.length, MAXIMUM_SHARED_BYTES));
    this.starts = new Uint32Array(this.size + 1);
    this.firsts = new Uint8Array(this.size);
    this.children = new Uint32Array(this.size);
    this.costs = new Int32Array(this.size);
    this.counts = new Uint32Array(this.size);
  }

  /** Reads the edges, in steps between which others may run. @throws IndexError where the section is damaged */
  *read(): Generator<void, void> {
    for (let edge = 0; edge < this.size; edge++) {
      this.#readEdge(edge);
      if (edge % EDGES_PER_STEP === EDGES_PER_STEP - 1) yield;
    }
    yield;
    if (this.#next !== this.#section.length) throw damaged("shares more than it counts");
  }

  #readEdge(edge: number): void {
    const length = this.#number();
    const start = this.starts[edge]!;
    const end = start + length;
    if (length > MAXIMUM_KEY_BYTES) throw damaged("has an over-long label");
    if (end > this.labels.length) throw damaged("shares more than this program reads");
    for (let at = start; at < end; at++) this.labels[at] = this.#section[this.#next++]!;
    this.starts[edge + 1] = end;
    this.firsts[edge] = length === 0 ? 0 : this.labels[start]!;
    const child = this.#number();
    this.children[edge] = child;
    const childCost = child === LEAF ? 0 : decodeCost(this.#number());
    this.counts[edge] = child === LEAF ? 1 : this.#number();
    const crosses = endIn(this.labels, start, end) >= 0;
    this.costs[edge] = costOf(this.labels, start, end) + (crosses ? 0 : childCost);
    if (this.#next > this.#section.length) throw damaged("ends too early");
  }

  #number(): number {
    let value = 0;
    let byte = 0x80;
    for (let worth = 1; byte >= 0x80 && worth < 2 ** 35; worth *= 0x80) {
      byte = this.#section[this.#next++] ?? 0;
      value += (byte & 0x7f) * worth;
    }
    return value;
  }
}
