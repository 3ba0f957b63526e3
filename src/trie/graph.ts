import { FIRST_NAME_BYTE } from "../names/key.ts";
import { grown, Interner } from "./interner.ts";

/** What one step of a name's standing is worth in code points: more than any key has. */
export const STANDING_WORTH = 4096;

/** Different keys in ascending byte order: key `i` is `bytes[starts[i] .. starts[i + 1])`. */
export interface SortedKeys {
  bytes: Uint8Array;
  starts: Uint32Array;
}

/** The node without edges in which a key ends; every graph's first node. */
export const LEAF = 0;

/**
 * Compressed tries of any number of species, with what is equal stored once.
 *
 * A node is interned as `[2 * cost + terminal, edge, edge, …]` and an edge as `[label, node]`, so equal
 * subtrees of all species are one node, and a node's id is above those of all nodes below it.
 */
export class TrieGraph {
  /** Edge labels, as bytes. */
  readonly labels = new Interner();
  readonly edges = new Interner();
  readonly nodes = new Interner();
  /** Keys at and below each node. */
  readonly counts: number[] = [];

  /** The nodes being built, from the root down: each its cost and its edges so far. */
  #open = new Int32Array(1 << 16);
  #openLength = 0;
  readonly #edge = new Int32Array(2);

  constructor() {
    this.nodes.intern([1], 0, 1);
    this.counts.push(1);
  }

  /** Adds the trie of some of the keys, given by their indexes, ascending; returns its root node. */
  add(keys: SortedKeys, members: Uint32Array): number {
    return this.#build(keys, members, 0, members.length, 0, false);
  }

  /** The cost still to go from a node to its cheapest key; see `costOf`. */
  cost(node: number): number {
    return this.nodes.items[this.nodes.starts[node]!]! >> 1;
  }

  /** The node of members `from` to `to`, which agree in their first `depth` bytes. */
  #build(
    keys: SortedKeys,
    members: Uint32Array,
    from: number,
    to: number,
    depth: number,
    pastEnd: boolean,
  ): number {
    const { bytes, starts } = keys;
    const base = this.#openLength;
    this.#push(0);
    let next = from;
    let cost = Number.POSITIVE_INFINITY;
    let count = 0;
    let terminal = 0;
    if (next < to && length(keys, members[next]!) === depth) {
      terminal = 1;
      cost = 0;
      count = 1;
      next++;
    }
    while (next < to) {
      const first = members[next]!;
      const start = starts[first]! + depth;
      let groupEnd = next + 1;
      while (groupEnd < to && bytes[starts[members[groupEnd]!]! + depth] === bytes[start])
        groupEnd++;
      const shared = commonLength(keys, first, members[groupEnd - 1]!, depth + 1);
      const end = starts[first]! + shared;

      const edgeCost = pastEnd ? 0 : costOf(bytes, start, end);
      let child = LEAF;
      if (groupEnd > next + 1) {
        const past = pastEnd || holdsEnd(bytes, start, end);
        child = this.#build(keys, members, next, groupEnd, shared, past);
      }
      cost = Math.min(cost, edgeCost + this.cost(child));
      count += this.counts[child]!;
      this.#edge[0] = this.labels.intern(bytes, start, end);
      this.#edge[1] = child;
      this.#push(this.edges.intern(this.#edge, 0, 2));
      next = groupEnd;
    }
    this.#open[base] = 2 * (count === 0 ? 0 : cost) + terminal;
    const node = this.nodes.intern(this.#open, base, this.#openLength);
    if (node === this.counts.length) this.counts.push(count);
    this.#openLength = base;
    return node;
  }

  #push(item: number): void {
    if (this.#openLength === this.#open.length) {
      this.#open = grown(this.#open, this.#openLength + 1);
    }
    this.#open[this.#openLength++] = item;
  }
}

/** Cost of a stretch of a key: the code points of the part that is searched, less what its standing is worth. */
export function costOf(bytes: Uint8Array, start: number, end: number): number {
  let cost = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte < FIRST_NAME_BYTE) return cost - byte * STANDING_WORTH;
    if ((byte & 0xc0) !== 0x80) cost++;
  }
  return cost;
}

/** Whether the part that is searched ends within a stretch of a key. */
export function holdsEnd(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i]! < FIRST_NAME_BYTE) return true;
  return false;
}

function length({ starts }: SortedKeys, key: number): number {
  return starts[key + 1]! - starts[key]!;
}

function commonLength(keys: SortedKeys, a: number, b: number, known: number): number {
  const limit = Math.min(length(keys, a), length(keys, b));
  const startA = keys.starts[a]!;
  const startB = keys.starts[b]!;
  let shared = known;
  while (shared < limit && keys.bytes[startA + shared] === keys.bytes[startB + shared]) shared++;
  return shared;
}
