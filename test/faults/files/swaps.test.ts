/** What can happen to a server's index and its STATE_DIR: the old index is still served, and the next good one is taken. */

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { watch } from "node:fs";
import { chmod, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { numberedGenes } from "../../support/data/label-files.ts";
import { compileRows, fileOf } from "../../support/indexes/compiled.ts";
import { half } from "../../support/indexes/damage.ts";
import { mountSmall, unprivileged } from "../../support/processes/confined.ts";
import { Program } from "../../support/processes/program.ts";
import {
  type ServeOptions,
  type ServerProcess,
  serveCommand,
  serveIndex,
} from "../../support/processes/server-process.ts";
import { indexWith } from "../../support/servers/feeds.ts";
import { type TempDir, tempDir } from "../../support/temp.ts";
import { until } from "../../support/until.ts";
import { HARMS, lookAgain, refusalsOf, replace } from "./followed.ts";

// A start or a swap takes a second on a busy machine.
setDefaultTimeout(120_000);

const GENERATION_FILE = /^[0-9a-f]{32}\.msgpack$/;

/** Serves an index with the one label OLD. */
async function serveOld(dir: TempDir, options: Partial<ServeOptions> = {}) {
  await writeFile(dir.join("index"), indexWith("OLD"));
  return serveIndex(dir, { index: dir.join("index"), ...options });
}

const expectOld = async (server: ServerProcess) =>
  expect(await server.labels("old")).toEqual(["OLD"]);

/** Resolves once a label is served. */
const becomes = (server: ServerProcess, label: string) =>
  until(async () => (await server.labels(label)).includes(label));

const temporariesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".tmp"));

/** Resolves as soon as a copy appears in a folder; polling might miss it. */
const copyBegun = (folder: string) =>
  new Promise<void>((resolve) => {
    const watcher = watch(folder, (_, name) => {
      if (!name?.startsWith(".copy-")) return;
      watcher.close();
      resolve();
    });
  });

describe("the file that is served", () => {
  test.each(HARMS)("$name, and comes back", async ({ harm, problem }) => {
    await using dir = await tempDir();
    await using server = await serveOld(dir, { confined: unprivileged });
    await harm(dir.join("index"), indexWith("OLD"));
    await until(async () => {
      await expectOld(server);
      return refusalsOf(server).some((reason) => problem.test(reason));
    });

    await rm(dir.join("index"), { recursive: true, force: true });
    await replace(dir.join("index"), indexWith("NEW"));
    await becomes(server, "NEW");
    // Each problem is logged once; before there is a folder, there may be no file for a moment.
    const refusals = refusalsOf(server);
    expect(refusals).toHaveLength(new Set(refusals).size);
  });

  test("stays torn: one line says so, the old index is still served, and a good one is taken", async () => {
    await using dir = await tempDir();
    await using server = await serveOld(dir);
    const whole = fileOf(compileRows(numberedGenes(2000, "NEW")));
    await replace(dir.join("index"), half(whole));
    // Before the third the server has waited twice.
    await until(async () => {
      await expectOld(server);
      const metrics = await (await server.get("/metrics")).text();
      const [, refused] = /^assembl_index_reloads_total{result="refused"} (\d+)$/m.exec(metrics)!;
      return Number(refused) >= 3;
    });
    await replace(dir.join("index"), whole);
    await becomes(server, "NEW0");
    expect(refusalsOf(server)).toEqual([
      expect.stringContaining("it is not one whole msgpack document"),
    ]);
    expect(await temporariesIn(dir.join("state"))).toEqual([]);
  });

  test("is not writable, and neither is its folder", async () => {
    await using dir = await tempDir();
    const folder = dir.join("folder");
    const path = join(folder, "index");
    const put = async (label: string) => {
      await chmod(folder, 0o755);
      await replace(path, indexWith(label));
      await chmod(path, 0o444);
      await chmod(folder, 0o555);
    };
    await mkdir(folder);
    // Otherwise it could not be removed.
    await using _ = { [Symbol.asyncDispose]: () => chmod(folder, 0o755) };
    await put("OLD");
    await using server = await serveIndex(dir, { index: path, confined: unprivileged });
    await put("NEW");
    await becomes(server, "NEW");
    expect(server.warnings()).toEqual([]);
    for (const { copy } of server.events("serving generation")) {
      expect(copy).toStartWith(dir.join("state"));
    }
  });
});

