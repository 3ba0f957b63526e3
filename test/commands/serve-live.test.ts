import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { GENES } from "../support/data/genes.ts";
import { ASSEMBL, run } from "../support/processes/program.ts";
import { ServerProcess } from "../support/processes/server-process.ts";
import { fillTable } from "../support/servers/database.ts";
import { indexWith } from "../support/servers/feeds.ts";
import { type MariaDb, startMariaDb } from "../support/servers/mariadb.ts";
import { startProxy } from "../support/servers/proxy.ts";
import { type TempDir, tempDir } from "../support/temp.ts";

// A database and several programs must start.
setDefaultTimeout(120_000);

const PASSWORD = "s3cret";
const KNOWN = "/gene_suggest/?species=homo_sapiens&query=brca";

let db: MariaDb;
beforeAll(async () => {
  db = await startMariaDb();
  await fillTable(db, GENES);
  await db.sql(`CREATE USER reader@'%' IDENTIFIED BY '${PASSWORD}'; GRANT SELECT ON *.* TO reader`);
});
afterAll(() => db[Symbol.asyncDispose]());

const databaseUrl = (port = db.port) =>
  `mysql://reader:${PASSWORD}@127.0.0.1:${port}/ensembl_autocomplete`;

const LISTEN = ["--bind", "127.0.0.1", "--port", "0", "--drain-time", "0"];
const SERVE = [...ASSEMBL, "serve", ...LISTEN, "--log", "json"];

/** Starts a server on a free port; resolves once it listens. */
async function serve(dir: TempDir, args: readonly string[], env: Record<string, string>) {
  const command = [...SERVE, "--state-dir", dir.join("state"), ...args];
  return ServerProcess.start(command, { cwd: dir.path, env });
}

describe("a server with AGGRESSIVE_CACHING off", () => {
  test("answers from the database, builds nothing, and exits with 0 at SIGTERM", async () => {
    await using dir = await tempDir();
    const env = { AGGRESSIVE_CACHING: "off", DATABASE_URL: databaseUrl() };
    await using server = await serve(dir, [], env);
    expect(await (await server.get(KNOWN)).json()).toEqual(["BRCA1", "BRCA2"]);
    expect((await server.get("/readyz")).status).toBe(200);
    expect(await (await server.get("/v1/index")).json()).toMatchObject({ generation: null });
    await db.sql(
      "UPDATE gene_autocomplete SET display_label = 'BRCA3' WHERE display_label = 'BRCA2'",
    );
    expect(await (await server.get(KNOWN)).json()).toEqual(["BRCA1", "BRCA3"]);
    await db.sql(
      "UPDATE gene_autocomplete SET display_label = 'BRCA2' WHERE display_label = 'BRCA3'",
    );

    server.kill("SIGHUP");
    expect(await (await server.get(KNOWN)).json()).toEqual(["BRCA1", "BRCA2"]);
    server.kill("SIGTERM");
    const { code, stdout, stderr } = await server.ended;
    expect(code).toBe(0);
    const shown = databaseUrl().replace(`:${PASSWORD}`, "");
    expect(stdout).toContain(`serving ${shown} gene_autocomplete at http://127.0.0.1:`);
    expect(stdout).toMatch(/^try it: curl 'http:\/\/127\.0\.0\.1:\d+\/v1\/species'$/m);
    expect(server.events().map(({ event }) => event)).toEqual(["listening", "stopping"]);
    expect(stdout + stderr).not.toContain(PASSWORD);
    expect(await Array.fromAsync(new Bun.Glob("**").scan(dir.path))).toEqual([]);
  });

  test("starts without its database, and exits with 0 at SIGTERM while that is silent", async () => {
    await using dir = await tempDir();
    await using proxy = await startProxy(db.port);
    const holding = proxy.hold();
    await using server = await serve(dir, ["--caching", "off"], {
      DATABASE_URL: databaseUrl(proxy.port),
    });
    await holding;
    expect((await server.get("/healthz")).status).toBe(200);
    server.kill("SIGTERM");
    expect((await server.ended).code).toBe(0);
    expect(server.events().map(({ event }) => event)).toEqual(["listening", "stopping"]);
  });

  test("logs once that the database is down, and once that it is back", async () => {
    await using dir = await tempDir();
    await using proxy = await startProxy(db.port);
    await using server = await serve(dir, ["--database-url", databaseUrl(proxy.port)], {
      AGGRESSIVE_CACHING: "0",
    });
    expect((await server.get("/readyz")).status).toBe(200);
    await db.kill();
    proxy.cut();
    for (let i = 0; i < 3; i++) expect((await server.get(KNOWN)).status).toBe(503);
    expect((await server.get("/readyz")).status).toBe(503);
    await db.start();
    await server.becomesReady();
    expect(await (await server.get(KNOWN)).json()).toEqual(["BRCA1", "BRCA2"]);
    server.kill("SIGTERM");
    const { code, stdout, stderr } = await server.ended;
    expect(code).toBe(0);
    const events = server.events().map(({ level, event }) => `${level} ${event}`);
    expect(events).toEqual([
      "info listening",
      "warn database does not answer",
      "info database answers again",
      "info stopping",
    ]);
    expect(stdout + stderr).not.toContain(PASSWORD);
  });

  test("serves INDEX if that is set, and says so", async () => {
    await using dir = await tempDir();
    await Bun.write(dir.join("genes.msgpack"), indexWith("BRCAX"));
    const env = { AGGRESSIVE_CACHING: "off", INDEX: "genes.msgpack", DATABASE_URL: databaseUrl() };
    await using server = await serve(dir, [], env);
    const answer = await server.get(KNOWN);
    expect(answer.headers.get("etag")).not.toBeNull();
    expect(await answer.json()).toEqual(["BRCAX"]);
    server.kill("SIGTERM");
    expect((await server.ended).code).toBe(0);
    const warnings = server.events().filter(({ level }) => level === "warn");
    expect(warnings).toHaveLength(1);
    expect(JSON.stringify(warnings)).toMatch(/AGGRESSIVE_CACHING.*INDEX is set/);
  });
});

describe("a server does not start", () => {
  const HOSTLESS = "mysql://127.0.0.1";

  test.each<[string, string[], Record<string, string>, RegExp]>([
    ["without a database", ["--caching", "off"], {}, /set DATABASE_URL/],
    [
      "without a database, switched by the variable",
      [],
      { AGGRESSIVE_CACHING: "false" },
      /set DATABASE_URL/,
    ],
    ["with a database that is not a URL", [], { DATABASE_URL: "nonsense" }, /DATABASE_URL/],
    ["with a URL of another scheme", [], { DATABASE_URL: `http://u:${PASSWORD}@h/d` }, /mysql:/],
    ["with a URL without a database", ["--database-url", HOSTLESS], {}, /names no database/],
    ["with a stray # in its password", [], { DATABASE_URL: `mysql://u:${PASSWORD}#@h/d` }, /#/],
    ["with a bad value of the switch", ["--caching", "perhaps"], {}, /--caching/],
  ])("%s", async (_, args, env, problem) => {
    await using dir = await tempDir();
    const command = [...SERVE, ...args];
    const { code, stdout, stderr } = await run(command, {
      cwd: dir.path,
      env: { AGGRESSIVE_CACHING: "off", ...env },
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^error: [^\n]+; [^\n]+\n$/);
    expect(stderr).toMatch(problem);
    expect(stderr).not.toContain(PASSWORD);
  });
});
