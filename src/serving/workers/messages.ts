/** The messages between a supervisor and its workers, sent as JSON. */

import type { ProcessCounts } from "../../metrics/exposition.ts";
import type { ServerSettings } from "../../settings.ts";

/** Supervisor to worker. */
export type Order =
  /** The first order: listen, and answer from this copy of an index if there is one. */
  | { type: "start"; settings: ServerSettings; copy: string | null }
  /** Answer from another copy. */
  | { type: "serve"; copy: string }
  /** Report the counts so far, with this number. */
  | { type: "count"; id: number }
  /** What `/metrics` is to answer: the sum of all workers. */
  | { type: "metrics"; text: string }
  /** Drain, and exit. */
  | { type: "stop"; drainMs: number };

/** Worker to supervisor. */
export type Report =
  /** The worker is ready for orders. */
  | { type: "up" }
  | { type: "listening" }
  /** The worker answers from this copy. */
  | { type: "serving"; copy: string }
  /** The counts so far; id is null where they were not asked for, but are sent in case the worker dies. */
  | { type: "counted"; id: number | null; counts: ProcessCounts }
  /** A client asks for `/metrics`, which needs the counts of all workers. */
  | { type: "asked-for-metrics" }
  /** The worker cannot go on, and exits. */
  | { type: "failed"; problem: string; remedy: string };
