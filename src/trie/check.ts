import { isFormer, MAXIMUM_KEY_BYTES } from "../names/key.ts";
import { costOf, endIn } from "./cost.ts";
import { damaged } from "./damage.ts";
import type { NodeReader } from "./edge.ts";
import { characterLength, LEAF } from "./graph.ts";
import type { Trie } from "./trie.ts";

/** Where a node may stand, by bits: nowhere, as none begins there; before the end of folds; behind it. */
const NO_NODE = 0;
const BEFORE_END = 1;
const PAST_END = 2;
const PLACES = BEFORE_END | PAST_END;
/** A node before the end of folds through which goes a key that has to be looked at by itself. */
const SPECIAL = 4;
/** One through which goes a key of a former symbol. */
const FORMER = 8;

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
 * @returns what is known of the nodes now
 * @throws IndexError naming what is wrong
 */
export function checkTrie(trie: Trie, species: readonly CheckedSpecies[]): TrieCheck {
  const check = new TrieCheck(trie);
  check.checkNodes();
  for (const { name, root, labels, aliasRoot, aliases } of species) {
    check.checkRoot(name, root, labels);
    check.checkStandings(name, root);
    if (aliases > 0) check.checkRoot(name, aliasRoot, aliases);
  }
  return check;
}

/**
 * What is known of the nodes of a trie. Nearly all keys are plain: ASCII without spaces, shown by the case pattern of
 * the species. That they are right is seen from the nodes; the others are special, and have to be looked at one by one.
 */
export class TrieCheck {
  /** Of the node at each address: where it may stand and what goes through it; its cost, before the end; its keys; bytes of its longest. */
  readonly #facts: Uint8Array;
  readonly #costs: Int32Array;
  readonly #counts: Uint32Array;
  readonly #longest: Uint16Array;
  readonly #order = new EdgeOrder();
  readonly #reader: NodeReader;
  readonly #size: number;

  constructor(trie: Trie) {
    this.#size = trie.nodes.length;
    this.#facts = new Uint8Array(this.#size);
    this.#costs = new Int32Array(this.#size);
    this.#counts = new Uint32Array(this.#size);
    this.#longest = new Uint16Array(this.#size);
    this.#reader = trie.reader();
  }

