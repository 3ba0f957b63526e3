import { foldEnd, nameOfKey } from "../names/key.ts";
import { looseOfFold } from "../names/loose.ts";
import { Budget, MAXIMUM_STEPS, SLICE_STEPS } from "./budget.ts";
import { KeptNodes } from "./kept-nodes.ts";
import { Keys } from "./keys.ts";
import { FITS, NearWalk } from "./near-walk.ts";
import { BestFirst } from "./search.ts";
import type { Trie } from "./trie.ts";
import { type End, KeyWalk, type WalkedQuery } from "./walk.ts";

/** A root of the graph: the labels of a species, or its aliases. */
export interface Root {
  address: number;
  /** How most of its names show their letters. */
  casePattern: number;
}

/** A name that was found. */
export interface FoundName {
  name: string;
  /** How many names of its root stand before it. */
  number: number;
  standing: number;
}

/** What is asked of names: that the query is their fold, or the beginning of it; the same of the loose forms. */
export type Asked = "whole" | "prefix" | "looseWhole" | "loosePrefix";

/** A walk that was made, for what else is asked with the same query. */
interface MadeWalk {
  walk: KeyWalk;
  root: Root | null;
  folded: string;
}

/**
 * All that is asked of the tries of an index. One walk of a root serves everything that is asked of it with one query:
 * the walks made last are kept, one of labels and one of aliases.
 *
 * @throws IndexError from all methods where the trie is damaged
 */
export class TrieSearch {
  /** What one search may spend. */
  #budget = new Budget(MAXIMUM_STEPS);
  readonly #walks: [MadeWalk, MadeWalk];
  /** A walk that no search is at; searches in steps may be half done when others begin. */
  #idleNear: NearWalk | null = null;
  readonly #best: BestFirst;
  readonly #keys: Keys;

  readonly #kept: KeptNodes;

  constructor(private readonly trie: Trie) {
    const kept = new KeptNodes(trie);
    this.#kept = kept;
    const made = (): MadeWalk => ({ walk: new KeyWalk(trie, kept), root: null, folded: "" });
    this.#walks = [made(), made()];
    this.#best = new BestFirst(trie);
    this.#keys = new Keys(trie, kept);
  }

  /** The best names, at most `limit`. @param folded the fold of the query */
  find(root: Root, asked: Asked, folded: string, limit: number): FoundName[] {
    this.#budget = new Budget(MAXIMUM_STEPS);
    const walk = this.#walkOf(root, folded);
    return this.#bestBehind(root, endsOf(walk, asked), walk.bytes, limit);
  }

  /** The same one by one, for as long as they are asked for and nothing else is. */
  *findEach(root: Root, asked: Asked, folded: string): Generator<FoundName> {
    this.#budget = new Budget(MAXIMUM_STEPS);
    const walk = this.#walkOf(root, folded);
    const ends = endsOf(walk, asked);
    if (ends.length === 0) return;
    this.#best.begin(ends, walk.bytes, Number.POSITIVE_INFINITY, this.#budget);
    while (this.#best.next(this.#budget)) yield this.#found(root);
  }

  /**
   * The names of which some beginning is at a distance of the query, given by its code points, where none is nearer:
   * those first that have its letters in another order, then whole names. They are found in steps, between which
   * anything else may be asked.
   */
  *findNear(
    root: Root,
    query: readonly number[],
    distance: number,
    limit: number,
  ): Generator<void, FoundName[]> {
    const budget = new Budget(MAXIMUM_STEPS, SLICE_STEPS);
    const near = this.#idleNear ?? new NearWalk(this.trie);
    this.#idleNear = null;
    near.begin(root.address, query, distance);
    while (!near.run(budget)) {
      budget.nextSlice();
      yield;
    }
    this.#budget = budget;
    const found = new Map<number, FoundName>();
    // A name is found once for each way in which it fits.
    for (const name of this.#bestBehind(root, near.ends, near.bytes, FITS * limit)) {
      if (found.size === limit) break;
      if (!found.has(name.number)) found.set(name.number, name);
    }
    this.#idleNear = near;
    return [...found.values()];
  }

  /** The name that stands behind `number` others of a root. */
  nameAt(root: Root, number: number): FoundName {
    this.#keys.find(root.address, number, new Budget(MAXIMUM_STEPS));
    return nameOf(root, this.#keys, number);
  }

  /** Every name of a root, in the order of their numbers; anything else may be asked meanwhile. */
  *all(root: Root): Generator<FoundName> {
    const keys = new Keys(this.trie, this.#kept);
    let number = 0;
    for (const _ of keys.all(root.address)) yield nameOf(root, keys, number++);
  }

  #walkOf(root: Root, folded: string): KeyWalk {
    const [last, other] = this.#walks;
    if (last.root === root && last.folded === folded) return last.walk;
    this.#walks.reverse();
    if (other.root === root && other.folded === folded) return other.walk;
    // What is left half done by damage is not taken for a walk that was made.
    other.root = null;
    other.walk.begin(root.address, walkedQuery(folded));
    while (!other.walk.run(this.#budget)) this.#budget.nextSlice();
    other.root = root;
    other.folded = folded;
    return other.walk;
  }

  #bestBehind(root: Root, ends: readonly End[], bytes: Uint8Array, limit: number): FoundName[] {
    const found: FoundName[] = [];
    if (ends.length === 0) return found;
    this.#best.begin(ends, bytes, limit, this.#budget);
    while (this.#best.next(this.#budget)) found.push(this.#found(root));
    return found;
  }

  /** The name that the search has come to. */
  #found({ casePattern }: Root): FoundName {
    const best = this.#best;
    const standing = best.folded < best.end ? best.bytes[best.folded]! : 0;
    return { name: best.name(casePattern), number: best.number, standing };
  }
}

/** The name of the key that was found last. */
function nameOf({ casePattern }: Root, { bytes, length }: Keys, number: number): FoundName {
  const folded = foldEnd(bytes, 0, length);
  const standing = folded < length ? bytes[folded]! : 0;
  return { name: nameOfKey(bytes, 0, folded, length, casePattern), number, standing };
}

const utf8 = new TextEncoder();

function walkedQuery(folded: string): WalkedQuery {
  const loose = Array.from(looseOfFold(folded), (character) => character.codePointAt(0)!);
  return { folded: utf8.encode(folded), loose };
}

/** Ends of a walk of which none lies behind another. */
function endsOf(walk: KeyWalk, asked: Asked): readonly End[] {
  if (asked === "looseWhole") return [...walk.whole, ...walk.looseWhole];
  if (asked !== "loosePrefix") return walk[asked];
  if (walk.loosePrefix.length === 0) return walk.prefix;
  return walk.isPrefixBehindLoose ? walk.loosePrefix : [...walk.loosePrefix, ...walk.prefix];
}
