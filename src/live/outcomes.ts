import type { Log } from "../log.ts";
import type { Outcome } from "../sources/mysql/live-table.ts";

/** Tells the log when a database goes and when it is back, not each query that fails. */
export function reportTo(log: Log): Outcome {
  let isAway = false;
  return (error) => {
    if (error !== null && !isAway) log.warn("database does not answer", { reason: error.message });
    if (error === null && isAway) log.info("database answers again");
    isAway = error !== null;
  };
}
