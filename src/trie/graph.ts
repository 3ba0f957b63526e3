import { costOf, endIn } from "./cost.ts";
import { grown, Interner } from "./interner.ts";

/** Different keys in ascending byte order: key `i` is `bytes[starts[i] .. starts[i + 1])`. */
export interface SortedKeys {
  bytes: Uint8Array;
  starts: Uint32Array;
}

/** A trie that was added to a graph. */
export interface AddedTrie {
  root: number;
  /** The keys in the order of their numbers, each by its index among the sorted ones. */
  order: Uint32Array;
}

/** The node in which a key ends; every graph's first node. */
export const LEAF = 0;

/**
 * Tries of any number of species, with what is equal stored once.
 *
 * A node is a sequence of edges and an edge is `[label, node]`, both interned, so that equal subtrees of all species
 * are one node, and a node's id is above those of all nodes below it. The edges of a node stand in the order of their
 * costs, among equals in byte order; the number of a key is how many keys stand before it in a walk of this order.
 *
 * Before the end of the fold edges part between characters, so that no edge begins or ends within one.
 */
export class TrieGraph {
  /** Labels of edges, as bytes. */
  readonly labels = new Interner();
  readonly edges = new Interner();
  readonly nodes = new Interner();
  /** Keys at and below each node, and the cost of the best of them, were it before the end of the fold. */
  readonly counts: number[] = [];
  readonly costs: number[] = [];

  /** The keys that are being added. */
  #bytes: Uint8Array = new Uint8Array(0);
  #starts: Uint32Array = new Uint32Array(0);
  #order: Uint32Array = new Uint32Array(0);
  /** The edges of the nodes being built, from the root down: each its id, its cost and its keys. */
  #open = new Int32Array(1 << 12);
  #openLength = 0;
  readonly #edge = new Int32Array(2);

  constructor() {
    this.nodes.intern([], 0, 0);
    this.counts.push(1);
    this.costs.push(0);
  }

  /** Adds a trie of one key or more. */
  add({ bytes, starts }: SortedKeys): AddedTrie {
    this.#bytes = bytes;
    this.#starts = starts;
    const order = Uint32Array.from({ length: starts.length - 1 }, (_, i) => i);
    this.#order = order;
    const root = this.#build(0, order.length, 0, false);
    return { root, order };
  }

  /** Where an edge's label begins and ends among the items of `labels`. */
  labelStart(edge: number): number {
    return this.labels.starts[this.edges.items[2 * edge]!]!;
  }

  labelEnd(edge: number): number {
    return this.labels.starts[this.edges.items[2 * edge]! + 1]!;
  }

  child(edge: number): number {
    return this.edges.items[2 * edge + 1]!;
  }

  /** The node of keys `from` to `to`, which agree in their first `depth` bytes. */
  #build(from: number, to: number, depth: number, pastEnd: boolean): number {
    const base = this.#openLength;
    let best = Number.POSITIVE_INFINITY;
    for (let first = from; first < to; ) {
      const last = this.#lastAlike(first, to, depth, pastEnd);
      const start = this.#starts[first]! + depth;
      const shared = first === last ? this.#length(first) : this.#shared(first, last, depth);
      const end = start + shared - depth;
      const crosses = endIn(this.#bytes, start, end) >= 0;
      const isPast = pastEnd || crosses;
      const child = first === last ? LEAF : this.#build(first, last + 1, shared, isPast);
      const cost = costOf(this.#bytes, start, end) + (crosses ? 0 : this.costs[child]!);
      best = Math.min(best, cost);
      this.#edge[0] = this.labels.intern(this.#bytes, start, end);
      this.#edge[1] = child;
      const edge = this.edges.intern(this.#edge, 0, 2);
      this.#insert(base, edge, pastEnd ? 0 : cost, first, last + 1 - first);
      first = last + 1;
    }
    return this.#close(base, from, to, best);
  }

  /** The last key from `first` on that has the same character behind `depth` bytes; past the end of the fold, the same byte. */
  #lastAlike(first: number, to: number, depth: number, pastEnd: boolean): number {
    const start = this.#starts[first]! + depth;
    // A key that ends here is alone: no two are equal.
    if (this.#length(first) === depth) return first;
    const length = pastEnd ? 1 : characterLength(this.#bytes[start]!);
    let last = first;
    while (last + 1 < to && this.#agrees(this.#starts[last + 1]! + depth, start, length)) last++;
    return last;
  }

  #agrees(a: number, b: number, length: number): boolean {
    for (let i = 0; i < length; i++) if (this.#bytes[a + i] !== this.#bytes[b + i]) return false;
    return true;
  }

  /** Bytes that two keys which agree in their first `depth` have in common, up to the end of a character. */
  #shared(first: number, last: number, depth: number): number {
    const a = this.#starts[first]!;
    const b = this.#starts[last]!;
    const limit = Math.min(this.#length(first), this.#length(last));
    let shared = depth;
    while (shared < limit && this.#bytes[a + shared] === this.#bytes[b + shared]) shared++;
    if (shared < limit && endIn(this.#bytes, a, a + shared) < 0) {
      while ((this.#bytes[a + shared]! & 0xc0) === 0x80) shared--;
    }
    return shared;
  }

  /** Adds an edge to the node being built, behind those that come before it. */
  #insert(base: number, edge: number, cost: number, first: number, keys: number): void {
    if (this.#openLength + ITEMS > this.#open.length) {
      this.#open = grown(this.#open, this.#openLength + ITEMS);
    }
    const open = this.#open;
    let at = this.#openLength;
    while (at > base && open[at - ITEMS + COST]! > cost) at -= ITEMS;
    open.copyWithin(at + ITEMS, at, this.#openLength);
    open[at] = edge;
    open[at + COST] = cost;
    open[at + KEYS] = keys;
    open[at + FIRST] = first;
    this.#openLength += ITEMS;
  }

  /** Makes a node of the edges since `base`. */
  #close(base: number, from: number, to: number, best: number): number {
    const open = this.#open;
    const degree = (this.#openLength - base) / ITEMS;
    const edges = new Int32Array(degree);
    const before = this.#order.slice(from, to);
    let next = from;
    for (let i = 0; i < degree; i++) {
      const at = base + ITEMS * i;
      edges[i] = open[at]!;
      const first = open[at + FIRST]! - from;
      this.#order.set(before.subarray(first, first + open[at + KEYS]!), next);
      next += open[at + KEYS]!;
    }
    this.#openLength = base;
    const node = this.nodes.intern(edges, 0, degree);
    if (node === this.counts.length) {
      this.counts.push(to - from);
      this.costs.push(best);
    }
    return node;
  }

  #length(key: number): number {
    return this.#starts[key + 1]! - this.#starts[key]!;
  }
}

/** What is kept of an edge while its node is built, and where. */
const ITEMS = 4;
const COST = 1;
const KEYS = 2;
const FIRST = 3;

/** Bytes of a character, by its first one. */
export function characterLength(first: number): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}
