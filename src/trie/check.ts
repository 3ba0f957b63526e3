import { MAXIMUM_KEY_BYTES } from "../names/key.ts";
import { costOf, endIn } from "./cost.ts";
import { damaged } from "./damage.ts";
import type { NodeReader } from "./edge.ts";
import { characterLength, LEAF } from "./graph.ts";
import type { Trie } from "./trie.ts";

/** Where a node may stand, by bits: nowhere, as none begins there; before the end of folds; behind it. */
const NO_NODE = 0;
const BEFORE_END = 1;
const PAST_END = 2;

/** What a species' roots are, and how many keys each should have. */
export interface CheckedSpecies {
  name: string;
  root: number;
  labels: number;
  aliasRoot: number;
  aliases: number;
}

/**
 * Checks every node of a trie: one pass over the nodes, whose children always stand before them, computes each count
 * and cost again.
 *
 * @throws IndexError naming what is wrong
 */
export function checkTrie(trie: Trie, species: readonly CheckedSpecies[]): void {
  const check = new TrieCheck(trie);
  check.checkNodes();
  for (const { name, root, labels, aliasRoot, aliases } of species) {
    check.checkRoot(name, root, labels);
    if (aliases > 0) check.checkRoot(name, aliasRoot, aliases);
  }
}

class TrieCheck {
  /** What is known of the node at each address: where it may stand; its cost, before the end; its keys; bytes of its longest. */
  readonly #places: Uint8Array;
  readonly #costs: Int32Array;
  readonly #counts: Uint32Array;
  readonly #longest: Uint16Array;
  readonly #reader: NodeReader;
  readonly #size: number;

  constructor(trie: Trie) {
    this.#size = trie.nodes.length;
    this.#places = new Uint8Array(this.#size);
    this.#costs = new Int32Array(this.#size);
    this.#counts = new Uint32Array(this.#size);
    this.#longest = new Uint16Array(this.#size);
    this.#reader = trie.reader();
  }

  checkNodes(): void {
    const reader = this.#reader;
    reader.open(LEAF);
    if (this.#size === 0 || reader.degree > 0) throw damaged("does not begin with its leaf");
    this.#places[LEAF] = BEFORE_END | PAST_END;
    this.#counts[LEAF] = 1;
    for (let address = reader.next; address < this.#size; address = reader.next) {
      this.#checkNode(address);
    }
  }

  checkRoot(name: string, root: number, keys: number): void {
    const place = this.#places[root] ?? NO_NODE;
    if (root === LEAF || !(place & BEFORE_END)) throw damaged(`has no root for ${name}`);
    if (this.#counts[root] !== keys) throw damaged(`counts other names for ${name}`);
  }

  #checkNode(address: number): void {
    const reader = this.#reader;
    reader.open(address);
    const { degree } = reader;
    if (degree === 0) throw damaged("has a branch without keys");
    let place = BEFORE_END | PAST_END;
    let best = Number.POSITIVE_INFINITY;
    let keys = 0;
    let longest = 0;
    const order = new EdgeOrder();
    for (let i = 0; i < degree; i++) {
      reader.read(reader.next);
      const { source, start, end, child, count } = reader;
      if (this.#places[child] === NO_NODE) throw damaged("points between two nodes");
      if (count !== this.#counts[child]) throw damaged("has an edge with a wrong count");
      if (start === end && child !== LEAF) throw damaged("has an edge without a label");
      const foldEnd = endIn(source, start, end);
      const cost = costOf(source, start, end) + (foldEnd < 0 ? this.#costs[child]! : 0);
      if (reader.cost() !== cost) throw damaged("has an edge with a wrong cost");
      place &= this.#placesOfEdge(source, start, foldEnd, end, child);
      place &= order.add(source, start, end, cost);
      best = Math.min(best, cost);
      keys += count;
      longest = Math.max(longest, end - start + this.#longest[child]!);
    }
    if (place === NO_NODE) throw damaged("has edges out of order, or that are no part of a key");
    if (longest > MAXIMUM_KEY_BYTES) throw damaged("has an over-long key");
    if (keys > LARGEST_COUNT) throw damaged("has more keys than can be counted");
    this.#places[address] = place;
    this.#costs[address] = best;
    this.#counts[address] = keys;
    this.#longest[address] = longest;
  }

  /** Where an edge may stand, by its label and its child. @param foldEnd where in the label the fold ends; -1 where it does not */
  #placesOfEdge(
    label: Uint8Array,
    start: number,
    foldEnd: number,
    end: number,
    child: number,
  ): number {
    const childPlaces = this.#places[child]!;
    if (foldEnd < 0) {
      return isFolded(label, start, end) ? childPlaces : childPlaces & PAST_END;
    }
    const isLastEnd = endIn(label, foldEnd + 1, end) < 0;
    return isLastEnd && childPlaces & PAST_END && isFolded(label, start, foldEnd)
      ? BEFORE_END
      : NO_NODE;
  }
}

const LARGEST_COUNT = 2 ** 31 - 1;

/** The edges of a node so far, and where they may stand by their order. */
class EdgeOrder {
  #places = BEFORE_END | PAST_END;
  #cost = Number.NEGATIVE_INFINITY;
  #character = Number.NEGATIVE_INFINITY;
  #byte = Number.NEGATIVE_INFINITY;
  readonly #characters = new Set<number>();

  /** Before the end of folds edges are in the order of their costs and begin with different characters; past it, in byte order. */
  add(label: Uint8Array, start: number, end: number, cost: number): number {
    const byte = start < end ? label[start]! : NOTHING;
    const character = start < end ? firstCharacter(label, start, end) : NOTHING;
    const isBehind = cost > this.#cost || (cost === this.#cost && character > this.#character);
    if (!isBehind || this.#characters.has(character)) this.#places &= ~BEFORE_END;
    if (byte <= this.#byte) this.#places &= ~PAST_END;
    this.#characters.add(character);
    this.#cost = cost;
    this.#character = character;
    this.#byte = byte;
    return this.#places;
  }
}

/** Stands for the beginning of a label that is empty. */
const NOTHING = -1;

/** The bytes of a label's first character as one number, in the order of the bytes. */
function firstCharacter(label: Uint8Array, start: number, end: number): number {
  const last = Math.min(end, start + characterLength(label[start]!));
  let bytes = 0;
  for (let i = start; i < start + LONGEST_CHARACTER; i++) {
    bytes = bytes * 256 + (i < last ? label[i]! : 0);
  }
  return bytes;
}

const LONGEST_CHARACTER = 4;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Whether a stretch of a fold is whole characters without capitals A to Z. */
function isFolded(bytes: Uint8Array, start: number, end: number): boolean {
  let bits = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    bits |= byte;
    if (byte >= UPPER_A && byte <= UPPER_Z) return false;
  }
  if (bits < 0x80) return true;
  try {
    utf8.decode(bytes.subarray(start, end));
    return true;
  } catch {
    return false;
  }
}
