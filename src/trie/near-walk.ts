import { isDigit as isAsciiDigit } from "../names/digits.ts";
import { FIRST_NAME_BYTE, MAXIMUM_KEY_BYTES, STANDINGS } from "../names/key.ts";
import type { Budget } from "./budget.ts";
import { STANDING_WORTH } from "./cost.ts";
import { damaged } from "./damage.ts";
import type { NodeReader } from "./edge.ts";
import { characterLength, LEAF } from "./graph.ts";
import type { Trie } from "./trie.ts";
import { BYTES_PER_STEP, type End, STEPS_AN_END } from "./walk.ts";

/** Ends each run of digits. */
const RUN_END = -1;

/**
 * How well a key fits beside its distance: first those with a beginning that has the query's letters in another order,
 * and of either the whole keys first.
 */
const REORDERED_AND_WHOLE = 0;
const REORDERED = 1;
const WHOLE = 2;
const NEAR = 3;
const FAR = 4;
/** In how many of these ways one key can fit. */
export const FITS = 4;
/** What one step of fit is worth as a cost: more than all standings and lengths of keys together. */
const FIT_WORTH = 2 * STANDINGS * STANDING_WORTH;

/** What the walk knows of a beginning of keys; of each only the last two rows count. */
interface State {
  /** Its code points, and the last of them. */
  length: number;
  last: number;
  /**
   * Its distance to the beginnings of the query from `distance` code points shorter to as much longer, as all others
   * are too far; and the same of what is a code point shorter.
   */
  row: Uint8Array;
  rowBefore: Uint8Array;
  /** Digits, and ends of runs, that it has in common with the query; and whether it ends in a run. */
  digits: number;
  inRun: boolean;
  /** Its code points, for as long as they may be those of the query in another order. */
  letters: readonly number[];
  /** Whether it is near the query itself; and how well the best of its beginnings fits. */
  isNear: boolean;
  fit: number;
}

/** A node that is still to be looked at, with the way to it. */
interface Pending {
  node: number;
  start: number;
  length: number;
  number: number;
  state: State;
}

/**
 * Follows a folded query, given by its code points, to all keys of which some beginning is at a distance of it and has
 * the same runs of digits, where no key may be nearer. The distance is optimal string alignment: insertions, deletions,
 * substitutions and swaps of neighbours. The costs of its ends are such that keys which fit better come first, and a
 * key that fits in several ways lies behind an end for each of them.
 */
export class NearWalk {
  /** Behind these some beginning is near. */
  readonly ends: End[] = [];
  bytes = Buffer.allocUnsafeSlow(1 << 14);

  readonly #reader: NodeReader;
  #pending: Pending[] = [];
  #used = 0;
  #query: readonly number[] = [];
  #distance = 0;
  #digits: number[] = [];
  /** The query's code points in ascending order. */
  #letters = "";

  constructor(trie: Trie) {
    this.#reader = trie.reader();
  }

  /** Begins a walk from a root. */
  begin(root: number, query: readonly number[], distance: number): void {
    this.ends.length = 0;
    this.#used = 0;
    this.#query = query;
    this.#distance = distance;
    this.#digits = [];
    this.#letters = inOrder(query);
    for (const [i, codePoint] of query.entries()) {
      if (!isDigit(codePoint)) continue;
      this.#digits.push(codePoint);
      if (i + 1 === query.length || !isDigit(query[i + 1]!)) this.#digits.push(RUN_END);
    }
    this.#pending = [{ node: root, start: 0, length: 0, number: 0, state: this.#atStart() }];
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

  #visit(from: Pending, budget: Budget): void {
    const reader = this.#reader;
    reader.open(from.node);
    const { degree } = reader;
    budget.spend(1 + STEPS_AN_EDGE * degree);
    let { number } = from;
    let edge = reader.next;
    for (let i = 0; i < degree; i++) {
      reader.read(edge);
      const state = { ...from.state };
      const outcome = this.#readLabel(state);
      if (outcome === "whole") this.#end(from, edge, number, wholeFit(state), budget);
      if (state.fit < from.state.fit) this.#end(from, edge, number, state.fit, budget);
      if (outcome === "open" && reader.child !== LEAF) {
        budget.spend(Math.floor((from.length + reader.end - reader.start) / BYTES_PER_STEP));
        this.#goOn(from, number, state);
      }
      number += reader.count;
      edge = reader.next;
    }
  }