describe("STATE_DIR", () => {
  test("is deleted while a server uses it: the next swap creates it again", async () => {
    await using dir = await tempDir();
    await using server = await serveOld(dir);
    await rm(dir.join("state"), { recursive: true });
    await expectOld(server);
    await replace(dir.join("index"), indexWith("NEW"));
    server.hangUp();
    await becomes(server, "NEW");
    expect(server.warnings()).toEqual([]);
    expect(await readdir(dir.join("state"))).toEqual([expect.stringMatching(GENERATION_FILE)]);
  });

  test("is not writable: indexes are served from memory, and the log says so once", async () => {
    await using dir = await tempDir();
    await mkdir(dir.join("state"), { mode: 0o555 });
    await using server = await serveOld(dir, { confined: unprivileged });
    for (const label of ["NEW", "NEWER"]) {
      await replace(dir.join("index"), indexWith(label));
      server.hangUp();
      await becomes(server, label);
    }
    expect(server.warnings()).toEqual([
      "folder refused",
      "no folder for copies: indexes are read into memory",
    ]);
    const copies = server.events("serving generation").map(({ copy }) => copy);
    expect(copies).toEqual(["memory", "memory", "memory"]);
    expect(await readdir(dir.join("state"))).toEqual([]);
  });

  test("is full: indexes are served from memory, the log says so each time, and smaller ones are copied again", async () => {
    await using dir = await tempDir();
    await using disk = await mountSmall(dir.join("state"));
    await using server = await serveOld(dir, { confined: (command) => disk.confined(command) });
    for (const prefix of ["NEW", "NEWER"]) {
      await replace(dir.join("index"), fileOf(compileRows(numberedGenes(20_000, prefix))));
      server.hangUp();
      await becomes(server, `${prefix}0`);
    }
    await replace(dir.join("index"), indexWith("SMALL"));
    server.hangUp();
    await becomes(server, "SMALL");
    const full = "copy failed: the index is read into memory";
    expect(server.warnings()).toEqual([full, full]);
    const copies = server.events("serving generation").map(({ copy }) => copy === "memory");
    expect(copies).toEqual([false, true, true, false]);
    expect(await temporariesIn(disk.path)).toEqual([]);
  });
});

test("several SIGHUPs in a row cause one swap", async () => {
  await using dir = await tempDir();
  await using server = await serveOld(dir);
  const isCopied = async () => (await temporariesIn(dir.join("state"))).length > 0;
  for (const label of ["NEW", "NEWER"]) {
    await replace(dir.join("index"), indexWith(label));
    server.hangUp();
    server.hangUp();
    // The system may merge the first two, so a third is sent while the first is handled.
    const isServed = async () => (await server.labels(label)).includes(label);
    await until(async () => (await isCopied()) || (await isServed()));
    server.hangUp();
    await becomes(server, label);
    await lookAgain(server);
  }
  expect(server.warnings()).toEqual([]);
  expect(server.events("serving generation")).toHaveLength(3);
});

