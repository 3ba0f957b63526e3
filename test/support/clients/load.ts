/** Clients that keep a server busy. */

import { Connection, type Reply } from "./connection.ts";

/** What clients ask, and where the answers go. */
export interface Exchange<R> {
  /** The next request of a client; null where the client is to stop. */
  next(client: number): R | null | Promise<R | null>;
  /** Takes an answer, or the error where there is none, and the milliseconds that it took. */
  take(request: R, outcome: Reply | Error, ms: number, client: number): void;
}

/** Clients with a connection each, on which they ask again as soon as they are answered. */
export class Load<R extends { bytes: string | Uint8Array }> {
  /** The connection of each client, closed where that has failed. */
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
      // A server may have asked to be asked no more on this one.
      if (outcome instanceof Error || outcome.isLast) this.connections[client]?.reset();
    }
    this.connections[client]?.reset();
  }

  /** The connection of a client, or a new one where that is closed. */
  async #connect(client: number): Promise<Connection> {
    const open = this.connections[client];
    if (open !== undefined && !open.isClosed) return open;
    const connection = await Connection.open(this.url);
    this.connections[client] = connection;
    return connection;
  }
}
