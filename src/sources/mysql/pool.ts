/** A few connections to a MySQL or MariaDB server, for many short queries. */

import type { Socket } from "node:net";
import { createPool, type Pool, type PoolConnection, type QueryError } from "mysql2";
import { SourceError } from "../../errors.ts";
import { connectionOptions, SET_CHARSET } from "./connection.ts";
import { type Database, describeDatabase } from "./database-url.ts";
import { mysqlError } from "./error.ts";

/** How long queries wait, in milliseconds. */
export interface PoolTimeouts {
  connectMs: number;
  /** For the result of a query, including the wait for a connection. */
  queryMs: number;
}

export const DEFAULT_POOL_TIMEOUTS: PoolTimeouts = { connectMs: 3000, queryMs: 5000 };

/** The most connections, and the most queries that wait for one. */
const CONNECTIONS = 10;
const LONGEST_QUEUE = 1000;

/** The rows of a result, each with its values in the order of the columns. */
export type ResultRows = readonly (readonly unknown[])[];

export class MysqlPool {
  /** The URL of the database without its password. */
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
   * @param queryMs if not the pool's own, for statements that are known to take long
   * @throws SourceError if the server cannot be reached, refuses the statement or takes too long
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
        // That an idle connection was closed by the server or on the way shows only when it is used; all may have been.
        if (isLost(error) && losses < CONNECTIONS) continue;
        throw error instanceof SourceError ? error : mysqlError(error as Error, this.name, true);
      }
    }
  }

  /** Ends all connections, and with them all queries that still run. */
  async end(): Promise<void> {
    // It would call back once every connection has ended, which one that waits for a result never does.
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
      let opened: PoolConnection | null = null;
      let isOver = false;
      const end = (settle: () => void) => {
        isOver = true;
        clearTimeout(timer);
        settle();
      };
      // mysql2 never calls back those that wait for a connection if it then cannot be made.
      const timer = setTimeout(() => {
        if (opened !== null) abandon(opened);
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

/** The socket of a connection, which mysql2's types leave out. */
function socketOf(connection: PoolConnection): Socket {
  return (connection as unknown as { stream: Socket }).stream;
}

/** Takes a connection out of the pool. */
function abandon(connection: PoolConnection): void {
  connection.destroy();
  // mysql2 closes only its own half of the socket, and a silent server never closes the other.
  socketOf(connection).destroy();
}

/** Whether an open connection was lost. */
function isLost(error: unknown): boolean {
  return LOST.has((error as NodeJS.ErrnoException).code ?? "");
}
