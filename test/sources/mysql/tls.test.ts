import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mysqlSource } from "../../../src/sources/mysql/autocomplete.ts";
import { parseDatabaseUrl } from "../../../src/sources/mysql/database-url.ts";
import { DEFAULT_POOL_TIMEOUTS, MysqlPool } from "../../../src/sources/mysql/pool.ts";
import { failureOf, rowsOf } from "../../support/data/rows.ts";
import { installed } from "../../support/processes/debian.ts";
import { succeed } from "../../support/processes/program.ts";
import { type MariaDb, startMariaDb } from "../../support/servers/mariadb.ts";
import { type TempDir, tempDir } from "../../support/temp.ts";

setDefaultTimeout(120_000);

const QUERY =
  "SELECT 'cipher' AS species, VARIABLE_VALUE AS display_label FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'SSL_CIPHER'";

let dir: TempDir;
/** Refuses connections without TLS, and has a certificate of localhost. */
let secure: MariaDb;
/** Has a certificate of another host. */
let wrong: MariaDb;
/** Has no TLS. */
let plain: MariaDb;

/** Makes a key and a certificate: one of an authority, or one of a host that the authority signs. */
async function certificate(name: string, host: string | null): Promise<string[]> {
  const [key, cert] = [dir.join(`${name}.key`), dir.join(`${name}.pem`)];
  const signed = ["-CA", dir.join("ca.pem"), "-CAkey", dir.join("ca.key")];
  const ofHost = ["-addext", `subjectAltName=DNS:${host}`, ...signed];
  await succeed(
    [
      ...[installed("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30"],
      ...["-subj", `/CN=${host ?? "An authority"}`, "-keyout", key, "-out", cert],
      ...(host === null ? [] : ofHost),
    ],
    { env: process.env },
  );
  return [`--ssl-key=${key}`, `--ssl-cert=${cert}`];
}

beforeAll(async () => {
  dir = await tempDir();
  await certificate("ca", null);
  await certificate("other-ca", null);
  const ca = `--ssl-ca=${dir.join("ca.pem")}`;
  const required = "--require-secure-transport=ON";
  const ofLocalhost = await certificate("localhost", "localhost");
  const ofAnother = await certificate("another", "db.example.org");
  [secure, wrong, plain] = await Promise.all([
    startMariaDb([...ofLocalhost, ca, required]),
    startMariaDb([...ofAnother, ca]),
    startMariaDb(),
  ]);
  await plain.sql(`INSTALL SONAME 'auth_ed25519';
    CREATE USER modern IDENTIFIED VIA ed25519 USING PASSWORD('s3cret')`);
});

afterAll(async () => {
  for (const resource of [secure, wrong, plain, dir]) await resource[Symbol.asyncDispose]();
});

const urlOf = ({ port }: MariaDb, parameters: string, login = "root") =>
  `mysql://${login}@localhost:${port}/ensembl_autocomplete?${parameters.replace("@CA", dir.join("ca.pem"))}`;

/** The cipher of a connection; null without TLS. */
async function cipherOf(server: MariaDb, parameters: string): Promise<string | null> {
  const [[, cipher] = []] = await rowsOf(
    mysqlSource({ url: urlOf(server, parameters), query: QUERY }),
  );
  return cipher ?? null;
}

/** The error of a connection. */
async function refusal(server: MariaDb, parameters: string, login = "root") {
  const { problem, remedy } = await failureOf(
    mysqlSource({ url: urlOf(server, parameters, login), query: QUERY }),
  );
  return `${problem}; ${remedy}`;
}

describe("a build connects", () => {
  test.each([
    "",
    "ssl-mode=PREFERRED",
    "ssl-mode=REQUIRED",
    "ssl-ca=@CA",
    "ssl-ca=@CA&ssl-mode=VERIFY_CA",
    "ssl-ca=@CA&ssl-mode=VERIFY_IDENTITY",
  ])("with TLS by %j", async (parameters) => {
    expect(await cipherOf(secure, parameters)).toStartWith("TLS_");
  });

  test.each(["ssl-mode=REQUIRED", "ssl-ca=@CA"])(
    "with TLS to a server with the certificate of another host by %j",
    async (parameters) => {
      expect(await cipherOf(wrong, parameters)).toStartWith("TLS_");
    },
  );

  test("without TLS if the server has none, or if that is asked for", async () => {
    expect(await cipherOf(plain, "")).toBeNull();
    expect(await cipherOf(wrong, "ssl-mode=DISABLED")).toBeNull();
    const socket = `socket=${encodeURIComponent(wrong.socketPath)}`;
    expect(await cipherOf(wrong, socket)).toBeNull();
    expect(await cipherOf(wrong, `${socket}&ssl-mode=REQUIRED`)).toStartWith("TLS_");
  });

  test("and reads a long result whole", async () => {
    const query =
      "SELECT 's' AS species, CONCAT('LABEL', seq) AS display_label FROM seq_1_to_300000";
    expect(await rowsOf(mysqlSource({ url: urlOf(secure, ""), query }))).toHaveLength(300_000);
  });
});

describe("an error names TLS where it is the cause:", () => {
  test.each([["ssl-mode=REQUIRED"], ["ssl-ca=@CA"]])(
    "a server without TLS, and %j",
    async (parameters) => {
      expect(await refusal(plain, parameters)).toMatch(
        / has no TLS; set it up there, or leave ssl-mode/,
      );
    },
  );

  test("a server that wants TLS, and a URL that does not", async () => {
    expect(await refusal(secure, "ssl-mode=DISABLED")).toMatch(
      /answers: Access denied .*; check user and password in DATABASE_URL, and leave ssl-mode=DISABLED out if/,
    );
  });

  test("the certificate of another host", async () => {
    expect(await refusal(wrong, "ssl-ca=@CA&ssl-mode=VERIFY_IDENTITY")).toMatch(
      /^TLS with mysql:.* failed: .*; check ssl-ca, and that the certificate is of the host/,
    );
  });

  test.each(["ssl-mode=VERIFY_CA", "ssl-ca=OTHER"])(
    "a certificate of an unknown authority, and %j",
    async (parameters) => {
      const other = parameters.replace("OTHER", dir.join("other-ca.pem"));
      expect(await refusal(secure, other)).toMatch(/^TLS with mysql:.* failed: /);
    },
  );

  test("a file of authorities that is missing", async () => {
    expect(await refusal(secure, "ssl-ca=/no/such/file")).toMatch(
      /^cannot read the certificates of ssl-ca: ENOENT/,
    );
  });
});

test("a plugin by which Assembl cannot log in is named", async () => {
  expect(await refusal(plain, "", "modern:s3cret")).toMatch(
    /wants this user to log in by client_ed25519, which Assembl does not know; give a user with mysql_native/,
  );
});

test("live look-ups connect in the same way", async () => {
  const ask = async (server: MariaDb, parameters: string) => {
    const pool = new MysqlPool(parseDatabaseUrl(urlOf(server, parameters)), DEFAULT_POOL_TIMEOUTS);
    try {
      const all = await Promise.all(Array.from({ length: 20 }, () => pool.execute(QUERY)));
      return [...new Set(all.map(([row]) => String(row?.[1])))].map((cipher) => cipher.slice(0, 4));
    } finally {
      await pool.end();
    }
  };
  expect(await ask(secure, "ssl-ca=@CA&ssl-mode=VERIFY_IDENTITY")).toEqual(["TLS_"]);
  expect(await ask(secure, "")).toEqual(["TLS_"]);
  expect(await ask(plain, "")).toEqual([""]);
  expect(ask(plain, "ssl-mode=REQUIRED")).rejects.toThrow("has no TLS");
  expect(ask(wrong, "ssl-ca=@CA&ssl-mode=VERIFY_IDENTITY")).rejects.toThrow("TLS with mysql:");
});