  #end(from: Pending, edge: number, number: number, fit: number, budget: Budget): void {
    budget.spend(STEPS_AN_END);
    const { start, length, state } = from;
    const spent = state.length + fit * FIT_WORTH;
    this.ends.push({ edge, edges: 1, start, length, spent, number });
  }

  #goOn(from: Pending, number: number, state: State): void {
    const { source, start, end, child } = this.#reader;
    const length = from.length + end - start;
    if (length > MAXIMUM_KEY_BYTES) throw damaged("has an over-long key");
    const into = this.#used;
    this.#used += length;
    if (this.#used > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.#used, 2 * this.bytes.length));
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes.copyWithin(into, from.start, from.start + from.length);
    this.bytes.set(source.subarray(start, end), into + from.length);
    this.#pending.push({ node: child, start: into, length, number, state });
  }

  #atStart(): State {
    const row = Uint8Array.from({ length: 2 * this.#distance + 1 }, (_, i) =>
      i < this.#distance ? this.#tooFar : this.#capped(i - this.#distance),
    );
    return {
      length: 0,
      last: 0,
      row,
      rowBefore: row,
      digits: 0,
      inRun: false,
      letters: [],
      isNear: false,
      fit: FAR,
    };
  }

  /** Takes the label of the edge last read, up to where its key is near and whole, or too far. */
  #readLabel(state: State): "whole" | "far" | "open" {
    const { source, start, end, child } = this.#reader;
    for (let at = start; at < end; ) {
      const first = source[at]!;
      if (first < FIRST_NAME_BYTE) return state.isNear ? "whole" : "far";
      const length = characterLength(first);
      const codePoint = length === 1 ? first : decode(source, at, Math.min(end, at + length));
      at += length;
      if (!this.#takeDigits(codePoint, state)) return "far";
      const nearest = this.#takeRow(codePoint, state);
      state.isNear = this.#isNear(state) && this.#hasAllDigits(state);
      if (state.length <= this.#query.length) state.letters = [...state.letters, codePoint];
      if (state.isNear) state.fit = Math.min(state.fit, this.#fitOf(state));
      if (nearest > this.#distance) return "far";
    }
    return child === LEAF && state.isNear ? "whole" : "open";
  }

  #fitOf({ length, letters }: State): number {
    const isReordered = length === this.#query.length && inOrder(letters) === this.#letters;
    return isReordered ? REORDERED : NEAR;
  }

  /** Makes the next row; returns the least distance in it. */
  #takeRow(codePoint: number, state: State): number {
    const query = this.#query;
    const { row, rowBefore, last } = state;
    const next = new Uint8Array(row.length).fill(this.#tooFar);
    let nearest = this.#tooFar;
    state.length++;
    // Index i of a row is of the query's first j code points, and index i + 1 of the row before is too.
    for (let i = 0; i < next.length; i++) {
      const j = state.length + i - this.#distance;
      if (j < 0 || j > query.length) continue;
      let best = 1 + Math.min(row[i + 1] ?? this.#tooFar, next[i - 1] ?? this.#tooFar);
      if (j > 0) {
        const wanted = query[j - 1]!;
        best = Math.min(best, row[i]! + (wanted === codePoint ? 0 : 1));
        const isSwapped = j > 1 && wanted === last && query[j - 2] === codePoint;
        if (isSwapped) best = Math.min(best, rowBefore[i]! + 1);
      }
      next[i] = this.#capped(best);
      nearest = Math.min(nearest, best);
    }
    state.rowBefore = row;
    state.row = next;
    state.last = codePoint;
    return nearest;
  }

  /** Whether what was read is near the whole query. */
  #isNear({ length, row }: State): boolean {
    const index = this.#query.length - length + this.#distance;
    return (row[index] ?? this.#tooFar) <= this.#distance;
  }

  /** Whether the runs of digits may still be those of the query. */
  #takeDigits(codePoint: number, state: State): boolean {
    const isIn = isDigit(codePoint);
    if (!isIn && !state.inRun) return true;
    state.inRun = isIn;
    return this.#digits[state.digits++] === (isIn ? codePoint : RUN_END);
  }

  #hasAllDigits({ digits, inRun }: State): boolean {
    return (
      digits + (inRun ? 1 : 0) === this.#digits.length &&
      (!inRun || this.#digits[digits] === RUN_END)
    );
  }

  /** Whatever is too far is equally far, so that a byte holds it. */
  #capped(distance: number): number {
    return Math.min(distance, this.#tooFar);
  }

  get #tooFar(): number {
    return this.#distance + 1;
  }
}

/** Each edge makes rows of distances. */
const STEPS_AN_EDGE = 8;

const utf8 = new TextDecoder();

function decode(bytes: Uint8Array, start: number, end: number): number {
  return utf8.decode(bytes.subarray(start, end)).codePointAt(0) ?? 0;
}

function wholeFit({ fit }: State): number {
  return fit === REORDERED ? REORDERED_AND_WHOLE : WHOLE;
}

function inOrder(codePoints: readonly number[]): string {
  return codePoints.toSorted((a, b) => a - b).join();
}

const OTHER_DIGIT = /\p{Nd}/u;

function isDigit(codePoint: number): boolean {
  return (
    isAsciiDigit(codePoint) ||
    (codePoint > 0x7f && OTHER_DIGIT.test(String.fromCodePoint(codePoint)))
  );
}
