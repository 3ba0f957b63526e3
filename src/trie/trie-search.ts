import { codePointsOf } from "../names/fold.ts";
import { foldEnd, nameOfKey } from "../names/key.ts";
import { looseOfFold } from "../names/loose.ts";
import { Budget, MOST_STEPS, MOST_STEPS_NEARBY, SLICE_STEPS } from "./budget.ts";
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

/** The fold of a name, with what else its key tells. */
export interface FoundFold extends Omit<FoundName, "name"> {
  folded: string;
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
 * What is answered in steps may be left between any two of them, and other questions asked.
 *
 * @throws IndexError from all methods where the trie is damaged, and TooManyWays where a query makes too much work
 */
export class TrieSearch {
  readonly #kept: KeptNodes;
  readonly #walks: [MadeWalk, MadeWalk];
  readonly #best: BestFirst;
  readonly #keys: Keys;
  #lastFolded = "";
  #lastWalked = walkedQuery("");

  constructor(private readonly trie: Trie) {
    const kept = new KeptNodes(trie);
    const made = (): MadeWalk => ({ walk: new KeyWalk(trie, kept), root: null, folded: "" });
    this.#kept = kept;
    this.#walks = [made(), made()];
    this.#best = new BestFirst(trie);
    this.#keys = new Keys(trie, kept);
  }

  /** Whether there is any such name. @param folded the fold of the query */
  has(root: Root, asked: Asked, folded: string): boolean {
    return endsOf(this.#walkOf(root, folded), asked).length > 0;
  }

  /** The best names, at most `limit`. */
  find(root: Root, asked: Asked, folded: string, limit: number): FoundName[] {
    const walk = this.#walkOf(root, folded);
    return this.#bestBehind(root, endsOf(walk, asked), walk.bytes, limit);
  }

  /** All of them, best first, for as long as they are asked for. @param about how many are wanted, about */
  *findEach(root: Root, asked: Asked, folded: string, about: number): Generator<FoundName> {
    for (let wanted = about, given = 0; ; wanted *= 2) {
      const found = this.find(root, asked, folded, wanted);
      for (; given < found.length; given++) yield found[given]!;
      if (found.length < wanted) return;
    }
  }

  /**
   * The names of which some beginning is at a distance of the query, given by its code points, where none is nearer:
   * those first that have its letters in another order, then whole names.
   */
  *findNear(
    root: Root,
    query: readonly number[],
    distance: number,
    limit: number,
  ): Generator<void, FoundName[]> {
    const walk = new NearWalk(this.trie);
    const budget = new Budget(MOST_STEPS_NEARBY, SLICE_STEPS);
    walk.begin(root.address, query, distance);
    while (!walk.run(budget)) {
      yield;
      budget.nextSlice();
    }
    const found = new Map<number, FoundName>();
    // A name is found once for each way in which it fits.
    for (const name of this.#bestBehind(root, walk.ends, walk.bytes, FITS * limit)) {
      if (found.size === limit) break;
      if (!found.has(name.number)) found.set(name.number, name);
    }
    return [...found.values()];
  }

  /** The name that stands behind `number` others of a root. */
  nameAt(root: Root, number: number): FoundName {
    this.#keys.find(root.address, number, new Budget(MOST_STEPS));
    return nameOf(root, this.#keys, number);
  }

  /** Every name of a root, in the order of their numbers. */
  *all(root: Root): Generator<FoundName> {
    const keys = new Keys(this.trie, this.#kept);
    let number = 0;
    for (const _ of keys.all(root.address)) yield nameOf(root, keys, number++);
  }

  /** The folds of all names of a root in byte order, equal ones by standing, then in the byte order of the names. */
  *foldsInOrder(root: Root): Generator<FoundFold> {
    const keys = new Keys(this.trie, this.#kept);
    for (const number of keys.inByteOrder(root.address)) {
      const { bytes, length } = keys;
      const end = foldEnd(bytes, 0, length);
      const standing = end < length ? bytes[end]! : 0;
      yield { folded: bytes.toString("utf8", 0, end), number, standing };
    }
  }

  #walkOf(root: Root, folded: string): KeyWalk {
    const [last, other] = this.#walks;
    if (last.root === root && last.folded === folded) return last.walk;
    this.#walks.reverse();
    if (other.root === root && other.folded === folded) return other.walk;
    // A walk that an error leaves half done is not taken for one that was made.
    other.root = null;
    other.walk.begin(root.address, this.#walked(folded));
    other.walk.run(new Budget(MOST_STEPS));
    other.root = root;
    other.folded = folded;
    return other.walk;
  }

  /** The query in the forms that are followed; one query is asked of several roots. */
  #walked(folded: string): WalkedQuery {
    if (this.#lastFolded !== folded) {
      this.#lastFolded = folded;
      this.#lastWalked = walkedQuery(folded);
    }
    return this.#lastWalked;
  }

  #bestBehind(root: Root, ends: readonly End[], bytes: Uint8Array, limit: number): FoundName[] {
    const found: FoundName[] = [];
    if (ends.length === 0) return found;
    const best = this.#best;
    const budget = new Budget(MOST_STEPS);
    best.begin(ends, bytes, limit, budget);
    while (best.next(budget)) {
      const standing = best.folded < best.end ? best.bytes[best.folded]! : 0;
      found.push({ name: best.name(root.casePattern), number: best.number, standing });
    }
    return found;
  }
}

/** The name of the key that was found last. */
function nameOf({ casePattern }: Root, { bytes, length }: Keys, number: number): FoundName {
  const folded = foldEnd(bytes, 0, length);
  const standing = folded < length ? bytes[folded]! : 0;
  return { name: nameOfKey(bytes, 0, folded, length, casePattern), number, standing };
}

function walkedQuery(folded: string): WalkedQuery {
  return { folded: Buffer.from(folded), loose: codePointsOf(looseOfFold(folded)) };
}

/** Ends of a walk of which none lies behind another. */
function endsOf(walk: KeyWalk, asked: Asked): readonly End[] {
  if (asked === "looseWhole") {
    return walk.looseWhole.length === 0 ? walk.whole : [...walk.whole, ...walk.looseWhole];
  }
  if (asked !== "loosePrefix") return walk[asked];
  if (walk.loosePrefix.length === 0) return walk.prefix;
  return walk.isPrefixBehindLoose ? walk.loosePrefix : [...walk.loosePrefix, ...walk.prefix];
}
