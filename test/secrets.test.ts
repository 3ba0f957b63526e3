/** A secret in a URL must not be in what commands print, nor in logs, indexes and STATE_DIR. */

import { expect, setDefaultTimeout, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { labelFile, numberedGenes } from "./support/data/label-files.ts";
import { ASSEMBL, Program, run } from "./support/processes/program.ts";
import { SERVING, ServerProcess } from "./support/processes/server-process.ts";
import { ENSEMBL_COLUMNS } from "./support/servers/database.ts";
import { indexWith } from "./support/servers/feeds.ts";
import { startMariaDb } from "./support/servers/mariadb.ts";
import { startRedis } from "./support/servers/redis.ts";
import { file, startWeb, status } from "./support/servers/web-server.ts";
import { type TempDir, tempDir } from "./support/temp.ts";

// A database has to start.
setDefaultTimeout(120_000);

/** A text that occurs nowhere else. */
const CANARY = "c4naryS3cret";
const SERVE = ["serve", "--bind", "127.0.0.1", "--port", "0", "--drain-time", "0"];
const LOGS = ["text", "json"].map((style) => ["--log", style, "--access-log", "on"]);

/** The output of a command, or of a server that answers some requests and is then stopped. */
async function written(dir: TempDir, args: readonly string[], env = {}): Promise<string> {
  const command = [...ASSEMBL, ...args];
  if (args[0] !== "serve") {
    const { stdout, stderr } = await run(command, { cwd: dir.path, env });
    return stdout + stderr;
  }
  await using program = new Program(command, { cwd: dir.path, env });
  const listening = program.until(SERVING).catch(() => null);
  const [, url] = (await listening) ?? [];
  if (url !== undefined) {
    for (const path of [
      "/v1/index",
      "/readyz",
      "/metrics",
      "/gene_suggest/?species=human&query=x",
    ]) {
      const response = await fetch(url + path);
      expect(await response.text()).not.toContain(CANARY);
    }
    program.kill("SIGHUP");
    await fetch(`${url}/healthz`);
    program.kill("SIGTERM");
  }
  const { stdout, stderr } = await program.ended;
  return stdout + stderr;
}

/** The files below a folder that contain the secret. */
async function filesWithCanary(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(paths.map((path) => Bun.file(path).bytes()));
  return paths.filter((_, i) => Buffer.from(texts[i]!).includes(CANARY));
}

/** Checks that no command reveals the secret. */
async function expectKept(commands: readonly (readonly string[])[], env = {}): Promise<void> {
  await using dir = await tempDir();
  await Bun.write(dir.join("genes.tsv"), labelFile(numberedGenes(3)));
  await Bun.write(dir.join("genes.msgpack"), indexWith("BRCA2"));
  for (const args of commands) {
    const text = await written(dir, args, env);
    expect({ args, text, isTold: text.includes(CANARY) }).toEqual({ args, text, isTold: false });
    expect(text).not.toBe("");
  }
  expect(await filesWithCanary(dir.path)).toEqual([]);
}

test("the password of a database that answers", async () => {
  await using db = await startMariaDb();
  await db.sql(`
    CREATE TABLE gene_autocomplete (${ENSEMBL_COLUMNS}) CHARSET utf8mb4;
    INSERT INTO gene_autocomplete (species, display_label) VALUES ('homo_sapiens', 'BRCA2');
    CREATE USER reader@'%' IDENTIFIED BY '${CANARY}';
    GRANT SELECT ON *.* TO reader@'%';
  `);
  const url = `mysql://reader:${CANARY}@127.0.0.1:${db.port}/ensembl_autocomplete`;
  const wrong = url.replace("reader:", "nobody:");
  const state = ["--state-dir", "state"];
  await expectKept([
    ["build", "--database-url", url],
    ["build", "--database-url", url, "--json"],
    ["inspect", "assembl.msgpack"],
    ["inspect", "assembl.msgpack", "--json"],
    ["verify", "assembl.msgpack", "--database-url", url],
    ["verify", "genes.msgpack", "--database-url", url],
    ...LOGS.flatMap((log) => [
      [...SERVE, ...state, ...log, "--database-url", url],
      [...SERVE, ...state, ...log, "--database-url", url, "--caching", "off"],
    ]),
    ["build", "--database-url", wrong],
    ["build", "--database-url", `${url}_not_there`],
    ["build", "--database-url", url, "--table", "not_there"],
  ]);
});

test("the password of a database that is down, or whose URL is malformed", async () => {
  const commands = [
    `mysql://reader:${CANARY}@127.0.0.1:1/genes`,
    `mysql://reader:${CANARY}@`,
    `mysql://reader:a/${CANARY}@127.0.0.1/genes`,
    `mysql://reader:a#${CANARY}@127.0.0.1/genes`,
    `mysql://reader:a%${CANARY}@127.0.0.1/genes`,
    `mysql:reader:${CANARY}`,
    `mysql://reader@127.0.0.1:1/genes?${CANARY}=1`,
    `postgres://reader:${CANARY}@127.0.0.1/genes`,
  ].flatMap((url) => [
    ["build", "--database-url", url],
    ["verify", "genes.msgpack", "--database-url", url],
    ["build", `--database-url=${url}`, "--limit", "x"],
    // The URL without the option that it should follow.
    [url],
    ["build", url],
    ["--database-url", url],
  ]);
  await expectKept(commands);
});

test("the password of a database in the environment", async () => {
  const DATABASE_URL = `mysql://reader:${CANARY}@127.0.0.1:1/genes`;
  await expectKept([["build"], ["build", "--json"], ["--help"], ["build", "--help"]], {
    DATABASE_URL,
  });
  await expectKept([["build"]], { DATABASE_URL: `mysql://reader:${CANARY}` });
});

test("the user, password and query of the URL of an index", async () => {
  await using web = await startWeb(file(indexWith("BRCA2"), { ETag: '"a"' }));
  const secret = [
    web.url("/genes", `${CANARY}:${CANARY}@`),
    web.url(`/genes?token=${CANARY}`),
    web.url(`/genes#${CANARY}`),
  ];
  for (const url of secret) {
    await expectKept([
      ["inspect", url],
      ["inspect", url, "--json"],
      ["verify", url],
      ...LOGS.map((log) => [...SERVE, "--state-dir", "state", ...log, "--index", url]),
    ]);
  }
  web.answer = status(500);
  for (const url of [
    ...secret,
    `http://${CANARY}@127.0.0.1:1/x?${CANARY}`,
    `http://${CANARY}@:x/`,
  ]) {
    await expectKept([
      ["inspect", url],
      ["verify", url],
      ["query", "human", "brca", "--index", url],
    ]);
  }
});

test("the password of a Redis that answers, or is down, or whose URL is malformed", async () => {
  await using redis = await startRedis({ password: CANARY });
  const url = redis.address();
  await expectKept([
    ["publish", "genes.msgpack", url],
    ["publish", "genes.msgpack", url, "--json"],
    ["inspect", url],
    ["verify", url, "--json"],
    ...LOGS.map((log) => [...SERVE, "--state-dir", "state", ...log, "--index", url]),
  ]);
  const refused = [
    url.replace(CANARY, `${CANARY}x`),
    redis.address("genes", 1),
    `redis://${CANARY}:${CANARY}@:1/0?key=genes`,
    `redis://:${CANARY}@127.0.0.1/a?key=genes`,
    `redis://:${CANARY}@127.0.0.1/0`,
    `redis://:${CANARY}@127.0.0.1/0?key=`,
    `redis://:a%${CANARY}@127.0.0.1:1/0?key=genes`,
    `rediss://:a/${CANARY}@127.0.0.1:1/0?key=genes`,
  ];
  for (const address of refused) {
    await expectKept([
      ["publish", "genes.msgpack", address],
      ["publish", address, "redis://127.0.0.1:1/0?key=genes"],
      ["inspect", address],
      ["query", "human", "brca", "--index", address],
    ]);
  }
  await expectKept([["publish", "genes.msgpack"]], { PUBLISH_TO: redis.address("genes", 1) });
});

test("queries and names in requests are not logged", async () => {
  await using dir = await tempDir();
  await Bun.write(dir.join("genes.msgpack"), indexWith("BRCA2"));
  for (const log of LOGS) {
    const serve = [...SERVE, "--index", "genes.msgpack", "--state-dir", "state", ...log];
    await using server = await ServerProcess.start([...ASSEMBL, ...serve], { cwd: dir.path });
    const targets = ["/gene_suggest/", "/v1/suggest", "/v1/genes", "/nowhere", "/v1/suggest/"];
    for (const target of targets) {
      await server.get(`${target}?species=homo_sapiens&query=${CANARY}&label=${CANARY}`);
    }
    const body = JSON.stringify({ species: CANARY, names: [CANARY] });
    await fetch(`${server.url}/v1/resolve`, { method: "POST", body });
    server.kill("SIGTERM");
    const { stdout, stderr } = await server.ended;
    expect(stderr).toContain("/v1/resolve");
    expect(stdout + stderr).not.toContain(CANARY);
  }
});
