import { notReady } from "./problem.ts";
import type { AnswerSettings, ServedIndex } from "./served-index.ts";

/** What all requests share; the index changes under them, and one request sees one index. */
export class ServerState {
  served: ServedIndex | null = null;
  /** Why there is no index to answer from. */
  waitingFor = "no index yet";
  /** A stop was asked for: what runs is finished, and load balancers are told to go elsewhere. */
  draining = false;

  constructor(readonly settings: AnswerSettings) {}

  /** The index to answer from. @throws Problem 503 where there is none */
  requireIndex(): ServedIndex {
    if (this.served === null) throw notReady(this.waitingFor);
    return this.served;
  }
}
