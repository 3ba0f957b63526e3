import type { PrivateIndex } from "../store/generations.ts";

/** Where a server's indexes come from: a file, a database, another machine. */
export interface Feed {
  /** Its name in the log, without a password. */
  readonly name: string;

  /**
   * Whether the index is available at once. If so, a server does not start without it; if not, the server starts and
   * keeps asking for it.
   */
  readonly isAtHand: boolean;

  /** The last index that an earlier run brought; null if there is none. */
  recall(): Promise<PrivateIndex | null>;

  /**
   * The current index; null if it is the one that was recalled or brought last.
   *
   * @throws AssemblError if there is none, or it cannot be trusted
   */
  bring(): Promise<PrivateIndex | null>;

  /** Calls `changed` whenever there may be another index, but never before its last call has ended. */
  follow(changed: () => Promise<void>): void;

  /** Cancels everything that is under way. */
  stop(): void;
}
