/** A load on a server: clients that each have one request under way at a time. */

import { Connection, type Reply } from "./connection.ts";

/** What clients ask, and what is done with the replies. */
export interface Exchange<R> {
  /** The next request of a client; null to stop the client. */
  next(client: number): R | null | Promise<R | null>;
  /** Takes the reply, or the error if there is none, and how many milliseconds it took. */
  take(request: R, outcome: Reply | Error, ms: number, client: number): void;
}

/** Clients with a connection each, on which they ask again as soon as they have a reply. */
export class Load<R extends { bytes: string | Uint8Array }> {
  /** The connection of each client, which is closed if it failed. */
  readonly connections: Connection[] = [];
  /** Resolves once all clients have stopped. */
  readonly done: Promise<unknown>;

  /** @param patienceMs how long a server may be silent */
  constructor(
    private readonly url: string,
    clients: number,
    private readonly exchange: Exchange<R>,
    private readonly patienceMs?: number,
  ) {
    this.done = Promise.all(Array.from({ length: clients }, (_, client) => this.#run(client)));
  }

  async #run(client: number): Promise<void> {
    for (;;) {
      const request = await this.exchange.next(client);
      if (request === null) break;
      let start = performance.now();
      let outcome: Reply | Error;
      try {
        const connection = await this.#connect(client);
        start = performance.now();
        connection.send(request.bytes);
        const reply = await connection.reply({ patienceMs: this.patienceMs });
        outcome = reply ?? new Error("the connection was closed");
      } catch (error) {
        outcome = error as Error;
      }
      this.exchange.take(request, outcome, performance.now() - start, client);
      // The server may have announced that it closes the connection.
      if (outcome instanceof Error || outcome.isLast) this.connections[client]?.reset();
    }
    this.connections[client]?.reset();
  }

  /** The connection of a client; a new one if that is closed. */
  async #connect(client: number): Promise<Connection> {
    const open = this.connections[client];
    if (open !== undefined && !open.isClosed) return open;
    const connection = await Connection.open(this.url);
    this.connections[client] = connection;
    return connection;
  }
}
