/** Failures of a MySQL server or of the way to it, in the words of a SourceError. */

import { reason, SourceError } from "../../errors.ts";

/** What to do about the server's own errors, by their names in mysql2. */
const REMEDIES: Record<string, string> = {
  ER_ACCESS_DENIED_ERROR: "check user and password in DATABASE_URL",
  ER_DBACCESS_DENIED_ERROR: "check the database's name, or grant this user SELECT on it",
  ER_TABLEACCESS_DENIED_ERROR: "check the table's name, or grant this user SELECT on it",
  ER_BAD_DB_ERROR: "check the database's name in DATABASE_URL",
  ER_NO_SUCH_TABLE: "check the names of table and database",
  ER_CON_COUNT_ERROR: "try again later, or raise the server's max_connections",
};

/**
 * @param error what mysql2 reported: an error of the server where it has `sqlMessage`, else one of the network
 * @param place the database without its password
 * @param connected whether the log-in had succeeded
 */
export function mysqlError(error: Error, place: string, connected: boolean): SourceError {
  const { code = "", sqlMessage } = error as Error & { code?: string; sqlMessage?: string };
  if (sqlMessage !== undefined) {
    return new SourceError(
      `${place} answers: ${oneLine(sqlMessage)}`,
      REMEDIES[code] ?? "check the query, and see the server's log",
      { cause: error },
    );
  }
  const closed = code === "PROTOCOL_CONNECTION_LOST";
  const why = closed ? "the server closed the connection" : oneLine(reason(error));
  return connected
    ? new SourceError(
        `lost the connection to ${place}: ${why}`,
        "try again, and see the server's log",
        { cause: error },
      )
    : new SourceError(
        `cannot connect to ${place}: ${why}`,
        "check host and port in DATABASE_URL, and that the server runs",
        { cause: error },
      );
}

/** A server quotes the query with its line breaks. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\s.:;]+$/, "");
}
