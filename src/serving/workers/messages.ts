/** What a supervisor and its workers tell each other, as JSON over the channel between them. */

import type { ProcessCounts } from "../../metrics/exposition.ts";
import type { ServerSettings } from "../../settings.ts";

/** Supervisor to worker. */
export type Order =
  /** The first: listen, and answer from this copy of an index if there is one yet. */
  | { type: "start"; settings: ServerSettings; copy: string | null }
  /** Answer from another copy. */
  | { type: "serve"; copy: string }
  /** Say what was counted so far, with this number. */
  | { type: "count"; id: number }
  /** What `/metrics` is to answer, of all workers. */
  | { type: "metrics"; text: string }
  /** Drain, and exit. */
  | { type: "stop"; drainMs: number };

/** Worker to supervisor. */
export type Report =
  /** Orders are read from now on. */
  | { type: "up" }
  | { type: "listening" }
  /** An order to start or to serve was carried out. */
  | { type: "serving"; copy: string }
  /** What was counted so far; without a number where nobody asked, in case this process dies. */
  | { type: "counted"; id: number | null; counts: ProcessCounts }
  /** Somebody asks for `/metrics`, which takes what all workers counted. */
  | { type: "asked-for-metrics" }
  /** It cannot go on, and exits. */
  | { type: "failed"; problem: string; remedy: string };
