import { FIRST_NAME_BYTE, MAXIMUM_KEY_BYTES } from "../names/key.ts";
import { looseLetters } from "../names/loose.ts";
import type { Budget } from "./budget.ts";
import { damaged } from "./damage.ts";
import type { NodeReader } from "./edge.ts";
import { characterLength, LEAF } from "./graph.ts";
import { KeptNodes, MINIMUM_KEPT_DEGREE } from "./kept-nodes.ts";
import type { Trie } from "./trie.ts";

/** Where a walk ended: all keys through some edges of a node match. */
export interface End {
  /** Address of the first edge, and how many edges there are with it. */
  edge: number;
  edges: number;
  /** The bytes before the edge are `bytes[start .. start + length)` of the walk, with so many code points. */
  start: number;
  length: number;
  spent: number;
  /** Keys of the root before those of the edge. */
  number: number;
}

/** A query in the two forms that are followed. */
export interface WalkedQuery {
  /** UTF-8 of its fold. */
  folded: Uint8Array;
  /** Code points of its loose form; none where that is not followed. */
  loose: ArrayLike<number>;
}

/** What an end takes in steps, and how many bytes of ways one step copies: so that steps bound the memory too. */
export const STEPS_AN_END = 16;
export const BYTES_PER_STEP = 8;

/** A form of the query that the bytes so far do not begin with. */
const LOST = -1;

/** What a character is to the loose form, by its first byte: neither letter nor digit; one of several bytes; the end of the fold. */
const SKIPPED = 1;
const LONG = 2;
const END = 4;
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte < FIRST_NAME_BYTE) return END;
  if (byte >= 0x80) return LONG;
  return looseLetters(byte).length === 0 ? SKIPPED : 0;
});
/** Stands for a byte that nothing is looked for by. */
const NO_BYTE = -1;

/**
 * Goes from the root of a trie to wherever the keys lie that match a query.
 *
 * The fold of the query is followed byte by byte, and in the same walk its loose form past everything in the keys that
 * is neither letter nor digit.
 */
export class KeyWalk {
  /** Behind these the fold begins with the query's; at most one. */
  readonly prefix: End[] = [];
  /** Keys whose fold is the query's; at most two. */
  readonly whole: End[] = [];
  /** Behind these the loose form begins with the query's, and the fold does not or not yet. */
  readonly loosePrefix: End[] = [];
  /** Keys whose loose form is the query's, and whose fold is not. */
  readonly looseWhole: End[] = [];
  /** The end in `prefix` lies behind one of `loosePrefix`, as the query goes on with something that is skipped. */
  isPrefixBehindLoose = false;
  bytes = Buffer.allocUnsafeSlow(1 << 14);

  readonly #reader: NodeReader;
  readonly #kept: KeptNodes;
  #folded: Uint8Array = new Uint8Array(0);
  #loose: ArrayLike<number> = [];
  /** Nodes that are still to be looked at. */
  readonly #pending: Pending[] = [];
  #used = 0;

  constructor(trie: Trie, kept = new KeptNodes(trie)) {
    this.#reader = trie.reader();
    this.#kept = kept;
  }

