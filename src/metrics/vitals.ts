/** What came of looking for another index. */
export type ReloadResult = "served" | "unchanged" | "refused";

/** The index that is served. */
export interface ServedIndex {
  generation: string;
  /** ISO time of its build. */
  built: string;
  /** Milliseconds since 1970 when it began to be served. */
  since: number;
}

/** What is known of a server beside its requests. */
export class Vitals {
  /** Milliseconds since 1970. */
  readonly started = Date.now();
  /** Null where there is none: none yet, or a database is asked. */
  index: ServedIndex | null = null;
  readonly reloads: Record<ReloadResult, number> = { served: 0, unchanged: 0, refused: 0 };
  /** Processes that answer. */
  workers = 1;
  /** Workers that took the place of others. */
  workersReplaced = 0;
}