  checkNodes(): void {
    const reader = this.#reader;
    reader.open(LEAF);
    if (this.#size === 0 || reader.degree > 0) throw damaged("does not begin with its leaf");
    this.#facts[LEAF] = PLACES;
    this.#counts[LEAF] = 1;
    for (let address = reader.next; address < this.#size; address = reader.next) {
      this.#checkNode(address);
    }
  }

  checkRoot(name: string, root: number, keys: number): void {
    const facts = this.#facts[root] ?? NO_NODE;
    if (root === LEAF || facts === NO_NODE) throw damaged(`has no root for ${name}`);
    if (!(facts & BEFORE_END))
      throw damaged(`has edges of ${name} that are out of order or no fold`);
    if (this.#counts[root] !== keys) throw damaged(`counts other names for ${name}`);
    const reader = this.#reader;
    reader.open(root);
    for (let left = reader.degree; left > 0; left--) {
      reader.read(reader.next);
      const { source, start, end } = reader;
      if (start === end || endIn(source, start, start + 1) >= 0) {
        throw damaged(`has a name of ${name} that is empty`);
      }
    }
  }

  /** Checks the standings below the root of labels, none of which is a former symbol. */
  checkStandings(name: string, root: number): void {
    if (this.#facts[root]! & FORMER) throw damaged(`has a label of ${name} as a former symbol`);
  }

  /** Whether a special key goes through a node before the end of folds. */
  isSpecial(node: number): boolean {
    return (this.#facts[node]! & SPECIAL) !== 0;
  }

  /** Whether a special key goes through an edge before the end of folds, whatever stands beside it. */
  isSpecialEdge(label: Uint8Array, start: number, end: number, child: number): boolean {
    return (this.#factsOfEdge(label, start, endIn(label, start, end), end, child) & SPECIAL) !== 0;
  }

  /** Bytes of the longest key through a node. */
  longestOf(node: number): number {
    return this.#longest[node]!;
  }

  /** Whether a key through a node before the end of folds has a standing above 0. */
  hasStanding(node: number): boolean {
    return this.#costs[node]! < 0;
  }

  #checkNode(address: number): void {
    const reader = this.#reader;
    reader.open(address);
    const { degree } = reader;
    if (degree === 0) throw damaged("has a branch without keys");
    let places = PLACES;
    let special = NO_NODE;
    let endings = 0;
    let best = Number.POSITIVE_INFINITY;
    let keys = 0;
    let longest = 0;
    const order = this.#order;
    order.begin();
    for (let i = 0; i < degree; i++) {
      reader.read(reader.next);
      const { source, start, end, child, count } = reader;
      if (this.#facts[child] === NO_NODE) throw damaged("points between two nodes");
      if (count !== this.#counts[child]) throw damaged("has an edge with a wrong count");
      if (start === end && child !== LEAF) throw damaged("has an edge without a label");
      const foldEnd = endIn(source, start, end);
      const cost = costOf(source, start, end) + (foldEnd < 0 ? this.#costs[child]! : 0);
      if (reader.cost() !== cost) throw damaged("has an edge with a wrong cost");
      const facts = this.#factsOfEdge(source, start, foldEnd, end, child);
      places &= facts & order.add(source, start, end, cost);
      special |= facts & ~PLACES;
      if (start === end || foldEnd === start) endings++;
      best = Math.min(best, cost);
      keys += count;
      longest = Math.max(longest, end - start + this.#longest[child]!);
    }
    if (places === NO_NODE) throw damaged("has edges out of order, or that are no part of a key");
    if (longest > MAXIMUM_KEY_BYTES) throw damaged("has an over-long key");
    if (keys > LARGEST_COUNT) throw damaged("has more keys than can be counted");
    // Of several keys of one fold none is plain.
    this.#facts[address] = places | special | (endings > 1 ? SPECIAL : 0);
    this.#costs[address] = best;
    this.#counts[address] = keys;
    this.#longest[address] = longest;
  }

  /**
   * Where an edge may stand, and what goes through it, by its label and its child.
   *
   * @param foldEnd where in the label the fold ends; -1 where it does not
   */
  #factsOfEdge(
    label: Uint8Array,
    start: number,
    foldEnd: number,
    end: number,
    child: number,
  ): number {
    const childFacts = this.#facts[child]!;
    const kind = foldKind(label, start, foldEnd < 0 ? end : foldEnd);
    if (foldEnd < 0) {
      if (kind === NO_FOLD) return childFacts & PAST_END;
      return kind === PLAIN_FOLD ? childFacts : childFacts | SPECIAL;
    }
    const isLastEnd = endIn(label, foldEnd + 1, end) < 0;
    if (kind === NO_FOLD || !isLastEnd || !(childFacts & PAST_END)) return NO_NODE;
    const standing = label[foldEnd]!;
    const isPlain = kind === PLAIN_FOLD && standing > 0 && foldEnd + 1 === end && child === LEAF;
    return BEFORE_END | (isPlain ? 0 : SPECIAL) | (isFormer(standing) ? FORMER : 0);
  }
}

const LARGEST_COUNT = 2 ** 31 - 1;

/** The edges of a node so far, and where they may stand by their order. */
class EdgeOrder {
  #places = PLACES;
  #cost = Number.NEGATIVE_INFINITY;
  #character = Number.NEGATIVE_INFINITY;
  #byte = Number.NEGATIVE_INFINITY;
  /** Characters with which edges of the node begin; those of one byte by the count of the nodes when they last did. */
  readonly #characters = new Set<number>();
  readonly #bytes = new Uint32Array(0x100);
  #nodes = 0;

  /** Begins another node. */
  begin(): void {
    this.#places = PLACES;
    this.#cost = Number.NEGATIVE_INFINITY;
    this.#character = Number.NEGATIVE_INFINITY;
    this.#byte = Number.NEGATIVE_INFINITY;
    if (this.#characters.size > 0) this.#characters.clear();
    this.#nodes++;
  }

  /** Before the end of folds edges are in the order of their costs and begin with different characters; past it, in byte order. */
  add(label: Uint8Array, start: number, end: number, cost: number): number {
    const byte = start < end ? label[start]! : NOTHING;
    const character = start < end ? firstCharacter(label, start, end) : NOTHING;
    const isBehind = cost > this.#cost || (cost === this.#cost && character > this.#character);
    if (!isBehind || this.#isKnown(byte, character)) this.#places &= ~BEFORE_END;
    if (byte <= this.#byte) this.#places &= ~PAST_END;
    this.#cost = cost;
    this.#character = character;
    this.#byte = byte;
    return this.#places;
  }

  /** Whether an edge of the node began with a character before. */
  #isKnown(byte: number, character: number): boolean {
    if (byte >= FIRST_OF_SEVERAL) {
      if (this.#characters.has(character)) return true;
      this.#characters.add(character);
      return false;
    }
    // A label that is empty has a place behind those of bytes.
    const at = byte === NOTHING ? FIRST_OF_SEVERAL : byte;
    const isKnown = this.#bytes[at] === this.#nodes;
    this.#bytes[at] = this.#nodes;
    return isKnown;
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
/** Bytes below this are characters of their own. */
const FIRST_OF_SEVERAL = 0x80;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
const SPACE = 0x20;
const DELETE = 0x7f;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A stretch of a fold is whole characters without capitals A to Z; a plain one, printable ASCII without spaces. */
const NO_FOLD = 0;
export const PLAIN_FOLD = 1;
const OTHER_FOLD = 2;

export function foldKind(bytes: Uint8Array, start: number, end: number): number {
  let isPlain = true;
  let bits = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    bits |= byte;
    if (byte >= UPPER_A && byte <= UPPER_Z) return NO_FOLD;
    if (byte === SPACE || byte >= DELETE) isPlain = false;
  }
  if (bits < 0x80) return isPlain ? PLAIN_FOLD : OTHER_FOLD;
  try {
    utf8.decode(bytes.subarray(start, end));
    return OTHER_FOLD;
  } catch {
    return NO_FOLD;
  }
}
