import { isDigit as isAsciiDigit } from "../names/digits.ts";
import { FIRST_NAME_BYTE } from "../names/key.ts";
import { EdgeText, END_OF_EDGE } from "./edge-text.ts";
import { STANDING_WORTH } from "./graph.ts";
import type { KeyWalker } from "./key-walker.ts";
import { ROOT } from "./partial-keys.ts";
import type { Walk } from "./walk.ts";

/** What one step of fit is worth as a cost: more than all standings and lengths of keys together. */
const FIT_WORTH = 2 * FIRST_NAME_BYTE * STANDING_WORTH;

/** Ends each run of digits. */
const RUN_END = -1;

/**
 * How well a key fits beside its distance: first those with a beginning that has the query's letters in another order,
 * and of either the whole keys first. Each is worth more than any weight and length of a key.
 */
const REORDERED_AND_WHOLE = 0;
const REORDERED = 1;
const WHOLE = 2;
const NEAR = 3;
const FAR = 4;

/**
 * Follows a folded query, given by its code points, to all keys with a beginning that is at a distance of it and has
 * the same runs of digits. The distance is optimal string alignment: insertions, deletions, substitutions and swaps of
 * neighbours. No key may be nearer. A key that fits in several ways is led to in each of them.
 */
export function followNearly(query: readonly number[], distance: number): Walk {
  return {
    sharedBytes: 0,
    run: (walker, ends) => new NearWalk(walker, query, distance).run(ends),
  };
}

/** What the walk knows of a beginning of keys. */
interface State {
  /** Its code points, and the last of them. */
  length: number;
  last: number;
  /**
   * Its distances to the beginnings of the query, from the one that is `distance` code points shorter to the one that
   * is as much longer, as all others are too far; and the distances of what is one code point shorter.
   */
  row: Uint8Array;
  rowBefore: Uint8Array;
  /** How many digits and ends of runs it has, all like the query's; and whether it ends in a run. */
  digits: number;
  inRun: boolean;
  /** Its code points, for as long as they may be those of the query in another order. */
  letters: readonly number[];
  /** Whether it is near the query itself; and how well what it begins with fits. */
  isNear: boolean;
  fit: number;
}

class NearWalk {
  readonly #states: State[] = [];
  readonly #digits: number[] = [];
  /** The query's code points in order. */
  readonly #letters: string;

  constructor(
    private readonly walker: KeyWalker,
    private readonly query: readonly number[],
    private readonly distance: number,
  ) {
    this.#letters = inOrder(query);
    for (const [i, codePoint] of query.entries()) {
      if (!isDigit(codePoint)) continue;
      this.#digits.push(codePoint);
      if (i + 1 === query.length || !isDigit(query[i + 1]!)) this.#digits.push(RUN_END);
    }
  }

  run(ends: number[]): void {
    const { cursor } = this.walker;
    const pending = [ROOT];
    this.#states[ROOT] = this.#atStart();
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      const before = this.#states[id]!;
      this.walker.open(id);
      if (cursor.terminal && before.isNear)
        this.#end(this.walker.whole(id), wholeFit(before), ends);
      while (cursor.nextEdge()) {
        const state = { ...before };
        const outcome = this.#readEdge(id, state);
        if (outcome === "whole") this.#end(this.walker.extend(id), wholeFit(state), ends);
        if (state.fit < before.fit) this.#end(this.walker.extend(id), state.fit, ends);
        if (outcome !== "open") continue;
        const next = this.walker.extend(id);
        this.#states[next] = state;
        pending.push(next);
      }
    }
  }

  #end(id: number, fit: number, ends: number[]): void {
    this.walker.partial.addCost(id, fit * FIT_WORTH);
    ends.push(id);
  }

  #atStart(): State {
    const row = Uint8Array.from({ length: 2 * this.distance + 1 }, (_, i) =>
      i < this.distance ? this.#tooFar : this.#capped(i - this.distance),
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

  /** Takes the edge last read after partial key `id`, up to where the key is near and whole, or too far. */
  #readEdge(id: number, state: State): "whole" | "far" | "open" {
    text.begin(this.walker, id);
    for (;;) {
      const codePoint = text.next();
      if (codePoint === END_OF_EDGE) return "open";
      if (codePoint < FIRST_NAME_BYTE) return state.isNear ? "whole" : "far";
      if (!this.#takeDigits(codePoint, state)) return "far";
      const nearest = this.#takeRow(codePoint, state);
      state.isNear = this.#isNear(state) && this.#hasAllDigits(state);
      if (state.length <= this.query.length) state.letters = [...state.letters, codePoint];
      if (state.isNear) {
        const isReordered =
          state.length === this.query.length && inOrder(state.letters) === this.#letters;
        state.fit = Math.min(state.fit, isReordered ? REORDERED : NEAR);
      }
      if (nearest > this.distance) return "far";
    }
  }

  /** Makes the next row; returns the least distance in it. */
  #takeRow(codePoint: number, state: State): number {
    const { query } = this;
    const { row, rowBefore, last } = state;
    const next = new Uint8Array(row.length).fill(this.#tooFar);
    let nearest = this.#tooFar;
    state.length++;
    // Item i of a row is for the query's first j code points, as is item i + 1 of the row before.
    for (let i = 0; i < next.length; i++) {
      const j = state.length + i - this.distance;
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
    const item = this.query.length - length + this.distance;
    return (row[item] ?? this.#tooFar) <= this.distance;
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

  /** All that is too far counts as equally far, so that a distance fits into a byte. */
  #capped(distance: number): number {
    return Math.min(distance, this.#tooFar);
  }

  get #tooFar(): number {
    return this.distance + 1;
  }
}

const text = new EdgeText();

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
