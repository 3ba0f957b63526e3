/** DATABASE_URL: reading it, and showing it without its password. */

import { UsageError } from "../../errors.ts";

/** Where a MySQL server is and how to log in, percent-decoded. */
export interface Database {
  host: string;
  port: number;
  /** A Unix socket, which then stands for host and port; null where the connection goes over TCP. */
  socketPath: string | null;
  user: string;
  /** Empty where there is none. */
  password: string;
  database: string;
}

const DEFAULT_PORT = 3306;

/**
 * Reads `mysql://user[:password]@host[:port]/db[?socket=/path]`.
 *
 * @throws UsageError naming DATABASE_URL and never quoting it, as its password may stand anywhere in a malformed one
 */
export function parseDatabaseUrl(url: string): Database {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== "mysql:") throw malformed("is not a mysql:// URL");
  // An unescaped / ? # or @ in a password moves the rest of it into another part of the URL.
  if (parsed.hash !== "") throw malformed("holds a #");
  if (!/^\/[^/@]+$/.test(parsed.pathname)) throw malformed("names no database after the host");
  for (const key of parsed.searchParams.keys()) {
    if (key !== "socket") throw malformed("has a parameter other than socket");
  }
  const database = {
    host: decoded(parsed.hostname).replace(/^\[(.*)\]$/, "$1"),
    port: parsed.port === "" ? DEFAULT_PORT : Number(parsed.port),
    socketPath: parsed.searchParams.get("socket"),
    user: decoded(parsed.username),
    password: decoded(parsed.password),
    database: decoded(parsed.pathname.slice(1)),
  };
  if (database.user === "") throw malformed("names no user");
  return database;
}

/** The database without its password: `mysql://anonymous@host:3306/db`. */
export function describeDatabase({ host, port, socketPath, user, database }: Database): string {
  const address = host.includes(":") ? `[${host}]` : host;
  const place = `mysql://${encodeURIComponent(user)}@${address}:${port}/${encodeURIComponent(database)}`;
  return socketPath === null ? place : `${place}?socket=${socketPath}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw malformed("has a % that is not followed by two hexadecimal digits");
  }
}

function malformed(problem: string): UsageError {
  return new UsageError(
    `DATABASE_URL ${problem}`,
    "it takes mysql://user[:password]@host[:port]/db, with / ? # @ and % in a user or password percent-encoded",
  );
}
