/** Parses DATABASE_URL, and shows it without its password. */

import { UsageError } from "../../errors.ts";

/** The address of a MySQL server and how to log in, percent-decoded. */
export interface Database {
  host: string;
  port: number;
  /** A Unix socket, used instead of host and port; null for a connection over TCP. */
  socketPath: string | null;
  user: string;
  /** Empty if there is none. */
  password: string;
  /** Empty where all databases of a server are meant. */
  database: string;
  sslMode: SslMode;
  /** A file with the certificates of authorities, in PEM; null for those that the runtime knows. */
  sslCa: string | null;
}

/** Whether to use TLS, and what to verify of the server's certificate, as MySQL's own clients name it. */
const SSL_MODES = ["DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"] as const;
export type SslMode = (typeof SSL_MODES)[number];

const IP_ADDRESS = /^[\d.]+$|:/;

const PARAMETERS = ["socket", "ssl-mode", "ssl-ca"];

const DEFAULT_PORT = 3306;

/**
 * Parses `mysql://user[:password]@host[:port]/db`, perhaps with the parameters `socket`, `ssl-mode` and `ssl-ca`.
 *
 * @param of what the URL has to name: a database, or a server without one
 * @throws UsageError that does not quote the URL, as a malformed one may have its password anywhere
 */
export function parseDatabaseUrl(url: string, of: "database" | "server" = "database"): Database {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== "mysql:") throw malformed("is not a mysql:// URL");
  // An unescaped / ? # or @ in a password puts the rest of it into another part of the URL.
  if (parsed.hash !== "") throw malformed("contains a #");
  if (of === "server" && /[^/]/.test(parsed.pathname)) {
    throw new UsageError(
      "DATABASE_URL names a database, and --release reads all of a server",
      "leave out the database, as in mysql://user@host/, or leave out --release",
    );
  }
  if (of === "database" && !/^\/[^/@]+$/.test(parsed.pathname)) {
    throw malformed("names no database after the host");
  }
  for (const key of parsed.searchParams.keys()) {
    if (!PARAMETERS.includes(key)) {
      throw malformed(
        `has a parameter other than ${PARAMETERS.slice(0, -1).join(", ")} and ssl-ca`,
      );
    }
  }
  const sslCa = parsed.searchParams.get("ssl-ca");
  const database = {
    host: decoded(parsed.hostname).replace(/^\[(.*)\]$/, "$1"),
    port: parsed.port === "" ? DEFAULT_PORT : Number(parsed.port),
    socketPath: parsed.searchParams.get("socket"),
    user: decoded(parsed.username),
    password: decoded(parsed.password),
    database: decoded(parsed.pathname.slice(1)),
    sslMode: sslModeOf(parsed.searchParams.get("ssl-mode"), sslCa),
    sslCa,
  };
  if (database.sslMode === "VERIFY_IDENTITY" && IP_ADDRESS.test(database.host)) {
    throw new UsageError(
      "DATABASE_URL has ssl-mode=VERIFY_IDENTITY and an IP address for a host",
      "give the name that the server's certificate has, or ssl-mode=VERIFY_CA",
    );
  }
  if (database.user === "") throw malformed("names no user");
  return database;
}

/** The database without its password: `mysql://anonymous@host:3306/db`. */
export function describeDatabase({ host, port, socketPath, user, database }: Database): string {
  const address = host.includes(":") ? `[${host}]` : host;
  const url = `mysql://${encodeURIComponent(user)}@${address}:${port}/${encodeURIComponent(database)}`;
  return socketPath === null ? url : `${url}?socket=${socketPath}`;
}

/** Who names authorities wants them to be asked, as MySQL's own clients take it. */
function sslModeOf(given: string | null, sslCa: string | null): SslMode {
  if (given === null) return sslCa === null ? "PREFERRED" : "VERIFY_CA";
  const mode = SSL_MODES.find((known) => known === given.toUpperCase());
  if (mode !== undefined) return mode;
  throw new UsageError(
    "DATABASE_URL has an ssl-mode that does not exist",
    `it is one of ${SSL_MODES.join(", ")}`,
  );
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
