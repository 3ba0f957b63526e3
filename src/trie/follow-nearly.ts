import { EdgeText, END_OF_EDGE } from "./edge-text.ts";
import { FIRST_LABEL_BYTE } from "./graph.ts";
import type { KeyWalker } from "./key-walker.ts";
import { ROOT } from "./partial-keys.ts";
import type { Walk } from "./walk.ts";

const ZERO = 0x30;
const NINE = 0x39;
/** Stands behind each run of digits. */
const RUN_END = -1;

/**
 * Follows a folded query, given by its code points, through all keys of which some beginning is within a distance
 * of it and has the same runs of digits. The distance is optimal string alignment: insertions, deletions,
 * substitutions and swaps of neighbours.
 */
export function followNearly(query: readonly number[], distance: number): Walk {
  return {
    sharedBytes: 0,
    run: (walker, ends) => new NearWalk(walker, query, distance).run(ends),
  };
}

/** What the walk knows of a beginning of keys; of each only the last two rows count. */
interface State {
  /** Distance of the beginning, and of the one that is a code point shorter, to each beginning of the query. */
  row: Uint8Array;
  rowBefore: Uint8Array;
  last: number;
  /** Digits, and ends of runs, that it has in common with the query; and whether it ends in a run. */
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
    const row = Uint8Array.from({ length: this.query.length + 1 }, (_, i) => this.#capped(i));
    return { row, rowBefore: row, last: 0, digits: 0, inRun: false };
  }

  /** Takes the edge last read behind partial key `id`, up to where it is near enough or too far. */
  #readEdge(id: number, state: State): "near" | "far" | "open" {
    text.begin(this.walker, id);
    for (;;) {
      const codePoint = text.next();
      if (codePoint === END_OF_EDGE) return "open";
      if (codePoint < FIRST_LABEL_BYTE) return "far";
      if (!this.#takeDigits(codePoint, state)) return "far";
      const nearest = this.#takeRow(codePoint, state);
      if (state.row[this.query.length]! <= this.distance && this.#hasAllDigits(state))
        return "near";
      if (nearest > this.distance) return "far";
    }
  }

  /** Makes the next row; returns the least distance in it. */
  #takeRow(codePoint: number, state: State): number {
    const { query } = this;
    const { row, rowBefore, last } = state;
    const next = new Uint8Array(row.length);
    let nearest = this.#capped(row[0]! + 1);
    next[0] = nearest;
    for (let j = 1; j < next.length; j++) {
      const wanted = query[j - 1]!;
      let best = row[j - 1]! + (wanted === codePoint ? 0 : 1);
      best = Math.min(best, row[j]! + 1, next[j - 1]! + 1);
      if (j > 1 && wanted === last && query[j - 2] === codePoint) {
        best = Math.min(best, rowBefore[j - 2]! + 1);
      }
      next[j] = this.#capped(best);
      nearest = Math.min(nearest, best);
    }
    state.rowBefore = row;
    state.row = next;
    state.last = codePoint;
    return nearest;
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
    return Math.min(distance, this.distance + 1);
  }
}

function isDigit(codePoint: number): boolean {
  return codePoint >= ZERO && codePoint <= NINE;
}

const text = new EdgeText();
