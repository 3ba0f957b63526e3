/** A single connection to a MySQL or MariaDB server, for long queries. */

import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import {
  type Connection,
  type ConnectionOptions,
  createConnection,
  type FieldPacket,
} from "mysql2";
import { reason, SourceError } from "../../errors.ts";
import { type Database, describeDatabase } from "./database-url.ts";
import { mysqlError } from "./error.ts";

/** How long to wait for a server, in milliseconds. */
export interface Timeouts {
  /** For the connection, log-in included. */
  connectMs: number;
  /** For the next byte of a result. A query that sorts sends none until it has sorted. */
  silenceMs: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 10_000, silenceMs: 300_000 };

/** Takes a result as it arrives. If it throws, the query fails with that error. */
export interface ResultHandler {
  /** Called once, before the rows; never if the statement has no result. */
  columns(names: string[]): void;
  /** @param values in the order of the columns: text, null, a number, or a Buffer if the column is binary */
  row(values: readonly unknown[]): void;
}

/** Runs one statement to its end. */
export type RunQuery = (sql: string, handler?: ResultHandler) => Promise<void>;

/**
 * Opens a connection with charset utf8mb4 for `work`, and closes it whether that succeeds or fails.
 *
 * @throws SourceError if the server cannot be reached, refuses the log-in or a statement, falls silent, or closes the
 *   connection before the end of a result
 */
export async function withConnection(
  database: Database,
  timeouts: Timeouts,
  work: (run: RunQuery) => Promise<void>,
): Promise<void> {
  try {
    await withOneConnection(database, timeouts, work, true);
  } catch (error) {
    if (!isWithoutTls(error, database)) throw error;
    await withOneConnection(database, timeouts, work, false);
  }
}

async function withOneConnection(
  database: Database,
  timeouts: Timeouts,
  work: (run: RunQuery) => Promise<void>,
  mayUseTls: boolean,
): Promise<void> {
  const name = describeDatabase(database);
  const options = connectionOptions(database, timeouts.connectMs, mayUseTls);
  const socket = openSocket(database);
  const connection = createConnection({ ...options, stream: () => socket });
  let connected = false;
  connection.on("connect", () => {
    connected = true;
    const stream = streamOf(connection);
    stream.setTimeout(timeouts.silenceMs, () => {
      stream.destroy(new Error(`the server sent nothing for ${timeouts.silenceMs / 1000} s`));
    });
  });
  const fail = (error: Error) => mysqlError(error, name, connected, database.sslMode);
  const lost = new Promise<never>((_, reject) => {
    connection.on("error", (error: Error) => reject(fail(error)));
  });
  const run: RunQuery = (sql, handler) => runQuery(connection, sql, handler, fail);
  const inUtf8mb4 = () => run(SET_CHARSET).then(() => work(run));
  try {
    await Promise.race([lost, inUtf8mb4()]);
    connection.end();
    streamOf(connection).destroySoon();
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Needed because a server may be configured to ignore the charset that the log-in asks for. */
export const SET_CHARSET = "SET NAMES utf8mb4";

/** What a connection reads and writes, of TLS if it uses it; mysql2's types leave it out. */
export function streamOf(connection: Connection): Socket {
  return (connection as unknown as { stream: Socket }).stream;
}

/** Whether a connection failed because its server has no TLS, and may be made without. */
export function isWithoutTls(error: unknown, { sslMode }: Database): boolean {
  const cause = error instanceof SourceError ? error.cause : error;
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  return sslMode === "PREFERRED" && code === "HANDSHAKE_NO_SSL_SUPPORT";
}

/** @throws SourceError if the file of authorities cannot be read */
function tlsOf({ sslMode, sslCa, socketPath }: Database): ConnectionOptions {
  // What passes through a socket of this machine needs no TLS, unless it is asked for.
  if (sslMode === "DISABLED" || (sslMode === "PREFERRED" && socketPath !== null)) return {};
  const isVerified = sslMode === "VERIFY_CA" || sslMode === "VERIFY_IDENTITY";
  try {
    return {
      ssl: {
        rejectUnauthorized: isVerified,
        verifyIdentity: sslMode === "VERIFY_IDENTITY",
        ...(sslCa !== null && { ca: readFileSync(sslCa, "utf8") }),
      },
    };
  } catch (error) {
    throw new SourceError(
      `cannot read the certificates of ssl-ca: ${reason(error)}`,
      "give a file in PEM in DATABASE_URL",
      { cause: error },
    );
  }
}

/**
 * How to log in, and in which form the server is to send values.
 *
 * @param mayUseTls false after `isWithoutTls`
 * @throws SourceError if the file of authorities cannot be read
 */
export function connectionOptions(
  database: Database,
  connectTimeout: number,
  mayUseTls: boolean,
): ConnectionOptions {
  return {
    ...(mayUseTls && tlsOf(database)),
    // TLS compares it with the certificate.
    host: database.host,
    user: database.user,
    password: database.password,
    database: database.database,
    charset: "utf8mb4",
    connectTimeout,
    // Large numbers, dates and JSON stay text, as the server sends them.
    supportBigNumbers: true,
    dateStrings: true,
    jsonStrings: true,
    // With LOCAL FILES a server may answer any query by asking this machine for one of its files.
    flags: ["-LOCAL_FILES"],
  };
}

function openSocket({ socketPath, host, port }: Database): Socket {
  return socketPath === null ? connect(port, host) : connect(socketPath);
}

/** Runs one statement. It never settles if the connection dies, which mysql2 reports on the connection alone. */
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
      // For a statement without a result this is an object.
      if (!Array.isArray(row)) return;
      try {
        handler?.row(row);
      } catch (error) {
        abort(error);
      }
    });
  });
}
