/** A few connections to a MySQL or MariaDB server for many short queries. */

import type { Socket } from "node:net";
import { createPool, type Pool, type PoolConnection, type QueryError } from "mysql2";
import { SourceError } from "../../errors.ts";
import { connectionOptions, SET_CHARSET } from "./connection.ts";
import { type Database, describeDatabase } from "./database-url.ts";
import { mysqlError } from "./error.ts";

/** How long live look-ups wait, in milliseconds. */
export interface PoolTimeouts {
  connectMs: number;
  /** For a whole query, waiting for a connection included. */
  queryMs: number;
}

export const DEFAULT_POOL_TIMEOUTS: PoolTimeouts = { connectMs: 3000, queryMs: 5000 };

/** Connections at most, and queries that may wait for one. */
const CONNECTIONS = 10;
const LONGEST_QUEUE = 1000;

/** Rows of a result, each with its values in the order of the columns. */
export type ResultRows = readonly (readonly unknown[])[];

export class MysqlPool {
  /** The database without its password. */
  readonly name: string;
  readonly #pool: Pool;
  readonly #sockets = new Set<Socket>();

  constructor(
    database: Database,
    private readonly timeouts: PoolTimeouts,
  ) {
    this.name = describeDatabase(database);
    const { socketPath, host, port } = database;
    this.#pool = createPool({
      ...connectionOptions(database, timeouts.connectMs),
      ...(socketPath === null ? { host, port } : { socketPath }),
      connectionLimit: CONNECTIONS,
      queueLimit: LONGEST_QUEUE,
      rowsAsArray: true,
    });
    this.#pool.on("connection", (connection) => {
      const socket = socketOf(connection);
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
      connection.query(SET_CHARSET, () => {});
    });
  }

  /**
   * Runs one statement with bound parameters.
   *
   * @param queryMs longer than the pool's own where a statement is known to take long
   * @throws SourceError where the server cannot be reached, refuses the statement or takes too long
   */
  async execute(
    sql: string,
    parameters: readonly string[] = [],
    queryMs = this.timeouts.queryMs,
  ): Promise<ResultRows> {
    const deadline = performance.now() + queryMs;
    for (let losses = 0; ; losses++) {
      try {
        return await this.#attempt(sql, parameters, queryMs, deadline);
      } catch (error) {
        // That a connection was closed while it lay idle, here or on the way, shows only when it is used; all may be.
        if (isLost(error) && losses < CONNECTIONS) continue;
        throw error instanceof SourceError ? error : mysqlError(error as Error, this.name, true);
      }
    }
  }

  /** Ends all connections, and with them whatever still runs. */
  async end(): Promise<void> {
    // Calls back once every connection has said good-bye, which one that waits for an answer never does.
    this.#pool.end(() => {});
    for (const socket of this.#sockets) socket.destroySoon();
  }

  #attempt(
    sql: string,
    values: readonly string[],
    queryMs: number,
    deadline: number,
  ): Promise<ResultRows> {
    return new Promise((resolve, reject) => {
      let opened: PoolConnection | undefined;
      let isOver = false;
      const end = (settle: () => void) => {
        isOver = true;
        clearTimeout(timer);
        settle();
      };
      // mysql2 forgets whoever waits for a connection that then cannot be made.
      const timer = setTimeout(() => {
        if (opened !== undefined) abandon(opened);
        end(() => reject(new Error(`no answer for ${queryMs / 1000} s`)));
      }, deadline - performance.now());
      this.#pool.getConnection((refused, connection) => {
        if (isOver) return connection?.release();
        if (refused) return end(() => reject(mysqlError(refused, this.name, false)));
        opened = connection;
        connection.execute({ sql, values: [...values] }, (error: QueryError | null, rows) => {
          if (isOver) return;
          if (error?.fatal) connection.destroy();
          else connection.release();
          end(() => (error ? reject(error) : resolve(rows as unknown as ResultRows)));
        });
      });
    });
  }
}

const LOST = new Set(["PROTOCOL_CONNECTION_LOST", "ECONNRESET", "EPIPE"]);

/** What mysql2's types leave out. */
function socketOf(connection: PoolConnection): Socket {
  return (connection as unknown as { stream: Socket }).stream;
}

/** Takes a connection out of the pool. */
function abandon(connection: PoolConnection): void {
  connection.destroy();
  // mysql2 closes its half of it, and a server that is silent never the other.
  socketOf(connection).destroy();
}

/** A connection that was there and is not any more. */
function isLost(error: unknown): boolean {
  return LOST.has((error as NodeJS.ErrnoException).code ?? "");
}
