import type { PrivateIndex } from "../store/generations.ts";

/** Where a server's indexes come from: a file, a database, another machine. */
export interface Feed {
  /** What the log calls it, without a password. */
  readonly name: string;

  /**
   * Whether what is there is there at once: then a server does not start without it. Else it starts, waits, and
   * asks again where that fails.
   */
  readonly isAtHand: boolean;

  /** The index that was brought last in an earlier run; null where there is none. */
  recall(): Promise<PrivateIndex | null>;

  /**
   * The index as it is now; null where it is the one that was recalled or brought last.
   *
   * @throws AssemblError where there is none, or it cannot be trusted
   */
  bring(): Promise<PrivateIndex | null>;

  /** Calls `changed` whenever there may be another index, until `stop`, and not again before it ended. */
  follow(changed: () => Promise<void>): void;

  /** Ends whatever is going on. */
  stop(): void;
}
