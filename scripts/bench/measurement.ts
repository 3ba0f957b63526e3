import type { Corpora } from "./corpora.ts";
import type { Table } from "./figures.ts";

/** What every measurement is given. */
export interface Bench {
  corpora: Corpora;
  /** Whatever makes a run long is cut short; the figures then say nothing. */
  small: boolean;
}

/** One `scripts/bench/*.ts` that measures. */
export type Measurement = (bench: Bench) => Promise<Table[]>;
