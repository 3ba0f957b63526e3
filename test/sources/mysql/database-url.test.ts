import { describe, expect, test } from "bun:test";
import { UsageError } from "../../../src/errors.ts";
import { describeDatabase, parseDatabaseUrl } from "../../../src/sources/mysql/database-url.ts";

describe("a database URL", () => {
  test("is parsed into its parts", () => {
    expect(parseDatabaseUrl("mysql://ensro:secret@db.example.org:4157/ensembl_website_98")).toEqual(
      {
        host: "db.example.org",
        port: 4157,
        socketPath: null,
        user: "ensro",
        password: "secret",
        database: "ensembl_website_98",
        sslMode: "PREFERRED",
        sslCa: null,
      },
    );
  });

  test("may lack password and port", () => {
    const { port, password } = parseDatabaseUrl("mysql://anonymous@db.example.org/genes");
    expect({ port, password }).toEqual({ port: 3306, password: "" });
  });

  test("is percent-decoded in user, password and database", () => {
    const { user, password, database } = parseDatabaseUrl("mysql://a%40b:p%2F%3F%23%25@host/d%20b");
    expect({ user, password, database }).toEqual({
      user: "a@b",
      password: "p/?#%",
      database: "d b",
    });
  });

  test("has an IPv6 address in brackets", () => {
    expect(parseDatabaseUrl("mysql://u@[::1]:3307/db").host).toBe("::1");
  });

  test("may name a socket instead of host and port", () => {
    expect(parseDatabaseUrl("mysql://u@localhost/db?socket=/run/my%20sql.sock").socketPath).toBe(
      "/run/my sql.sock",
    );
  });

  test("may ask for TLS as MySQL's own clients name it", () => {
    const tls = (parameters: string) => {
      const { sslMode, sslCa } = parseDatabaseUrl(`mysql://u@host/db?${parameters}`);
      return [sslMode, sslCa];
    };
    expect(tls("ssl-mode=required")).toEqual(["REQUIRED", null]);
    expect(tls("ssl-mode=DISABLED&socket=/s")).toEqual(["DISABLED", null]);
    expect(tls("ssl-ca=/etc/ca.pem")).toEqual(["VERIFY_CA", "/etc/ca.pem"]);
    expect(tls("ssl-ca=ca.pem&ssl-mode=VERIFY_IDENTITY")).toEqual(["VERIFY_IDENTITY", "ca.pem"]);
    expect(() => tls("ssl-mode=on")).toThrow(
      "has an ssl-mode that does not exist; it is one of DISABLED,",
    );
    expect(() => parseDatabaseUrl("mysql://u@[::1]/db?ssl-mode=VERIFY_IDENTITY")).toThrow(
      "give the name that the server's certificate has",
    );
  });

  test.each([
    ["nothing", ""],
    ["no URL", "12secret34"],
    ["another scheme", "postgres://u:12secret34@host/db"],
    ["no host", "mysql:///db"],
    ["no user", "mysql://host/db"],
    ["no database", "mysql://u:12secret34@host"],
    ["an empty database", "mysql://u:12secret34@host/"],
    ["a second path segment", "mysql://u:12secret34@host/db/table"],
    ["a port out of range", "mysql://u:12secret34@host:65536/db"],
    ["an unknown parameter", "mysql://u:12secret34@host/db?ssl=true"],
    ["an unescaped % in the password", "mysql://u:12secret34%zz@host/db"],
    ["an unescaped / in the password", "mysql://u:12/secret34@host/db"],
    ["an unescaped / before the last segment", "mysql://u:12/secret34@host"],
    ["an unescaped ? in the password", "mysql://u:12?secret34@host/db"],
    ["an unescaped # in the password", "mysql://u:12#secret34@host/db"],
  ])("%s is refused without quoting the password", (_, url) => {
    let error: unknown;
    try {
      parseDatabaseUrl(url);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toContain("DATABASE_URL");
    expect(String(error)).not.toMatch(/12|secret34/);
  });
});

describe("a database is shown without its password:", () => {
  test.each([
    ["mysql://ensro:secret@host:4157/db", "mysql://ensro@host:4157/db"],
    ["mysql://anonymous@host/db", "mysql://anonymous@host:3306/db"],
    ["mysql://a%40b:p%2Fw@[::1]/d%20b", "mysql://a%40b@[::1]:3306/d%20b"],
    ["mysql://u:secret@localhost/db?socket=/run/s", "mysql://u@localhost:3306/db?socket=/run/s"],
  ])("%s", (url, shown) => {
    expect(describeDatabase(parseDatabaseUrl(url))).toBe(shown);
  });
});
