import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { numberedGenes } from "../support/data/label-files.ts";
import type { Row } from "../support/data/rows.ts";
import { compileRows, fileOf } from "../support/indexes/compiled.ts";
import { mountSmall } from "../support/processes/confined.ts";
import { commandLine, runningProcesses } from "../support/processes/proc.ts";
import { ASSEMBL, type ProgramOptions, run } from "../support/processes/program.ts";
import { ServerProcess } from "../support/processes/server-process.ts";
import { ENSEMBL_COLUMNS } from "../support/servers/database.ts";
import { indexWith } from "../support/servers/feeds.ts";
import { type MariaDb, startMariaDb } from "../support/servers/mariadb.ts";
import { startProxy } from "../support/servers/proxy.ts";
import { file, startWeb } from "../support/servers/web-server.ts";
import { type TempDir, tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";

// A build takes a second, and several on a busy machine.
setDefaultTimeout(120_000);

const PASSWORD = "s3cret";
/** Less than the result with MANY genes. */
const ANSWERED_BYTES = 100_000;
const MANY = 20_000;

let db: MariaDb;

beforeAll(async () => {
  db = await startMariaDb();
  await db.sql(`
    CREATE TABLE gene_autocomplete (${ENSEMBL_COLUMNS}) CHARSET utf8mb4;
    INSERT INTO gene_autocomplete (species, display_label)
      SELECT 'homo_sapiens', CONCAT('GENE', seq) FROM seq_1_to_${MANY};
    CREATE USER reader@'%' IDENTIFIED BY '${PASSWORD}';
    GRANT SELECT ON *.* TO reader@'%';
  `);
});

afterAll(() => db[Symbol.asyncDispose]());

const databaseUrl = (port: number) =>
  `mysql://reader:${PASSWORD}@127.0.0.1:${port}/ensembl_autocomplete`;

type Options = Pick<ProgramOptions, "env"> & {
  args?: readonly string[];
  stateDir?: string;
  wrap?: (command: readonly string[]) => string[];
};

/** There is no load balancer that must notice a stop. */
const LISTEN = ["--bind", "127.0.0.1", "--port", "0", "--drain-time", "0"];

/** Starts a server on a free port; resolves once it listens. */
async function serve(dir: TempDir, options: Options) {
  const {
    args = [],
    env = {},
    stateDir = dir.join("state"),
    wrap = (command) => [...command],
  } = options;
  const command = [...ASSEMBL, "serve", ...LISTEN, ...args, "--state-dir", stateDir];
  return ServerProcess.start(wrap(command), { cwd: dir.path, env });
}

/** The running builds with a folder among their arguments. */
function buildsIn(folder: string): number[] {
  return runningProcesses().filter((pid) => {
    const words = commandLine(pid);
    return words.includes("build") && words.some((word) => word.includes(folder));
  });
}

describe("a server with DATABASE_URL", () => {
  test("listens at once, is ready after its first build, and builds again at SIGHUP", async () => {
    await using dir = await tempDir();
    await using proxy = await startProxy(db.port, ANSWERED_BYTES);
    const DATABASE_URL = databaseUrl(proxy.port);
    await using server = await serve(dir, { env: { DATABASE_URL, LOG: "json" } });
    await proxy.holding;
    const early = await server.get("/readyz");
    expect(early.status).toBe(503);
    expect(early.headers.get("retry-after")).toBe("1");
    expect((await server.get("/gene_suggest/?species=homo_sapiens&query=gene1")).status).toBe(503);
    expect((await server.get("/healthz")).status).toBe(200);
    expect(buildsIn(dir.path)).toHaveLength(1);

    proxy.release();
    await server.becomesReady();
    expect(await server.labels("gene1")).toContain("GENE1");
    expect(await server.labels("later")).toEqual([]);

    await db.sql(`INSERT INTO gene_autocomplete (species, display_label)
      VALUES ('homo_sapiens', 'LATER')`);
    server.kill("SIGHUP");
    await until(async () => {
      proxy.release();
      return (await server.labels("later"))[0] === "LATER";
    });
    await db.sql("DELETE FROM gene_autocomplete WHERE display_label = 'LATER'");

    server.kill("SIGTERM");
    const { code, stdout, stderr } = await server.ended;
    expect(code).toBe(0);
    expect(stdout).toContain(`serving ${DATABASE_URL.replace(`:${PASSWORD}`, "")} at `);
    expect(stdout + stderr).not.toContain(PASSWORD);
    const events = stderr
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).event);
    expect(new Set(events)).toEqual(
      new Set(["listening", "building", "built", "serving generation", "stopping"]),
    );
    expect(events.filter((event) => event === "serving generation")).toHaveLength(2);
  });

  test("that is stopped during a build stops the build and exits with 0", async () => {
    await using dir = await tempDir();
    await using proxy = await startProxy(db.port, ANSWERED_BYTES);
    const env = { DATABASE_URL: databaseUrl(proxy.port) };
    await using server = await serve(dir, { env });
    await proxy.holding;
    expect(buildsIn(dir.path)).toHaveLength(1);
    server.kill("SIGTERM");
    expect(await server.ended).toMatchObject({ code: 0, signal: null });
    // Otherwise the build would wait for the database until the end of the test.
    await until(async () => buildsIn(dir.path).length === 0);
  });

  test("starts with the last index that it built while the database is down", async () => {
    await using dir = await tempDir();
    const env = { DATABASE_URL: "" };
    {
      await using proxy = await startProxy(db.port, Number.POSITIVE_INFINITY);
      env.DATABASE_URL = databaseUrl(proxy.port);
      await using first = await serve(dir, { env });
      await first.becomesReady();
    }
    await using second = await serve(dir, { env });
    expect((await second.get("/readyz")).status).toBe(200);
    expect(await second.labels("gene1")).toContain("GENE1");
    await second.until(/"index refused".*cannot connect/);
    expect(await second.labels("gene1")).toContain("GENE1");
    expect(second.stdout + second.stderr).not.toContain(PASSWORD);
  });
});