describe.each([3, 1])("two servers that share a STATE_DIR and keep %p generations", (keep) => {
  const args = ["--keep-generations", String(keep)];
  const SHARED: [string, [string, string]][] = [
    ["one file", ["index", "index"]],
    ["two files", ["index", "other"]],
  ];
  test.each(SHARED)("follow %s", async (_, names) => {
    await using dir = await tempDir();
    for (const name of names) await writeFile(dir.join(name), indexWith(`${name}0`));
    const start = (name: string) => serveIndex(dir, { index: dir.join(name), args });
    await using first = await start(names[0]);
    await using second = await start(names[1]);
    const servers = [first, second];
    for (let swap = 1; swap <= 5; swap++) {
      for (const name of new Set(names)) {
        await replace(dir.join(name), indexWith(`${name}${swap}`));
      }
      for (const server of servers) server.hangUp();
      await Promise.all(servers.map((server, i) => becomes(server, `${names[i]}${swap}`)));
    }
    for (const server of servers) expect(server.warnings()).toEqual([]);
    // Superfluous generations are removed once the new one is in use, but never one that the other server uses.
    const most = Math.max(keep, new Set(names).size);
    await until(async () => (await readdir(dir.join("state"))).length <= most);
    for (const name of await readdir(dir.join("state"))) expect(name).toMatch(GENERATION_FILE);
  });
});

test("a server never removes a generation that another one serves", async () => {
  await using dir = await tempDir();
  for (const name of ["index", "other"]) await writeFile(dir.join(name), indexWith(name));
  const args = ["--keep-generations", "1"];
  await using still = await serveIndex(dir, { index: dir.join("index"), args });
  await using busy = await serveIndex(dir, { index: dir.join("other"), args });
  for (let swap = 1; swap <= 3; swap++) {
    await replace(dir.join("other"), indexWith(`OTHER${swap}`));
    busy.hangUp();
    await becomes(busy, `OTHER${swap}`);
  }
  const [served] = still.events("serving generation");
  await until(async () => (await readdir(dir.join("state"))).length === 2);
  expect(await Bun.file(served!.copy!).exists()).toBeTrue();
});

describe("a server that is killed while it makes its first copy", () => {
  const KILLS = 10;
  const GENES = 200_000;
  let home: TempDir;
  let index: string;
  /** Milliseconds from its start to its first answer. */
  let startMs: number;

  beforeAll(async () => {
    home = await tempDir();
    index = home.join("index");
    await writeFile(index, fileOf(compileRows(numberedGenes(GENES))));
    const start = performance.now();
    await using _ = await serveIndex(home, { index });
    startMs = performance.now() - start;
  });

  afterAll(() => home[Symbol.asyncDispose]());

  /** Starts a server in a folder, and kills it at a moment. */
  async function startAndKill(dir: TempDir, moment: () => Promise<void>): Promise<void> {
    await using program = new Program(serveCommand(dir, { index }), { cwd: dir.path });
    await moment();
    program.kill("SIGKILL");
    await program.ended;
  }

  async function expectWhole(dir: TempDir): Promise<void> {
    await using server = await serveIndex(dir, { index });
    expect(await server.labels(`gene${GENES - 1}`)).toEqual([`GENE${GENES - 1}`]);
    expect(server.warnings()).toEqual([]);
    expect(await readdir(dir.join("state"))).toEqual([expect.stringMatching(GENERATION_FILE)]);
  }

  test("at any moment: the next one serves, and cleans up", async () => {
    for (let i = 0; i < KILLS; i++) {
      await using dir = await tempDir();
      await startAndKill(dir, () => Bun.sleep(((i + Math.random()) / KILLS) * startMs));
      await expectWhole(dir);
    }
  });

  test("with the copy unfinished: the next one serves, and cleans up", async () => {
    for (let attempt = 0; attempt < KILLS; attempt++) {
      await using dir = await tempDir();
      await mkdir(dir.join("state"), { mode: 0o700 });
      await startAndKill(dir, () => copyBegun(dir.join("state")));
      // On a busy machine the copy may have been finished first.
      if ((await temporariesIn(dir.join("state"))).length === 0) continue;
      await expectWhole(dir);
      return;
    }
    throw new Error(`each of ${KILLS} servers had finished its copy before it was killed`);
  });
});
