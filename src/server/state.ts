import { notReady } from "./problem.ts";
import type { AnswerSettings, Served } from "./served.ts";

/** What all requests share; the data change under them, and one request sees one state of them. */
export class ServerState {
  served: Served | null = null;
  /** Why there is nothing to answer from. */
  waitingFor = "no index yet";
  /** A stop was asked for: what runs is finished, and load balancers are told to go elsewhere. */
  draining = false;

  constructor(readonly settings: AnswerSettings) {}

  /** What to answer from. @throws Problem 503 where there is nothing */
  requireServed(): Served {
    if (this.served === null) throw notReady(this.waitingFor);
    return this.served;
  }
}
