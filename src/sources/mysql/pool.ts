/** A few connections to a MySQL or MariaDB server, for many short queries. */

import type { Socket } from "node:net";
import { createPool, type Pool, type PoolConnection, type QueryError } from "mysql2";
import { SourceError } from "../../errors.ts";
import { connectionOptions, isWithoutTls, SET_CHARSET, streamOf } from "./connection.ts";
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
  #pool: Pool;
  readonly #sockets = new Set<Socket>();

  constructor(
    private readonly database: Database,
    private readonly timeouts: PoolTimeouts,
  ) {
    this.name = describeDatabase(database);
    this.#pool = this.#open(true);
  }

  /** @throws SourceError if the file of authorities cannot be read */
  #open(mayUseTls: boolean): Pool {
    const { socketPath, host, port } = this.database;
    const pool = createPool({
      ...connectionOptions(this.database, this.timeouts.connectMs, mayUseTls),
      ...(socketPath === null ? { host, port } : { socketPath }),
      connectionLimit: CONNECTIONS,
      queueLimit: LONGEST_QUEUE,
      rowsAsArray: true,
    });
    pool.on("connection", (connection) => {
      const socket = streamOf(connection);
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
      connection.query(SET_CHARSET, () => {});
    });
    return pool;
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
      const pool = this.#pool;
      try {
        return await this.#attempt(sql, parameters, queryMs, deadline);
      } catch (error) {
        // That an idle connection was closed by the server or on the way shows only when it is used; all may have been.
        if (isLost(error) && losses < CONNECTIONS) continue;
        if (isWithoutTls(error, this.database)) {
          // Others may have found the same meanwhile.
          if (this.#pool === pool) this.#pool = this.#open(false);
          continue;
        }
        throw error instanceof SourceError ? error : this.#errorOf(error as Error, true);
      }
    }
  }

  /** Ends all connections, and with them all queries that still run. */
  async end(): Promise<void> {
    // It would call back once every connection has ended, which one that waits for a result never does.
    this.#pool.end(() => {});
    for (const socket of this.#sockets) socket.destroySoon();
  }

  #errorOf(error: Error, connected: boolean): SourceError {
    return mysqlError(error, this.name, connected, this.database.sslMode);
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
        if (refused) return end(() => reject(this.#errorOf(refused, false)));
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

/** Takes a connection out of the pool. */
function abandon(connection: PoolConnection): void {
  connection.destroy();
  // mysql2 closes only its own half of the socket, and a silent server never closes the other.
  streamOf(connection).destroy();
}

/** Whether an open connection was lost. */
function isLost(error: unknown): boolean {
  return LOST.has((error as NodeJS.ErrnoException).code ?? "");
}
