import { FIRST_NAME_BYTE } from "../names/key.ts";
import { LOWER } from "./case.ts";
import { LEAF } from "./graph.ts";

/** How many folded bytes after the query a priority holds; the rest of a number's 53 bits is for the cost. */
const ORDER_BYTES = 4;
const BYTE_VALUES = Float64Array.from(
  { length: ORDER_BYTES },
  (_, i) => 256 ** (ORDER_BYTES - 1 - i),
);
/** The id of the empty beginning. */
export const ROOT = 0;
/** What one more unit of cost adds to a priority. */
export const COST_UNIT = 256 ** ORDER_BYTES;

/**
 * The beginnings of keys that a search is following, in memory that the next search uses again.
 *
 * Each is the bytes read so far, the node that they lead to, and the total cost of the best key that they
 * can become. Ids count from 0 after `reset`.
 */
export class PartialKeys {
  size = 0;
  /** Of each id: the node's address. */
  nodes = new Int32Array(256);
  /** Of each id: cost of the bytes so far. */
  spent = new Float64Array(256);
  /**
   * Of each id: cost of the best key below, times COST_UNIT, plus ORDER_BYTES folded bytes after those that all matches
   * share. Lower is better, and most comparisons need nothing else.
   */
  priorities = new Float64Array(256);
  /** Of each id: its priority without the cost. */
  orders = new Float64Array(256);
  /** Of each id: its bytes are `bytes[starts[id] .. ends[id])`, those before `folded[id]` count for order. */
  starts = new Int32Array(256);
  ends = new Int32Array(256);
  folded = new Int32Array(256);
  bytes = Buffer.allocUnsafeSlow(1 << 14);
  /** Bytes that comparisons have looked at since this was set. */
  comparedBytes = 0;
  #sharedBytes = 0;

  /**
   * Forgets all ids and adds ROOT, the empty beginning at a node, for a search whose matches agree in this many
   * folded bytes.
   */
  reset(root: number, sharedBytes: number): void {
    this.#sharedBytes = sharedBytes;
    this.size = 1;
    this.nodes[0] = root;
    this.spent[0] = 0;
    this.priorities[0] = 0;
    this.orders[0] = 0;
    this.starts[0] = 0;
    this.ends[0] = 0;
    this.folded[0] = 0;
  }

  /** Makes a partial key, and all that it is extended to, cost more. */
  addCost(id: number, cost: number): void {
    this.spent[id]! += cost;
    this.priorities[id]! += cost * COST_UNIT;
  }

  /** Adds the bytes of `parent` followed by a label; returns the new id. */
  extend(
    parent: number,
    label: Uint8Array,
    labelStart: number,
    labelEnd: number,
    node: number,
    spent: number,
    cost: number,
    order: number,
  ): number {
    const id = this.size++;
    if (id === this.nodes.length) this.#growIds();
    const start = this.ends[id - 1]!;
    const end = start + this.length(parent) + labelEnd - labelStart;
    if (end > this.bytes.length) this.#growBytes(end);
    const { bytes } = this;

    let at = start;
    const inheritedEnd = this.ends[parent]!;
    for (let i = this.starts[parent]!; i < inheritedEnd; i++) bytes[at++] = bytes[i]!;
    let folded = this.pastEnd(parent) ? start + this.foldedLength(parent) : end;
    for (let i = labelStart; i < labelEnd; i++) {
      if (label[i]! < FIRST_NAME_BYTE && folded === end) folded = at;
      bytes[at++] = label[i]!;
    }
    this.nodes[id] = node;
    this.spent[id] = spent;
    this.priorities[id] = cost * COST_UNIT + order;
    this.orders[id] = order;
    this.starts[id] = start;
    this.ends[id] = end;
    this.folded[id] = folded;
    return id;
  }

  /** `orders` of the id that extending `parent` by a label would make. */
  orderWith(parent: number, label: Uint8Array, labelStart: number, labelEnd: number): number {
    let order = this.orders[parent]!;
    if (this.pastEnd(parent)) return order;
    let position = this.length(parent) - this.#sharedBytes;
    for (let i = labelStart; i < labelEnd && position < ORDER_BYTES; i++, position++) {
      const byte = label[i]!;
      if (byte < FIRST_NAME_BYTE) break;
      if (position >= 0) order += LOWER[byte]! * BYTE_VALUES[position]!;
    }
    return order;
  }

  /** Bytes so far. */
  length(id: number): number {
    return this.ends[id]! - this.starts[id]!;
  }

  /** Bytes so far that count for cost and order. */
  foldedLength(id: number): number {
    return this.folded[id]! - this.starts[id]!;
  }

  /** Whether what is searched has ended, so that what follows costs nothing. */
  pastEnd(id: number): boolean {
    return this.folded[id] !== this.ends[id];
  }

  /**
   * The order of suggestions: lower total cost, then byte order of the folded key, then of the label. A beginning comes
   * before whole keys of the same fold, as it may lead to labels of any spelling.
   */
  compare(a: number, b: number): number {
    const byPriority = this.priorities[a]! - this.priorities[b]!;
    return byPriority !== 0 ? byPriority : this.#compareBytes(a, b);
  }

  /** The label at the end of a finished key. */
  label(id: number): string {
    return this.bytes.toString("utf8", this.#labelStart(id), this.#labelEnd(id));
  }

  /** A copy of the bytes so far. */
  key(id: number): Uint8Array {
    return Uint8Array.prototype.slice.call(this.bytes, this.starts[id], this.ends[id]);
  }

  #compareBytes(a: number, b: number): number {
    const { bytes } = this;
    const lengthA = this.foldedLength(a);
    const lengthB = this.foldedLength(b);
    const shared = Math.min(lengthA, lengthB);
    this.comparedBytes += shared;
    for (let i = 0; i < shared; i++) {
      const difference = LOWER[bytes[this.starts[a]! + i]!]! - LOWER[bytes[this.starts[b]! + i]!]!;
      if (difference !== 0) return difference;
    }
    if (lengthA !== lengthB) return lengthA - lengthB;
    const wholeA = this.nodes[a] === LEAF;
    if (wholeA !== (this.nodes[b] === LEAF)) return wholeA ? 1 : -1;
    const startB = this.#labelStart(b);
    const startA = this.#labelStart(a);
    return bytes.compare(bytes, startB, this.#labelEnd(b), startA, this.#labelEnd(a));
  }

  /** The part that is searched is the label itself where no label follows it. */
  #labelStart(id: number): number {
    return this.#hasOwnLabel(id) ? this.folded[id]! + 1 : this.starts[id]!;
  }

  #labelEnd(id: number): number {
    return this.#hasOwnLabel(id) ? this.ends[id]! : this.folded[id]!;
  }

  #hasOwnLabel(id: number): boolean {
    return this.folded[id]! + 1 < this.ends[id]!;
  }

  #growIds(): void {
    const capacity = this.nodes.length * 2;
    const grow = <T extends Float64Array | Int32Array>(larger: T, old: T): T => {
      larger.set(old);
      return larger;
    };
    this.nodes = grow(new Int32Array(capacity), this.nodes);
    this.spent = grow(new Float64Array(capacity), this.spent);
    this.orders = grow(new Float64Array(capacity), this.orders);
    this.priorities = grow(new Float64Array(capacity), this.priorities);
    this.starts = grow(new Int32Array(capacity), this.starts);
    this.ends = grow(new Int32Array(capacity), this.ends);
    this.folded = grow(new Int32Array(capacity), this.folded);
  }

  #growBytes(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}
