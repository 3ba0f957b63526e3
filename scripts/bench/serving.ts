/** Memory of a server and CPU time per request, compared with a bare `Bun.serve` and with the six-line rival. */

import { join } from "node:path";
import { fold } from "../../src/names/fold.ts";
import { randomNumbers } from "../../test/support/data/corpus.ts";
import { type ServerProcess, serveCommand } from "../../test/support/processes/server-process.ts";
import { type TempDir, tempDir } from "../../test/support/temp.ts";
import { type Bench, readLabels } from "./corpora.ts";
import { type Figure, summary, type Table } from "./figures.ts";
import type { LoadReport } from "./load.ts";
import { run, startServer, type Usage } from "./processes.ts";

const MEGABYTE = 1e6;
const SEED = 2;
/** From the default LABEL_MINIMUM to what people have typed by the time they find their gene. */
const SHORTEST_PREFIX = 3;
const LONGEST_PREFIX = 7;

/** As many as pages ask for, and the rival's own limit. */
const ANSWERS = 5;

export const MEMORY_LOOK_UPS = 10_000;
/** By then a server has released what it no longer needs. */
const IDLE_MS = 2000;
export const CPU_PREFIXES = 1000;
/** So many that the resolution of the CPU clock, 10 ms, does not matter. */
const CPU_REQUESTS = 40_000;
const CPU_ROUNDS = 5;
const SMALL_REQUESTS = 1000;
const SMALL_ROUNDS = 1;

export const script = (name: string) => [process.execPath, join(import.meta.dir, name)];

export async function memory(bench: Bench): Promise<Table[]> {
  await using dir = await tempDir();
  const paths = await pathsFile(bench, dir, MEMORY_LOOK_UPS);
  await using servers = new AsyncDisposableStack();
  const { ours, bare } = await startServers(bench, servers, dir, await firstLine(paths));
  const anonymous = (name: string): Figure => ({
    name,
    unit: "MB",
    ours: { value: ours.anonymousBytes() / MEGABYTE },
    baseline: { name: "bare Bun.serve", value: bare.anonymousBytes() / MEGABYTE },
  });
  for (const server of [ours, bare]) await load(server, paths, MEMORY_LOOK_UPS);
  const after: Figure = {
    ...anonymous(`after ${MEMORY_LOOK_UPS.toLocaleString("en")} different look-ups`),
    must: [{ of: "excess", atMost: 15 }],
    aim: [{ of: "excess", atMost: 8 }],
  };
  await Bun.sleep(IDLE_MS);
  const idle = anonymous("two idle seconds later");
  return [{ title: "anonymous memory of a server", figures: [after, idle] }];
}

export async function cpu(bench: Bench): Promise<Table[]> {
  return [
    await cpuOf(bench, { path: "/gene_suggest/", isCold: true, must: 2.5, aim: 1.8 }),
    await cpuOf(bench, { path: "/v1/suggest", isCold: true, must: 3.5, aim: 2.5 }),
    await cpuOf(bench, { path: "/gene_suggest/", isCold: false, must: 1.2, aim: 1.1 }),
  ];
}

/** What the CPU time of a request is measured of. */
interface CpuQuestion {
  path: "/gene_suggest/" | "/v1/suggest";
  /** Whether no request is ever repeated. */
  isCold: boolean;
  /** Limits of the time, as times that of a bare server. */
  must: number;
  aim: number;
}

/** Time of the rival that a request which was not asked before may take. */
const RIVAL_MUST = 0.6;
const RIVAL_AIM = 0.45;