  /** Begins a walk from a root. */
  begin(root: number, { folded, loose }: WalkedQuery): void {
    this.prefix.length = 0;
    this.whole.length = 0;
    this.loosePrefix.length = 0;
    this.looseWhole.length = 0;
    this.isPrefixBehindLoose = false;
    this.#folded = folded;
    this.#loose = loose;
    this.#used = 0;
    this.#pending.length = 0;
    // Keys use these bytes for themselves, and no name holds them.
    let isName = true;
    for (let i = 0; i < folded.length; i++) if (folded[i]! < FIRST_NAME_BYTE) isName = false;
    this.#pending.push({
      node: root,
      start: 0,
      length: 0,
      spent: 0,
      number: 0,
      folded: isName && folded.length > 0 ? 0 : LOST,
      loose: loose.length > 0 ? 0 : LOST,
    });
    if (folded.length === 0) this.#endAtRoot(root);
  }

  /** Goes on; false where the slice of the budget was used up before the walk ended. @throws IndexError */
  run(budget: Budget): boolean {
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) {
      if (budget.isUsedUp) {
        this.#pending.push(next);
        return false;
      }
      this.#visit(next, budget);
    }
    return true;
  }

  /** Nothing was asked for, so that all keys begin with it. */
  #endAtRoot(root: number): void {
    this.#pending.length = 0;
    this.#reader.open(root);
    const { next: edge, degree: edges } = this.#reader;
    this.prefix.push({ edge, edges, start: 0, length: 0, spent: 0, number: 0 });
  }

  #visit(from: Pending, budget: Budget): void {
    const reader = this.#reader;
    reader.open(from.node);
    const { degree } = reader;
    budget.spend(1 + (degree >>> 2));
    const foldedByte = from.folded === LOST ? NO_BYTE : (this.#folded[from.folded] ?? NO_BYTE);
    const looseByte = from.loose === LOST ? NO_BYTE : (this.#loose[from.loose] ?? NO_BYTE);
    // Once a form has ended, keys that end here have it in whole.
    const hasOne = from.folded === this.#folded.length || from.loose === this.#loose.length;
    const kinds = (from.loose === LOST ? 0 : SKIPPED | LONG) | (hasOne ? END : 0);
    if (degree >= MINIMUM_KEPT_DEGREE) {
      const { firstBytes, addresses, before } = this.#kept;
      const first = this.#kept.find(from.node, degree, reader.next);
      for (let i = first; i < first + degree; i++) {
        const byte = firstBytes[i]!;
        if (byte === foldedByte || byte === looseByte || (KINDS[byte]! & kinds) !== 0) {
          reader.read(addresses[i]!);
          this.#follow(from, addresses[i]!, from.number + before[i]!, budget);
        }
      }
      return;
    }
    let edge = reader.next;
    let { number } = from;
    for (let i = 0; i < degree; i++) {
      reader.skim(edge);
      const { next, count, first } = reader;
      if (first === foldedByte || first === looseByte || (KINDS[first]! & kinds) !== 0) {
        reader.read(edge);
        this.#follow(from, edge, number, budget);
      }
      edge = next;
      number += count;
    }
  }

  /** Takes the edge just read. */
  #follow(from: Pending, edge: number, number: number, budget: Budget): void {
    const { source, start, end, child } = this.#reader;
    const folded = this.#matchFolded(from.folded, source, start, end);
    const hadLoose = from.loose === this.#loose.length;
    const loose = this.#matchLoose(from.loose, source, start, end);
    const { foldedEnd, looseEnd, isPartly } = this;
    budget.spend((end - start) >>> 4);
    const hasFolded = folded === this.#folded.length;
    const hasLoose = loose === this.#loose.length;
    const isNewFolded = hasFolded && from.folded < folded;
    // The rest of the label: nothing, the end of the fold, or more of it.
    const isWhole = hasFolded && endsAt(source, foldedEnd, end, child);
    const isLooseWhole = hasLoose && !isPartly && endsAt(source, looseEnd, end, child);

    if (isNewFolded || isWhole || isLooseWhole || (hasLoose && !hadLoose)) {
      budget.spend(STEPS_AN_END);
      const found: End = {
        edge,
        edges: 1,
        start: from.start,
        length: from.length,
        spent: from.spent,
        number,
      };
      if (isNewFolded) this.prefix.push(found);
      else if (hasLoose && !hadLoose) {
        this.loosePrefix.push(found);
        if (folded !== LOST) this.isPrefixBehindLoose = true;
      }
      if (isWhole) this.whole.push(found);
      else if (isLooseWhole) this.looseWhole.push(found);
    }
    if (child === LEAF) return;
    const foldedNext = hasFolded && foldedEnd < end ? LOST : folded;
    const looseNext = hasLoose && (isPartly || looseEnd < end) ? LOST : loose;
    if (foldedNext === LOST && looseNext === LOST) return;
    budget.spend(Math.floor((from.length + end - start) / BYTES_PER_STEP));
    this.#goOn(from, number, foldedNext, looseNext);
  }

  /** Looks at the node behind the edge just read later. */
  #goOn(from: Pending, number: number, folded: number, loose: number): void {
    const { source, start, end, child } = this.#reader;
    const length = from.length + end - start;
    if (length > MAXIMUM_KEY_BYTES) throw damaged("has an over-long key");
    const into = this.#used;
    this.#used += length;
    if (this.#used > this.bytes.length) this.#grow();
    const { bytes } = this;
    let spent = from.spent;
    for (let i = 0; i < from.length; i++) bytes[into + i] = bytes[from.start + i]!;
    for (let i = start; i < end; i++) {
      bytes[into + from.length + i - start] = source[i]!;
      if ((source[i]! & 0xc0) !== 0x80) spent++;
    }
    this.#pending.push({ node: child, start: into, length, spent, number, folded, loose });
  }

  /** Where in the label the fold of the query, and its loose form with what is skipped behind it, ended. */
  private foldedEnd = 0;
  private looseEnd = 0;
  /** The loose form ended within what one character of the label stands for. */
  private isPartly = false;

  /** Bytes of the query's fold that are matched behind the label; LOST where the two disagree. */
  #matchFolded(before: number, label: Uint8Array, start: number, end: number): number {
    if (before === LOST) return LOST;
    const folded = this.#folded;
    let matched = before;
    let at = start;
    for (; at < end && matched < folded.length; at++, matched++) {
      if (label[at] !== folded[matched]) return LOST;
    }
    this.foldedEnd = at;
    return matched;
  }

  /** Code points of the query's loose form that are matched behind the label; LOST where the two disagree. */
  #matchLoose(before: number, label: Uint8Array, start: number, end: number): number {
    if (before === LOST) return LOST;
    const loose = this.#loose;
    let matched = before;
    let at = start;
    this.isPartly = false;
    while (at < end) {
      const byte = label[at]!;
      if (byte < FIRST_NAME_BYTE) {
        if (matched < loose.length) return LOST;
        break;
      }
      if (KINDS[byte] === LONG) {
        const length = characterLength(byte);
        const letters = looseOfCharacter(label, at, Math.min(end, at + length));
        if (letters.length > 0 && matched === loose.length) break;
        for (let i = 0; i < letters.length && !this.isPartly; i++) {
          if (letters[i] !== loose[matched]) return LOST;
          matched++;
          this.isPartly = matched === loose.length && i + 1 < letters.length;
        }
        at += length;
        if (this.isPartly) break;
        continue;
      }
      if (KINDS[byte] !== SKIPPED) {
        if (matched === loose.length) break;
        if (byte !== loose[matched]) return LOST;
        matched++;
      }
      at++;
    }
    this.looseEnd = at;
    return matched;
  }

  #grow(): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#used, 2 * this.bytes.length));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}

/** A node that is still to be looked at, with the way to it as in `End`. */
interface Pending {
  node: number;
  start: number;
  length: number;
  spent: number;
  number: number;
  /** How much of the query's two forms is matched; LOST where the way is none of one. */
  folded: number;
  loose: number;
}

/** Whether the fold ends where the query has ended in an edge's label. */
function endsAt(label: Uint8Array, at: number, end: number, child: number): boolean {
  return at === end ? child === LEAF : label[at]! < FIRST_NAME_BYTE;
}

const utf8 = new TextDecoder();

function looseOfCharacter(bytes: Uint8Array, start: number, end: number): readonly number[] {
  return looseLetters(utf8.decode(bytes.subarray(start, end)).codePointAt(0) ?? 0);
}
