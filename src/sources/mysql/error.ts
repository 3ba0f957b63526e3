/** Turns errors of mysql2 into SourceErrors. */

import { reason, SourceError } from "../../errors.ts";
import type { SslMode } from "./database-url.ts";

/** What to do about errors of the server, by their names in mysql2. */
const REMEDIES: Record<string, string> = {
  ER_ACCESS_DENIED_ERROR: "check user and password in DATABASE_URL",
  ER_DBACCESS_DENIED_ERROR: "check the database's name, or grant this user SELECT on it",
  ER_TABLEACCESS_DENIED_ERROR: "check the table's name, or grant this user SELECT on it",
  ER_BAD_DB_ERROR: "check the database's name in DATABASE_URL",
  ER_NO_SUCH_TABLE: "check the names of table and database",
  ER_SECURE_TRANSPORT_REQUIRED: "leave ssl-mode=DISABLED out of DATABASE_URL",
  ER_CON_COUNT_ERROR: "try again later, or raise the server's max_connections",
};

/** In the errors of mysql2 about how a user is to log in. */
const UNKNOWN_PLUGIN = /unknown plugin ([\w-]+)|authentication using (mysql_clear_password)/;

/** Errors of the server that say nothing of the statement, and may be over at the next attempt. */
const PASSING = new Set([
  ...["ER_SERVER_SHUTDOWN", "ER_NORMAL_SHUTDOWN", "ER_QUERY_INTERRUPTED", "ER_CON_COUNT_ERROR"],
  ...["ER_CONNECTION_KILLED", "ER_NET_READ_ERROR", "ER_NET_READ_INTERRUPTED", "ER_LOCK_DEADLOCK"],
]);

/** Whether an error that `mysqlError` made may be over at the next attempt, such as a lost connection. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof SourceError) || !(error.cause instanceof Error)) return false;
  const { code = "", sqlMessage } = error.cause as Error & { code?: string; sqlMessage?: string };
  return sqlMessage === undefined || PASSING.has(code);
}

/**
 * @param error of mysql2: an error of the server if it has `sqlMessage`, else one of the network
 * @param database its URL without its password
 * @param connected whether the log-in had succeeded
 * @param sslMode of the database
 */
export function mysqlError(
  error: Error,
  database: string,
  connected: boolean,
  sslMode: SslMode,
): SourceError {
  const { code = "", sqlMessage } = error as Error & { code?: string; sqlMessage?: string };
  if (sqlMessage !== undefined) {
    const remedy = REMEDIES[code] ?? "check the query, and see the server's log";
    // MariaDB denies access without a word of TLS.
    const mayNeedTls = code === "ER_ACCESS_DENIED_ERROR" && sslMode === "DISABLED";
    return new SourceError(
      `${database} answers: ${oneLine(sqlMessage)}`,
      mayNeedTls ? `${remedy}, and leave ssl-mode=DISABLED out if the server wants TLS` : remedy,
      { cause: error },
    );
  }
  const [, unknown, clear] = UNKNOWN_PLUGIN.exec(error.message) ?? [];
  const plugin = unknown ?? clear;
  if (plugin !== undefined) {
    return new SourceError(
      `${database} wants this user to log in by ${plugin}, which Assembl does not know`,
      "give a user with mysql_native_password, caching_sha2_password or sha256_password",
      { cause: error },
    );
  }
  if (code === "HANDSHAKE_NO_SSL_SUPPORT") {
    return new SourceError(
      `${database} has no TLS`,
      "set it up there, or leave ssl-mode and ssl-ca out of DATABASE_URL",
      { cause: error },
    );
  }
  if (code === "HANDSHAKE_SSL_ERROR") {
    return new SourceError(
      `TLS with ${database} failed: ${oneLine(error.message)}`,
      "check ssl-ca, and that the certificate is of the host in DATABASE_URL",
      { cause: error },
    );
  }
  const closed = code === "PROTOCOL_CONNECTION_LOST";
  const why = closed ? "the server closed the connection" : oneLine(reason(error));
  return connected
    ? new SourceError(
        `lost the connection to ${database}: ${why}`,
        "try again, and see the server's log",
        { cause: error },
      )
    : new SourceError(
        `cannot connect to ${database}: ${why}`,
        "check host and port in DATABASE_URL, and that the server runs",
        { cause: error },
      );
}

/** A server quotes queries with their line breaks. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\s.:;]+$/, "");
}
