/** Several workers on one port, compared with one: time and CPU per request, and the memory of each. */

import { statSync } from "node:fs";
import { anonymousBytes, mappedBytes } from "../../test/support/processes/proc.ts";
import { type ServerProcess, serveCommand } from "../../test/support/processes/server-process.ts";
import { tempDir } from "../../test/support/temp.ts";
import type { Bench } from "./corpora.ts";
import { type Figure, summary, type Table } from "./figures.ts";
import { startServer } from "./processes.ts";
import { CPU_PREFIXES, load, MEMORY_LOOK_UPS, pathsFile, script } from "./serving.ts";

const MEGABYTE = 1e6;
const WORKERS = 2;
const REQUESTS = 40_000;
const ROUNDS = 10;
const SMALL_REQUESTS = 1000;
const SMALL_ROUNDS = 1;

export async function workers(bench: Bench): Promise<Table[]> {
  await using dir = await tempDir();
  await using started = new AsyncDisposableStack();
  const index = bench.corpora.scale.genesIndex;
  const serve = async (count: number) => {
    const stateDir = dir.join(`state-${count}`);
    const command = serveCommand(dir, { index, stateDir, args: ["--workers", String(count)] });
    return started.use(await startServer(command));
  };
  const several = await serve(WORKERS);
  const one = await serve(1);
  const answer = JSON.stringify({ headers: {}, body: "[]" });
  const bare = started.use(await startServer([...script("bare-server.ts"), answer]));

  const many = await pathsFile(bench, dir, MEMORY_LOOK_UPS);
  // Twice for two workers, so that each answers as many as a server of one process.
  for (const server of [several, several, one, bare]) await load(server, many, MEMORY_LOOK_UPS);
  const memory = memoryTable(several, bare, dir.join(`state-${WORKERS}`), statSync(index).size);

  const few = await pathsFile(bench, dir, CPU_PREFIXES);
  const requests = bench.small ? SMALL_REQUESTS : REQUESTS;
  const servers = { several, one, bare };
  const rounds = { several: newRounds(), one: newRounds(), bare: newRounds() };
  for (let round = 0; round < (bench.small ? SMALL_ROUNDS : ROUNDS); round++) {
    for (const [name, server] of Object.entries(servers)) {
      const before = server.cpuMicroseconds();
      const { wallSeconds, cpuSeconds } = await load(server, few, requests);
      const { wall, cpu, client } = rounds[name as keyof typeof servers];
      wall.push((wallSeconds * 1e6) / requests);
      cpu.push((server.cpuMicroseconds() - before) / requests);
      client.push((cpuSeconds * 1e6) / requests);
    }
  }
  return [memory, loadTable(rounds.several, rounds.one, rounds.bare)];
}

/** Microseconds per request in each round. */
interface Rounds {
  wall: number[];
  cpu: number[];
  /** CPU time of the client. */
  client: number[];
}

function newRounds(): Rounds {
  return { wall: [], cpu: [], client: [] };
}

function memoryTable(
  server: ServerProcess,
  bare: ServerProcess,
  folder: string,
  indexBytes: number,
): Table {
  const baseline = { name: "bare Bun.serve", value: bare.anonymousBytes() / MEGABYTE };
  const each = server.workers.map(
    (pid, i): Figure => ({
      name: `anonymous memory of worker ${i + 1}`,
      unit: "MB",
      ours: { value: anonymousBytes(pid) / MEGABYTE },
      baseline,
      must: [{ of: "excess", atMost: 15 }],
    }),
  );
  const shares = server.workers.map((pid) => mappedBytes(pid, folder, "Pss"));
  const supervisor: Figure = {
    name: "anonymous memory of their supervisor",
    unit: "MB",
    ours: { value: server.anonymousBytes() / MEGABYTE },
    baseline,
  };
  const pages: Figure = {
    name: "pages of the index, all workers together (PSS)",
    unit: "MB",
    ours: { value: shares.reduce((sum, share) => sum + share, 0) / MEGABYTE },
    baseline: { name: "the file", value: indexBytes / MEGABYTE },
    must: [{ of: "ratio", atMost: 1.05 }],
  };
  return {
    title: `memory of ${WORKERS} workers after ${MEMORY_LOOK_UPS.toLocaleString("en")} different look-ups each`,
    figures: [...each, supervisor, pages],
  };
}

function loadTable(several: Rounds, one: Rounds, bare: Rounds): Table {
  const figure = (
    name: string,
    of: keyof Rounds,
    ours: Rounds,
    baseline: Rounds,
    as: string,
  ): Figure => ({
    name,
    unit: "us",
    ours: summary(ours[of]),
    baseline: { name: as, ...summary(baseline[of]) },
  });
  return {
    title: `${WORKERS} workers, 8 connections, one client process, ${several.wall.length} rounds`,
    figures: [
      figure("elapsed time per request", "wall", several, one, "1 worker"),
      figure("CPU time per request, server", "cpu", several, one, "1 worker"),
      figure("CPU time per request, client", "client", several, one, "1 worker"),
      figure("  1 worker: elapsed time per request", "wall", one, bare, "bare Bun.serve"),
      figure("  1 worker: CPU time per request, client", "client", one, bare, "bare Bun.serve"),
    ],
  };
}
