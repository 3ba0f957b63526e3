/** A look-up in the mapped index, compared with asking Redis for every request, as the original intended. */

import { IndexCatalogue } from "../../src/lookup/index-catalogue.ts";
import { OpenIndex } from "../../src/lookup/open-index.ts";
import { fold } from "../../src/names/fold.ts";
import { mapIndex } from "../../src/store/read-index.ts";
import { startRedis } from "../../test/support/servers/redis.ts";
import { type Bench, readLabels } from "./corpora.ts";
import { type Figure, percentile, type Table } from "./figures.ts";
import { rivalLabels, sortSpecies } from "./rival.ts";
import { samplePaths } from "./serving.ts";

const LOOK_UPS = 1000;
const SMALL_LOOK_UPS = 20;
/** All take turns of this many look-ups, so that they run under the same conditions. */
const TURN = 50;
const LIMIT = 10;
const BATCH = 10_000;

/** A way to find the labels for a folded query. */
type Answer = (species: string, query: string) => Promise<unknown>;

export async function redisLookUps(bench: Bench): Promise<Table[]> {
  await using redis = await startRedis();
  const lookUps = bench.small ? SMALL_LOOK_UPS : LOOK_UPS;
  const paths = await samplePaths(bench, lookUps);
  const client = new Bun.RedisClient(redis.address());
  for (const [species, labels] of await readLabels(bench.corpora.scale.labels)) {
    await client.set(`json:${species}`, JSON.stringify(labels));
    for (let i = 0; i < labels.length; i += BATCH) {
      const batch = labels
        .slice(i, i + BATCH)
        .flatMap((label) => ["0", `${fold(label)}\0${label}`]);
      await client.send("ZADD", [`sorted:${species}`, ...batch]);
    }
  }
  const index = new OpenIndex(mapIndex(bench.corpora.scale.genesIndex));
  const catalogue = new IndexCatalogue(index);
  const contestants: Record<string, Answer> = {
    ours: async (species, query) =>
      catalogue.labels([species], { query, limit: LIMIT, labelMinimum: 0, match: "prefix" }),
    // What the original intended: all labels of a species as one value.
    json: async (species, query) => {
      const labels: string[] = JSON.parse((await client.get(`json:${species}`))!);
      return rivalLabels(
        sortSpecies(labels.filter((label) => fold(label).startsWith(query))),
        query,
        LIMIT,
      );
    },
    // The best that Redis can do by itself: alphabetical order, without ranking.
    sorted: async (species, query) => {
      const range = [`[${query}`, `[${query}\xff`, "LIMIT", "0", String(LIMIT)];
      return client.send("ZRANGEBYLEX", [`sorted:${species}`, ...range]);
    },
    // Only the round trip.
    ping: async () => client.ping(),
  };
  const times: Record<string, number[]> = {};
  for (const name of Object.keys(contestants)) times[name] = [];
  const ask = async (answer: Answer, path: string) => {
    const parameters = new URL(path, "http://host").searchParams;
    const start = performance.now();
    await answer(parameters.get("species")!, parameters.get("query")!);
    return (performance.now() - start) * 1000;
  };
  // Our code is compiled during the first look-ups.
  for (const path of paths) await ask(contestants.ours!, path);
  for (let from = 0; from < paths.length; from += TURN) {
    for (const [name, answer] of Object.entries(contestants)) {
      for (const path of paths.slice(from, from + TURN)) times[name]!.push(await ask(answer, path));
    }
  }
  client.close();
  return [tableOf(times, lookUps)];
}

function tableOf(times: Record<string, number[]>, lookUps: number): Table {
  const against = (name: string, contestant: string, percent: number): Figure => ({
    name,
    unit: "us",
    ours: { value: percentile(times.ours!, percent) },
    baseline: { name: contestant, value: percentile(times[contestant]!, percent) },
  });
  const figures = ["json", "sorted", "ping"].flatMap((contestant) => [
    against(`median against ${contestant}`, contestant, 50),
    against(`99th percentile against ${contestant}`, contestant, 99),
  ]);
  return {
    title: `a look-up, against Redis on the same machine, ${lookUps.toLocaleString("en")} one by one`,
    figures,
  };
}
