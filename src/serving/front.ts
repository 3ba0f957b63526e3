import type { PrivateIndex } from "../store/generations.ts";

/** What takes requests: this process, or workers of it. */
export interface Front {
  /** Begins to take requests. @returns `http://127.0.0.1:8000` @throws AssemblError where the address cannot be had */
  listen(): Promise<string>;
  /** Has an index answer in the place of the one before; resolves once none is answered from that. */
  serve(index: PrivateIndex): Promise<void>;
  /**
   * Is not ready any more, goes on for a while so that load balancers see it, then takes no more connections and
   * lets the requests in hand finish.
   */
  stop(drainMs: number): Promise<void>;
}
