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
const LONGEST_PREFIX = 6;

export const MEMORY_LOOK_UPS = 10_000;
/** By then a server has released what it no longer needs. */
const IDLE_MS = 2000;
export const CPU_PREFIXES = 1000;
/** So many that the resolution of the CPU clock, 10 ms, does not matter. */
const CPU_REQUESTS = 40_000;
const CPU_ROUNDS = 10;
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
  await using dir = await tempDir();
  const paths = await pathsFile(bench, dir, CPU_PREFIXES);
  await using started = new AsyncDisposableStack();
  const { ours, bare } = await startServers(bench, started, dir, await firstLine(paths));
  const rival = started.use(
    await startServer([...script("rival-server.ts"), bench.corpora.scale.labels]),
  );
  const servers = [ours, bare, rival];
  const requests = bench.small ? SMALL_REQUESTS : CPU_REQUESTS;
  const rounds = servers.map((): number[] => []);
  for (const server of servers) await load(server, paths, requests);
  for (let round = 0; round < (bench.small ? SMALL_ROUNDS : CPU_ROUNDS); round++) {
    for (const [i, server] of servers.entries()) {
      const before = server.cpuMicroseconds();
      await load(server, paths, requests);
      rounds[i]!.push((server.cpuMicroseconds() - before) / requests);
    }
  }
  const [oursMeasured, bareMeasured, rivalMeasured] = rounds.map(summary);
  const figure = { unit: "us" as const, ours: oursMeasured! };
  return [
    {
      title: `CPU time per request, /gene_suggest/, ${CPU_PREFIXES.toLocaleString("en")} prefixes, ${rounds[0]!.length} rounds`,
      figures: [
        {
          ...figure,
          name: "against a constant answer",
          baseline: { name: "bare Bun.serve", ...bareMeasured! },
          must: [{ of: "ratio", atMost: 1.35 }],
          aim: [{ of: "ratio", atMost: 1.15 }],
        },
        {
          ...figure,
          name: "against sorted arrays",
          baseline: { name: "six-line server", ...rivalMeasured! },
        },
      ],
    },
  ];
}

/** Starts our server, and a bare one that answers every request as ours answers `path`. */
async function startServers(
  { corpora }: Bench,
  started: AsyncDisposableStack,
  dir: TempDir,
  path: string,
): Promise<{ ours: ServerProcess; bare: ServerProcess }> {
  const { genesIndex: index } = corpora.scale;
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
export async function samplePaths({ corpora }: Bench, count: number): Promise<string[]> {
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
    paths.add(`/gene_suggest/?${new URLSearchParams(parameters)}`);
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
