import type { NodeReader } from "./edge.ts";
import type { Trie } from "./trie.ts";

/** Nodes with fewer edges are read in place. */
export const MINIMUM_KEPT_DEGREE = 16;
/** Places for nodes, and edges that all of them have together: about a megabyte. */
const SLOTS = 1 << 14;
const EDGES = 1 << 17;
const NONE = -1;

/**
 * The edges of large nodes, in memory of fixed size: large nodes stand near the roots and are met again and again, and a
 * walk that looks for one byte need not read all their edges.
 *
 * Where the memory is used up everything is forgotten and kept anew.
 */
export class KeptNodes {
  /** Of each edge: the first byte of its label, 0 where it has none; its address; keys of its node before it. */
  readonly firstBytes = new Uint8Array(EDGES);
  readonly addresses = new Int32Array(EDGES);
  readonly before = new Int32Array(EDGES);

  readonly #reader: NodeReader;
  readonly #nodes = new Int32Array(SLOTS).fill(NONE);
  readonly #firsts = new Int32Array(SLOTS);
  #size = 0;

  constructor(trie: Trie) {
    this.#reader = trie.reader();
  }

  /**
   * The first of a node's edges among those that are kept; the others follow.
   *
   * @param degree from MINIMUM_KEPT_DEGREE on
   * @param first address of its first edge
   */
  find(node: number, degree: number, first: number): number {
    const slot = (Math.imul(node, 0x9e3779b1) >>> 16) & (SLOTS - 1);
    return this.#nodes[slot] === node ? this.#firsts[slot]! : this.#keep(slot, node, degree, first);
  }

  #keep(slot: number, node: number, degree: number, first: number): number {
    if (this.#size + degree > EDGES) {
      this.#nodes.fill(NONE);
      this.#size = 0;
    }
    const kept = this.#size;
    const reader = this.#reader;
    this.#nodes[slot] = NONE;
    let next = first;
    let before = 0;
    for (let i = kept; i < kept + degree; i++) {
      reader.skim(next);
      this.firstBytes[i] = reader.first;
      this.addresses[i] = next;
      this.before[i] = before;
      before += reader.count;
      next = reader.next;
    }
    this.#size += degree;
    this.#nodes[slot] = node;
    this.#firsts[slot] = kept;
    return kept;
  }
}