async function cpuOf(bench: Bench, { path, isCold, must, aim }: CpuQuestion): Promise<Table> {
  await using dir = await tempDir();
  await using started = new AsyncDisposableStack();
  const requests = bench.small ? SMALL_REQUESTS : CPU_REQUESTS;
  const rounds = bench.small ? SMALL_ROUNDS : CPU_ROUNDS;
  const different = isCold ? requests * (rounds + 1) : CPU_PREFIXES;
  const paths = await samplePaths(bench, different, path);
  const files = await Promise.all(
    Array.from({ length: rounds + 1 }, async (_, round) => {
      const ofRound = isCold ? paths.slice(round * requests, (round + 1) * requests) : paths;
      const file = dir.join(`paths-${round}`);
      await Bun.write(file, `${ofRound.join("\n")}\n`);
      return file;
    }),
  );
  const { ours, bare } = await startServers(bench, started, dir, paths[0]!);
  const hasRival = path === "/gene_suggest/" && isCold;
  const servers = [ours, bare];
  if (hasRival) {
    const rival = [...script("rival-server.ts"), bench.corpora.scale.labels];
    servers.push(started.use(await startServer(rival)));
  }
  const times = servers.map((): number[] => []);
  for (const [round, file] of files.entries()) {
    for (const [i, server] of servers.entries()) {
      const before = server.cpuMicroseconds();
      await load(server, file, requests);
      const time = (server.cpuMicroseconds() - before) / requests;
      // The first round warms the servers up.
      if (round > 0) times[i]!.push(time);
    }
  }
  const [oursMeasured, bareMeasured, rivalMeasured] = times.map(summary);
  const figure = { unit: "us" as const, ours: oursMeasured! };
  return {
    title: isCold
      ? `CPU time per request, ${path}, none asked before, ${rounds} rounds of ${requests.toLocaleString("en")}`
      : `CPU time per request, ${path}, ${CPU_PREFIXES.toLocaleString("en")} prefixes again and again, ${rounds} rounds`,
    figures: [
      {
        ...figure,
        name: "against a constant answer",
        baseline: { name: "bare Bun.serve", ...bareMeasured! },
        must: [{ of: "ratio", atMost: must }],
        aim: [{ of: "ratio", atMost: aim }],
      },
      ...(rivalMeasured === undefined
        ? []
        : [
            {
              ...figure,
              name: "against sorted arrays",
              baseline: { name: "six-line server", ...rivalMeasured },
              must: [{ of: "ratio" as const, atMost: RIVAL_MUST }],
              aim: [{ of: "ratio" as const, atMost: RIVAL_AIM }],
            },
          ]),
    ],
  };
}

/** Starts our server, and a bare one that answers every request as ours answers `path`. */
async function startServers(
  { corpora }: Bench,
  started: AsyncDisposableStack,
  dir: TempDir,
  path: string,
): Promise<{ ours: ServerProcess; bare: ServerProcess }> {
  const { wholeIndex: index } = corpora.scale;
  const ours = started.use(await startServer(serveCommand(dir, { index })));
  const response = await ours.get(path);
  const headers = Object.fromEntries(response.headers);
  // Bun.serve writes these two by itself.
  delete headers["content-length"];
  delete headers.date;
  const answer = JSON.stringify({ headers, body: await response.text() });
  const bare = started.use(await startServer([...script("bare-server.ts"), answer]));
  return { ours, bare };
}

/** Random look-ups in a file, one on each line, all different. */
export async function pathsFile(bench: Bench, dir: TempDir, count: number): Promise<string> {
  const file = dir.join("paths");
  await Bun.write(file, `${(await samplePaths(bench, count)).join("\n")}\n`);
  return file;
}

/** Random look-ups, all different. */
export async function samplePaths(
  { corpora }: Bench,
  count: number,
  path = "/gene_suggest/",
): Promise<string[]> {
  const random = randomNumbers(SEED);
  const species = [...(await readLabels(corpora.scale.labels))];
  const choose = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)]!;
  const paths = new Set<string>();
  while (paths.size < count) {
    const [name, labels] = choose(species);
    const length = SHORTEST_PREFIX + Math.floor(random() * (LONGEST_PREFIX - SHORTEST_PREFIX + 1));
    const characters = [...fold(choose(labels))];
    if (characters.length < length) continue;
    const parameters = { species: name, query: characters.slice(0, length).join("") };
    paths.add(`${path}?${new URLSearchParams({ ...parameters, limit: `${ANSWERS}` })}`);
  }
  return [...paths];
}

async function firstLine(file: string): Promise<string> {
  return (await Bun.file(file).text()).split("\n", 1)[0]!;
}

/** Has another process ask for paths in turn, at a constant rate per second if one is given. */
export async function load(
  server: ServerProcess,
  paths: string,
  requests: number,
  rate = Number.POSITIVE_INFINITY,
): Promise<Usage & LoadReport> {
  const usage = await run([...script("load.ts"), server.url, paths, `${requests}`, `${rate}`]);
  return { ...usage, ...JSON.parse(usage.stdout) };
}