describe("a server with the URL of an index", () => {
  test("listens at once, and serves the index and its successors", async () => {
    await using dir = await tempDir();
    await using web = await startWeb(file(gzipSync(indexWith("OLDER")), { ETag: '"one"' }));
    await web.close();
    const index = web.url("/genes.gz?token=t0ken", `reader:${PASSWORD}@`);
    const args = ["--index", index, "--index-refresh", "50ms"];
    await using server = await serve(dir, { args });
    expect((await server.get("/readyz")).status).toBe(503);
    await web.open();
    await server.becomesReady();
    expect(await server.labels("older")).toEqual(["OLDER"]);

    web.answer = file(Buffer.from("an error page"));
    await server.until(/"index refused".*not an Assembl index/);
    expect(await server.labels("older")).toEqual(["OLDER"]);

    web.answer = file(indexWith("NEWER"), { ETag: '"two"' });
    await until(async () => (await server.labels("newer"))[0] === "NEWER");
    expect(web.last.headers.get("authorization")).toBe(`Basic ${btoa(`reader:${PASSWORD}`)}`);

    server.kill("SIGTERM");
    const { code, stdout, stderr } = await server.ended;
    expect(code).toBe(0);
    expect(stdout).toContain(`serving ${web.url("/genes.gz")} at `);
    for (const secret of [PASSWORD, "t0ken"]) expect(stdout + stderr).not.toContain(secret);
  });

  test("stops at once while the web server is silent", async () => {
    await using dir = await tempDir();
    await using web = await startWeb(() => {});
    await using server = await serve(dir, { args: ["--index", web.url()] });
    await until(() => web.connections === 1);
    server.kill("SIGTERM");
    expect(await server.ended).toMatchObject({ code: 0, signal: null });
  });

  test("looks for a new index at SIGHUP", async () => {
    await using dir = await tempDir();
    await using web = await startWeb(file(indexWith("OLDER")));
    const args = ["--index", web.url(), "--index-refresh", "0"];
    await using server = await serve(dir, { args });
    await server.becomesReady();
    web.answer = file(indexWith("NEWER"));
    server.kill("SIGHUP");
    await until(async () => (await server.labels("newer"))[0] === "NEWER");
  });

  test("serves from memory if the disk is full", async () => {
    await using dir = await tempDir();
    await using disk = await mountSmall(dir.join("disk"));
    await using web = await startWeb(file(fileOf(compileRows(numberedGenes(MANY)))));
    const options = { args: ["--index", web.url()], stateDir: disk.join("state") };
    await using server = await serve(dir, { ...options, wrap: disk.confined });
    await server.becomesReady();
    expect(await server.labels("gene1")).toContain("GENE1");
    await server.until(/"serving generation".*"copy":"memory"/);
    // The unfinished copy was removed.
    expect(await readdir(disk.join("state"))).toEqual([]);
  });
});

test("a server prints an example that works in a shell, whatever the names of species and labels", async () => {
  await using dir = await tempDir();
  const rows: Row[] = [["mus o'x & y", "A'b$(false)", null, null, null]];
  await Bun.write(dir.join("index"), fileOf(compileRows(rows)));
  await using server = await serve(dir, { args: ["--index", dir.join("index")] });
  const [, command] = await server.until(/^try it: (curl '.*')$/m);
  const { code, stdout } = await run(["sh", "-c", `${command} --silent`], { cwd: dir.path });
  expect({ code, stdout }).toEqual({ code: 0, stdout: `["A'b$(false)"]` });
});

describe("a server does not start", () => {
  const ONE_LINE = /^error: [^\n]+; [^\n]+\n$/;

  test.each<[string, string[], Record<string, string>, RegExp]>([
    ["with another scheme", ["--index", "ftp://me:s3cret@host/genes"], {}, /--index/],
    ["without a host", ["--index", "http://"], {}, /--index/],
    ["with another scheme in a variable", [], { INDEX: "redis://:s3cret@host/1" }, /INDEX/],
    ["of a database that is not a URL", ["--database-url", "nonsense"], {}, /DATABASE_URL/],
    ["of another database", [], { DATABASE_URL: "postgres://me:s3cret@host/db" }, /DATABASE_URL/],
    [
      "and a bad refresh time",
      ["--index", "http://host/", "--index-refresh", "x"],
      {},
      /--index-refresh/,
    ],
  ])("with an address %s", async (_, args, env, problem) => {
    await using dir = await tempDir();
    const command = [...ASSEMBL, "serve", "--port", "0", "--state-dir", dir.join("state"), ...args];
    const { code, stdout, stderr } = await run(command, { cwd: dir.path, env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(ONE_LINE);
    expect(stderr).toMatch(problem);
    expect(stderr).not.toContain(PASSWORD);
  });

  test("without an index or a database, and says what can be given", async () => {
    await using dir = await tempDir();
    const command = [...ASSEMBL, "serve", "--port", "0", "--state-dir", dir.join("state")];
    const { code, stdout, stderr } = await run(command, { cwd: dir.path });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(ONE_LINE);
    for (const name of ["INDEX", "DATABASE_URL", "./assembl.msgpack"]) {
      expect(stderr).toContain(name);
    }
  });
});
