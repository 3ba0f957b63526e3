/** How long `assembl publish` takes to reach three servers, compared with a file that all three follow. */

import { copyFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { ServerProcess } from "../../test/support/processes/server-process.ts";
import { startRedis } from "../../test/support/servers/redis.ts";
import { type TempDir, tempDir } from "../../test/support/temp.ts";
import { compileExecutable } from "../executable.ts";
import { type Bench, type Corpus, secondIndex } from "./corpora.ts";
import { type Figure, summary, type Table } from "./figures.ts";
import { run, startServer } from "./processes.ts";

const SERVERS = 3;
const ROUNDS = 20;
const SMALL_ROUNDS = 2;
/** Not less, because polling takes CPU time from what is measured. */
const POLL_MS = 10;
const TARGET = "/v1/species";

export async function publishing({ corpora, small }: Bench): Promise<Table[]> {
  await using dir = await tempDir();
  await using redis = await startRedis();
  await using started = new AsyncDisposableStack();
  const assembl = dir.join("assembl");
  // The executable in dist may be of older code.
  await compileExecutable({
    entrypoint: join(import.meta.dir, "../../src/main.ts"),
    outfile: assembl,
  });
  const indexes = [corpora.scale.genesIndex, await secondIndex(corpora.scale)];
  const file = dir.join("index");
  await copyFile(indexes[0]!, file);
  const publish = (index: string, key?: string) =>
    run([assembl, "publish", index, redis.address(key)]);
  await publish(indexes[0]!);
  await publish(indexes[0]!, "alone");
  const serve = (index: string, count: number) =>
    startServers(started, { assembl, dir, index, count });
  const alone = await serve(redis.address("alone"), 1);
  const published = await serve(redis.address(), SERVERS);
  const followed = await serve(file, SERVERS);

  const times: Times = { one: [], published: [], followed: [] };
  for (let round = 1; round <= (small ? SMALL_ROUNDS : ROUNDS); round++) {
    const index = indexes[round % 2]!;
    times.one.push(await untilAll(alone, () => publish(index, "alone")));
    times.published.push(await untilAll(published, () => publish(index)));
    times.followed.push(
      await untilAll(followed, async () => {
        await copyFile(index, dir.join("next"));
        await rename(dir.join("next"), file);
      }),
    );
  }
  return [tableOf(corpora.scale, times)];
}

/** Milliseconds of each round, for one server, three servers, and three servers that follow a file. */
interface Times {
  one: number[];
  published: number[];
  followed: number[];
}

function tableOf({ genesIndex }: Corpus, times: Times): Table {
  const megabytes = (Bun.file(genesIndex).size / 1e6).toFixed(1);
  const baseline = { name: "replacing a file", ...summary(times.followed) };
  const median: Figure = {
    name: "median",
    unit: "ms",
    ours: summary(times.published),
    baseline,
  };
  const worst: Figure = {
    name: "worst",
    unit: "ms",
    ours: { value: Math.max(...times.published) },
    baseline: { name: baseline.name, value: Math.max(...times.followed) },
    must: [{ of: "ours", atMost: 1000 }],
  };
  const one: Figure = {
    name: "  median with one server",
    unit: "ms",
    ours: summary(times.one),
  };
  return {
    title: `from assembl publish to the last of ${SERVERS} servers, index of ${megabytes} MB, ${times.published.length} times`,
    figures: [median, worst, one],
  };
}

/** Servers that keep one generation, so that each new one is unknown to them. */
async function startServers(
  started: AsyncDisposableStack,
  { assembl, dir, index, count }: { assembl: string; dir: TempDir; index: string; count: number },
): Promise<ServerProcess[]> {
  const servers: ServerProcess[] = [];
  for (let i = 0; i < count; i++) {
    const state = ["--state-dir", dir.join(crypto.randomUUID()), "--keep-generations", "1"];
    const command = [assembl, "serve", "--index", index, ...state, "--port", "0"];
    servers.push(started.use(await startServer(command)));
  }
  for (const server of servers) while ((await tagOf(server)) === null) await Bun.sleep(POLL_MS);
  return servers;
}

/** Milliseconds until all servers answer with a new ETag. */
async function untilAll(
  servers: readonly ServerProcess[],
  change: () => Promise<unknown>,
): Promise<number> {
  const before = await Promise.all(servers.map(tagOf));
  const start = performance.now();
  const changed = change();
  await Promise.all(
    servers.map(async (server, i) => {
      while ((await tagOf(server)) === before[i]) await Bun.sleep(POLL_MS);
    }),
  );
  const end = performance.now();
  await changed;
  return end - start;
}

async function tagOf({ url }: ServerProcess): Promise<string | null> {
  const { headers } = await fetch(url + TARGET, { method: "HEAD" });
  return headers.get("etag");
}
