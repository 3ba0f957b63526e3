/** One connection to a MySQL or MariaDB server and its queries. */

import { connect, type Socket } from "node:net";
import {
  type Connection,
  type ConnectionOptions,
  createConnection,
  type FieldPacket,
} from "mysql2";
import { SourceError } from "../../errors.ts";
import { type Database, describeDatabase } from "./database-url.ts";
import { mysqlError } from "./error.ts";

/** How long to wait for a server, in milliseconds. */
export interface Timeouts {
  /** For the connection with its log-in. */
  connectMs: number;
  /** For the next byte of an answer; a query that sorts sends none until it has sorted. */
  silenceMs: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 10_000, silenceMs: 300_000 };

/** Takes one result as it arrives; what it throws ends the query with that error. */
export interface ResultHandler {
  /** Called once, before the rows; never where the statement has no result. */
  columns(names: string[]): void;
  /** @param values in the order of the columns: text, null, a number, or a Buffer where the column is binary */
  row(values: readonly unknown[]): void;
}

/** Runs one statement to its end. */
export type RunQuery = (sql: string, handler?: ResultHandler) => Promise<void>;

/**
 * Lends a connection, in utf8mb4, to `work` and closes it however that ends.
 *
 * @throws SourceError where the server cannot be reached, refuses the log-in or a statement, falls
 *   silent, or goes away before the end of a result
 */
export async function withConnection(
  database: Database,
  timeouts: Timeouts,
  work: (run: RunQuery) => Promise<void>,
): Promise<void> {
  const place = describeDatabase(database);
  const socket = openSocket(database);
  const connection = createConnection({
    ...connectionOptions(database, timeouts.connectMs),
    stream: () => socket,
  });
  let connected = false;
  connection.on("connect", () => {
    connected = true;
    socket.setTimeout(timeouts.silenceMs, () => {
      socket.destroy(new Error(`the server sent nothing for ${timeouts.silenceMs / 1000} s`));
    });
  });
  const fail = (error: Error) => mysqlError(error, place, connected);
  const lost = new Promise<never>((_, reject) => {
    connection.on("error", (error: Error) => reject(fail(error)));
  });
  const run: RunQuery = (sql, handler) => runQuery(connection, sql, handler, fail);
  const inUtf8mb4 = () => run(SET_CHARSET).then(() => work(run));
  try {
    await Promise.race([lost, inUtf8mb4()]);
    connection.end();
    socket.destroySoon();
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** A server may be set up to ignore the charset that the log-in asked for. */
export const SET_CHARSET = "SET NAMES utf8mb4";

/** How to log in, and how values are to come. */
export function connectionOptions(database: Database, connectTimeout: number): ConnectionOptions {
  return {
    user: database.user,
    password: database.password,
    database: database.database,
    charset: "utf8mb4",
    connectTimeout,
    // Large numbers, dates and JSON stay the text that the server sent.
    supportBigNumbers: true,
    dateStrings: true,
    jsonStrings: true,
    // A server with this flag may answer a query by asking for a file of this machine.
    flags: ["-LOCAL_FILES"],
  };
}

function openSocket({ socketPath, host, port }: Database): Socket {
  return socketPath === null ? connect(port, host) : connect(socketPath);
}

/** Never settles where the connection dies: mysql2 tells that to the connection, not to its query. */
function runQuery(
  connection: Connection,
  sql: string,
  handler: ResultHandler | undefined,
  fail: (error: Error) => SourceError,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const query = connection.query({ sql, rowsAsArray: true });
    let results = 0;
    const abort = (error: unknown) => {
      query.removeAllListeners("result");
      reject(error);
    };
    query.on("error", (error) => reject(fail(error)));
    query.on("end", resolve);
    query.on("fields", (fields: FieldPacket[] | undefined) => {
      if (fields === undefined) return;
      try {
        if (++results > 1) {
          throw new SourceError("the query gives more than one result", "give a single SELECT");
        }
        handler?.columns(fields.map((field) => field.name));
      } catch (error) {
        abort(error);
      }
    });
    query.on("result", (row: unknown) => {
      // A statement without a result reports one object here.
      if (!Array.isArray(row)) return;
      try {
        handler?.row(row);
      } catch (error) {
        abort(error);
      }
    });
  });
}
