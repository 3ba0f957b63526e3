/** Several processes that serve together: workers on one port, servers behind nginx. */

import { writeFile } from "node:fs/promises";
import { ConstantLoad } from "../../support/clients/constant-load.ts";
import { TARGETS } from "../../support/indexes/distinct-generations.ts";
import { holderOf, isRunning } from "../../support/processes/proc.ts";
import { type ServerProcess, serveIndex } from "../../support/processes/server-process.ts";
import { freePort } from "../../support/servers/daemon.ts";
import { startNginx } from "../../support/servers/nginx.ts";
import { type TempDir, tempDir } from "../../support/temp.ts";
import { until } from "../../support/until.ts";
import { concludeLoad, EXPECTED, GENERATIONS } from "../swapping.ts";
import type { Fault, Trial } from "../trial.ts";

const WORKERS = 3;
const CLIENTS = 12;
const SERVERS = 3;
/** How many replies each client gets before and after something happens, on average. */
const ANSWERS = 20;
const BELOW = "/genes";

async function startServer(dir: TempDir, args: readonly string[]): Promise<ServerProcess> {
  const index = dir.join("index");
  await writeFile(index, GENERATIONS[0]!.file);
  return serveIndex(dir, { index, args });
}

async function answers(load: ConstantLoad): Promise<void> {
  const { answered } = load;
  await until(() => load.answered > answered + ANSWERS * CLIENTS || load.mixed.length > 0);
}

/** A worker is killed: only its own connections break, and it is replaced. */
async function workerKilled(trial: Trial): Promise<void> {
  await using dir = await tempDir();
  await using server = await startServer(dir, ["--workers", String(WORKERS)]);
  while (trial.tried < trial.times) {
    trial.tried++;
    await using load = new ConstantLoad(server.url, CLIENTS, TARGETS, EXPECTED);
    // Until then there may be connections that no worker has accepted yet.
    await until(() => load.isOn(GENERATIONS[0]!.tag) || load.mixed.length > 0);
    const { workers } = server;
    const held = load.connections.map(({ localPort }) => holderOf(localPort, workers));
    const victim = trial.random.choose(workers);
    process.kill(victim, "SIGKILL");
    await until(() => server.events("worker started").length === trial.tried);
    const severed = held.filter((pid) => pid === victim).length;
    if (severed < CLIENTS) await answers(load);
    await concludeLoad(trial, load, severed);
  }
  const others = server.warnings().filter((event) => event !== "worker ended");
  trial.compare("warnings", others, []);
}

/** The supervisor is killed: its workers end, and another server can use the port at once. */
async function supervisorKilled(trial: Trial): Promise<void> {
  const port = await freePort();
  while (trial.tried < trial.times) {
    trial.tried++;
    await using dir = await tempDir();
    await using server = await startServer(dir, [
      ...["--workers", String(WORKERS), "--port", String(port)],
    ]);
    trial.sent++;
    trial.compare("an answer", (await server.labels("kin1")).length, 5);
    const { workers } = server;
    server.kill("SIGKILL");
    await server.ended;
    await until(() => !workers.some(isRunning));
  }
}

/** The servers behind nginx are killed or stopped one after another, and started again: no request fails. */
async function serversBehindNginx(trial: Trial): Promise<void> {
  const ports = await Promise.all(Array.from({ length: SERVERS }, freePort));
  await using dirs = new AsyncDisposableStack();
  const folders = await Promise.all(ports.map(async () => dirs.use(await tempDir())));
  const start = (i: number) =>
    startServer(folders[i]!, ["--port", String(ports[i]), "--drain-time", "100ms"]);
  const servers = await Promise.all(ports.map((_, i) => start(i)));
  await using _ = {
    [Symbol.asyncDispose]: async () => {
      for (const server of servers) await server[Symbol.asyncDispose]();
    },
  };
  await using nginx = await startNginx("nginx-balancer.conf", ports);
  const expected = new Map(
    [...EXPECTED].map(([tag, byTarget]) => [
      tag,
      new Map([...byTarget].map(([target, body]) => [BELOW + target, body])),
    ]),
  );
  const targets = TARGETS.map((target) => BELOW + target);
  await using load = new ConstantLoad(nginx.url, CLIENTS, targets, expected);
  while (trial.tried < trial.times) {
    await answers(load);
    const i = trial.tried++ % SERVERS;
    servers[i]!.kill(trial.random.choose(["SIGKILL", "SIGTERM"] as const));
    await servers[i]!.ended;
    await answers(load);
    servers[i] = await start(i);
  }
  await concludeLoad(trial, load);
}

export const FLEETS: readonly Fault[] = [
  { name: "a worker that is killed", times: { short: 3, long: 50 }, run: workerKilled },
  { name: "a supervisor that is killed", times: { short: 3, long: 50 }, run: supervisorKilled },
  {
    name: "servers behind nginx that stop",
    times: { short: 6, long: 60 },
    run: serversBehindNginx,
  },
];
