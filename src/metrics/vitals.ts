/** The result of checking for another index. */
export type ReloadResult = "served" | "unchanged" | "refused";

/** The index that is served. */
export interface ServedIndex {
  generation: string;
  /** When it was built, ISO 8601. */
  built: string;
  /** When it was first served; milliseconds since 1970. */
  since: number;
}

/** What metrics tell of a server besides its requests. */
export class Vitals {
  /** When the server was started; milliseconds since 1970. */
  readonly started = Date.now();
  /** Null if there is none: not yet, or because a database is asked. */
  index: ServedIndex | null = null;
  readonly reloads: Record<ReloadResult, number> = { served: 0, unchanged: 0, refused: 0 };
  /** Processes that answer requests. */
  workers = 1;
  /** Workers that replaced one that had ended. */
  workersReplaced = 0;
}
