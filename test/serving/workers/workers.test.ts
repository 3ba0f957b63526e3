/** Servers with several workers, as users run them. */

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { once } from "node:events";
import { rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { ConstantLoad } from "../../support/clients/constant-load.ts";
import { parseMetrics } from "../../support/clients/metrics.ts";
import {
  expectedOf,
  makeGenerations,
  TARGETS,
} from "../../support/indexes/distinct-generations.ts";
import { holderOf, isRunning, mappedBytes, mappedFiles } from "../../support/processes/proc.ts";
import { run } from "../../support/processes/program.ts";
import {
  type ServerProcess,
  serveCommand,
  serveIndex,
} from "../../support/processes/server-process.ts";
import { type TempDir, tempDir } from "../../support/temp.ts";
import { until } from "../../support/until.ts";

setDefaultTimeout(120_000);

const WORKERS = 3;
const CLIENTS = 12;

const [first, second] = await makeGenerations();
const EXPECTED = expectedOf([first!, second!]);

/** Starts a server with several workers; resolves with it and the path of its index. */
async function startWorkers(dir: TempDir, args: readonly string[] = []) {
  const index = dir.join("index.msgpack");
  await writeFile(index, first!.file);
  const workers = ["--workers", String(WORKERS), "--drain-time", "0"];
  const program = await serveIndex(dir, { index, args: [...workers, ...args] });
  return { index, program };
}

/** The worker that each client is connected to. */
function holders(load: ConstantLoad, pids: readonly number[]): (number | null)[] {
  return load.connections.map(({ localPort }) => holderOf(localPort, pids));
}

describe("workers", () => {
  test("answer on one port from one mapped copy, and none has pages of its own", async () => {
    await using dir = await tempDir();
    const { program } = await startWorkers(dir);
    await using _ = program;
    const pids = program.workers;
    expect(pids).toHaveLength(WORKERS);
    await using load = new ConstantLoad(program.url, CLIENTS, TARGETS, EXPECTED);
    await until(() => load.isOn(first!.tag) || !load.isGood);
    const copies = new Set<string>();
    for (const pid of pids) {
      for (const path of mappedFiles(pid, dir.join("state"))) copies.add(path);
      expect(mappedBytes(pid, dir.join("state"), "Anonymous")).toBe(0);
    }
    expect(copies.size).toBe(1);
    await load.stop();
    expect({ failed: load.failed, mixed: load.mixed }).toEqual({ failed: [], mixed: [] });
  });

  test("all change to a new index", async () => {
    await using dir = await tempDir();
    const { program, index } = await startWorkers(dir);
    await using _ = program;
    await using load = new ConstantLoad(program.url, CLIENTS, TARGETS, EXPECTED);
    await until(() => load.isOn(first!.tag) || !load.isGood);
    for (const { file, tag } of [second!, first!, second!]) {
      await writeFile(dir.join("next"), file);
      await rename(dir.join("next"), index);
      await until(() => load.isOn(tag) || !load.isGood);
    }
    await load.stop();
    expect({ failed: load.failed, mixed: load.mixed }).toEqual({ failed: [], mixed: [] });
  });

  test("that are killed break only their own connections, and are replaced", async () => {
    await using dir = await tempDir();
    const { program, index } = await startWorkers(dir);
    await using _ = program;
    const before = program.workers;
    await using load = new ConstantLoad(program.url, CLIENTS, TARGETS, EXPECTED);
    await until(() => load.isOn(first!.tag) || !load.isGood);
    const held = holders(load, before);
    // A client may open another connection when it finds its own closed between two requests.
    const connections = [...load.connections];
    const victim = held.find((pid) => pid !== null)!;
    process.kill(victim, "SIGKILL");
    await until(() => program.events("worker started").length === 1);
    const after = program.workers;
    expect(after).toHaveLength(WORKERS);
    expect(after).not.toContain(victim);
    const answered = load.answered;
    await until(() => load.answered > answered + 10 * CLIENTS);
    // The others go on being answered before a busy machine tells of the connections that broke.
    await until(() => connections.every(({ isClosed }, i) => isClosed || held[i] !== victim));
    expect(connections.map(({ isClosed }) => isClosed)).toEqual(held.map((pid) => pid === victim));
    expect(program.events("worker ended")).toEqual([
      expect.objectContaining({ pid: victim, reason: expect.stringContaining("SIGKILL") }),
    ]);

    // The new worker answers too, and changes to a new index like the others.
    await load.stop();
    expect(load.mixed).toEqual([]);
    await using others = new ConstantLoad(program.url, CLIENTS, TARGETS, EXPECTED);
    await writeFile(dir.join("next"), second!.file);
    await rename(dir.join("next"), index);
    await until(() => others.isOn(second!.tag) || !others.isGood);
    expect({ failed: others.failed, mixed: others.mixed }).toEqual({ failed: [], mixed: [] });
  });

  test("that are replaced find their copy, even if it was removed", async () => {
    await using dir = await tempDir();
    const { program } = await startWorkers(dir);
    await using _ = program;
    const [served] = program.events("serving generation");
    await rm(dir.join("state"), { recursive: true });
    for (const pid of program.workers) process.kill(pid, "SIGKILL");
    await until(() => program.events("worker started").length === WORKERS);
    expect(await program.labels("kin")).not.toEqual([]);
    expect(await Bun.file(served!.copy!).exists()).toBeTrue();
  });

  test("are replaced after increasing delays if they keep dying", async () => {
    await using dir = await tempDir();
    const { program } = await startWorkers(dir, ["--workers", "2"]);
    await using _ = program;
    const [stays] = program.workers;
    const waits = () => program.events("worker ended").map(({ restart_ms }) => restart_ms);
    for (let deaths = 1; deaths <= 3; deaths++) {
      const dying = program.workers.find((pid) => pid !== stays)!;
      process.kill(dying, "SIGKILL");
      await until(() => program.events("worker started").length === deaths);
    }
    expect(waits()).toEqual([100, 200, 400]);
    expect(await program.labels("kin")).not.toEqual([]);
  });

  test("finish requests at SIGTERM, after a time in which they are not ready", async () => {
    await using dir = await tempDir();
    const { program } = await startWorkers(dir, ["--drain-time", "1s"]);
    await using _ = program;
    const pids = program.workers;
    await using load = new ConstantLoad(program.url, CLIENTS, TARGETS, EXPECTED);
    await until(() => load.isOn(first!.tag) || !load.isGood);
    program.kill("SIGTERM");
    await until(async () => (await fetch(`${program.url}/readyz`)).status === 503);
    // Clients whose connections are closed can open new ones during the drain time.
    const answered = load.answered;
    await until(() => load.answered > answered + CLIENTS || !load.isGood);
    await load.stop();
    expect({ failed: load.failed, mixed: load.mixed }).toEqual({ failed: [], mixed: [] });
    expect(await program.ended).toMatchObject({ code: 0, signal: null });
    for (const pid of pids) expect(isRunning(pid)).toBeFalse();
  });

  test.each<NodeJS.Signals>(["SIGKILL", "SIGTERM"])(
    "end with their supervisor by %s, and free the port",
    async (signal) => {
      await using dir = await tempDir();
      const { program } = await startWorkers(dir);
      await using _ = program;
      const pids = program.workers;
      program.kill(signal);
      await program.ended;
      await until(() => !pids.some(isRunning));
      const { port } = new URL(program.url);
      const free = createServer().listen(Number(port), "127.0.0.1");
      await once(free, "listening");
      free.close();
    },
  );

  test("that are stopped by themselves are replaced without a failed request", async () => {
    await using dir = await tempDir();
    const { program } = await startWorkers(dir, ["--drain-time", "200ms"]);
    await using _ = program;
    const [told] = program.workers;
    process.kill(told!, "SIGTERM");
    await until(() => program.events("worker started").length === 1);
    expect(program.workers).toHaveLength(WORKERS);
    expect(program.events("worker ended")[0]).toMatchObject({ pid: told, level: "info" });
  });
});

describe("metrics", () => {
  const metricsOf = async ({ url }: ServerProcess) =>
    parseMetrics(await (await fetch(`${url}/metrics`)).text());
  const SPECIES = 'assembl_requests_total{route="/v1/species",status="200"}';
  const REQUESTS = 60;

  /** Sends each request on a new connection, which the kernel gives to any worker. */
  async function ask({ url }: ServerProcess) {
    for (let i = 0; i < REQUESTS; i++) {
      await (await fetch(`${url}/v1/species`, { headers: { Connection: "close" } })).text();
    }
  }

  test("are those of all workers, whichever is asked", async () => {
    await using dir = await tempDir();
    const { program, index } = await startWorkers(dir);
    await using _ = program;
    await ask(program);
    for (let i = 0; i < 2 * WORKERS; i++) {
      const metrics = await metricsOf(program);
      expect(metrics.get(SPECIES)).toBe(REQUESTS);
      expect(metrics.get("assembl_workers")).toBe(WORKERS);
      expect(metrics.get(`assembl_index_info{generation="${first!.tag.slice(1, 33)}"}`)).toBe(1);
    }
    await writeFile(dir.join("next"), second!.file);
    await rename(dir.join("next"), index);
    const reloads = async (result: string) =>
      (await metricsOf(program)).get(`assembl_index_reloads_total{result="${result}"}`);
    await until(async () => (await reloads("served")) === 1);
    await writeFile(dir.join("next"), "no index");
    await rename(dir.join("next"), index);
    await until(async () => (await reloads("refused"))! > 0);
    expect((await metricsOf(program)).get("assembl_index_age_seconds")).toBeGreaterThan(0);
  });

  test("lose nothing when a worker is stopped, and little when one is killed", async () => {
    await using dir = await tempDir();
    const { program } = await startWorkers(dir);
    await using _ = program;
    await ask(program);
    const before = await metricsOf(program);
    const [told, killed] = program.workers;
    process.kill(told!, "SIGTERM");
    await until(() => program.events("worker started").length === 1);
    expect((await metricsOf(program)).get(SPECIES)).toBe(REQUESTS);
    process.kill(killed!, "SIGKILL");
    await until(() => program.events("worker started").length === 2);
    const after = await metricsOf(program);
    // All workers have just reported their counts.
    expect(after.get(SPECIES)).toBe(REQUESTS);
    expect(after.get("assembl_workers")).toBe(WORKERS);
    expect(after.get("assembl_workers_replaced_total")).toBe(2);
    expect(after.get("assembl_cpu_seconds_total")).toBeGreaterThan(
      before.get("assembl_cpu_seconds_total")!,
    );
  });
});

describe("workers do not start, and print one line, with", () => {
  const refused = async (dir: TempDir, args: readonly string[]) => {
    const index = dir.join("index.msgpack");
    await writeFile(index, first!.file);
    return run(serveCommand(dir, { index, args: ["--log", "off", ...args] }), { cwd: dir.path });
  };

  test("a port that another program uses", async () => {
    await using dir = await tempDir();
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    const ended = await refused(dir, ["--workers", "2", "--port", String(port)]);
    taken.close();
    expect(ended).toMatchObject({ code: 1, stdout: "" });
    expect(ended.stderr).toMatch(
      /^error: cannot listen on [^\n]*; choose another --port [^\n]*\n$/,
    );
  });

  test.each(["1", "2"])(
    "a port that workers of another server share, with %s workers",
    async (workers) => {
      await using dir = await tempDir();
      const { program } = await startWorkers(dir);
      await using _ = program;
      const { port } = new URL(program.url);
      const ended = await refused(dir, ["--workers", workers, "--port", port]);
      expect(ended).toMatchObject({ code: 1, stdout: "" });
      expect(ended.stderr).toStartWith("error: cannot listen on ");
    },
  );

  test("no folder for the copy that they share", async () => {
    await using dir = await tempDir();
    await writeFile(dir.join("file"), "");
    const ended = await refused(dir, ["--workers", "2", "--state-dir", dir.join("file")]);
    expect(ended).toMatchObject({ code: 1, stdout: "" });
    expect(ended.stderr).toMatch(/^error: workers share a copy [^\n]*; set STATE_DIR [^\n]*\n$/);
  });

  test("no supervisor", async () => {
    await using dir = await tempDir();
    const command = serveCommand(dir, { index: "" });
    const ended = await run([...command.slice(0, command.indexOf("serve")), "worker"], {
      cwd: dir.path,
    });
    expect(ended).toMatchObject({ code: 2, stdout: "" });
    expect(ended.stderr).toMatch(/^error: a worker is part of a server [^\n]*\n$/);
  });
});
