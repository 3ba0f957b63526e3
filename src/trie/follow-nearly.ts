import { isDigit } from "../names/digits.ts";
import { FIRST_LABEL_BYTE } from "../names/key.ts";
import { EdgeText, END_OF_EDGE } from "./edge-text.ts";
import type { KeyWalker } from "./key-walker.ts";
import { ROOT } from "./partial-keys.ts";
import type { Walk } from "./walk.ts";

/** Ends each run of digits. */
const RUN_END = -1;

/**
 * Follows a folded query, given by its code points, to all keys with a beginning that is within a distance of it and
 * has the same runs of digits. The distance is optimal string alignment: insertions, deletions, substitutions and
 * swaps of neighbours.
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
}

class NearWalk {
  readonly #states: State[] = [];
  readonly #digits: number[] = [];

  constructor(
    private readonly walker: KeyWalker,
    private readonly query: readonly number[],
    private readonly distance: number,
  ) {
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
      this.walker.open(id);
      while (cursor.nextEdge()) {
        const state = { ...this.#states[id]! };
        const outcome = this.#readEdge(id, state);
        if (outcome === "far") continue;
        const next = this.walker.extend(id);
        if (outcome === "near") {
          ends.push(next);
          continue;
        }
        this.#states[next] = state;
        pending.push(next);
      }
    }
  }

  #atStart(): State {
    const row = Uint8Array.from({ length: 2 * this.distance + 1 }, (_, i) =>
      i < this.distance ? this.#tooFar : this.#capped(i - this.distance),
    );
    return { length: 0, last: 0, row, rowBefore: row, digits: 0, inRun: false };
  }

  /** Takes the edge last read after partial key `id`, up to where the key is near enough or too far. */
  #readEdge(id: number, state: State): "near" | "far" | "open" {
    text.begin(this.walker, id);
    for (;;) {
      const codePoint = text.next();
      if (codePoint === END_OF_EDGE) return "open";
      if (codePoint < FIRST_LABEL_BYTE) return "far";
      if (!this.#takeDigits(codePoint, state)) return "far";
      const nearest = this.#takeRow(codePoint, state);
      if (this.#isNear(state) && this.#hasAllDigits(state)) return "near";
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
