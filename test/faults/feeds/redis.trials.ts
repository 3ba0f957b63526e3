/** Failures of the Redis that servers take their index from. */

import { OpenIndex } from "../../../src/lookup/open-index.ts";
import { parseRedisLocation } from "../../../src/redis/location.ts";
import { publishIndex } from "../../../src/redis/publish.ts";
import type { Generation } from "../../support/indexes/distinct-generations.ts";
import { serveIndex } from "../../support/processes/server-process.ts";
import { type Redis, startRedis } from "../../support/servers/redis.ts";
import { tempDir } from "../../support/temp.ts";
import { until } from "../../support/until.ts";
import { refusedMutant } from "../files/files.trials.ts";
import { GENERATIONS, swapUnderLoad } from "../swapping.ts";
import type { Fault, Trial } from "../trial.ts";

/** Warnings that a server may log about a Redis that fails. */
const WARNINGS = ["index refused", "connection to Redis lost"];
const MOST_PAUSE_MS = 200;
const PUBLISHERS = 4;

const publish = (redis: Redis, file: Uint8Array, generation: string) =>
  publishIndex(parseRedisLocation(redis.address()), file, generation);

const publishGeneration = (redis: Redis, { file }: Generation) =>
  publish(redis, file, new OpenIndex(file).generation);

async function harmChunk(redis: Redis, harm: (client: Bun.RedisClient, key: string) => unknown) {
  const chunk = (await redis.keys()).find((key) => key.endsWith(":0"));
  if (chunk !== undefined) await redis.with(async (client) => harm(client, chunk));
}

type Harm = (redis: Redis, trial: Trial) => Promise<unknown>;

const HARMS: readonly Harm[] = [
  // It crashes, and comes back empty.
  async (redis) => {
    await redis.kill();
    await redis.start();
  },
  // It hangs for a while.
  async (redis, { random }) => {
    redis.pause();
    await Bun.sleep(random.below(MOST_PAUSE_MS));
    redis.resume();
  },
  (redis) => redis.with((client) => client.send("FLUSHALL", [])),
  (redis) => redis.with((client) => client.send("CLIENT", ["KILL", "TYPE", "pubsub"])),
  (redis) =>
    redis.with((client) => client.send("CLIENT", ["KILL", "TYPE", "normal", "SKIPME", "yes"])),
  (redis) => harmChunk(redis, (client, key) => client.unlink(key)),
  (redis) => harmChunk(redis, (client, key) => client.send("SETRANGE", [key, "300", "xyz"])),
  (redis) => harmChunk(redis, (client, key) => client.send("APPEND", [key, "more"])),
  // An index with a correct checksum and false contents.
  (redis, trial) => publish(redis, refusedMutant(trial), "0".repeat(32)),
  (redis) => redis.with((client) => client.set("genes", '{"assembl":1,"bytes":1e300}')),
  (redis, { random }) => redis.with((client) => client.set("genes", random.bytes(50))),
];

/** Whatever happens to Redis, the old index is still served, and the next one that is published is taken. */
async function harmfulRedis(trial: Trial): Promise<void> {
  await using dir = await tempDir();
  await using redis = await startRedis();
  await publishGeneration(redis, GENERATIONS[0]!);
  await using server = await serveIndex(dir, { index: redis.address() });
  const swap = async (next: Generation) => {
    await HARMS[trial.tried % HARMS.length]!(redis, trial);
    server.hangUp();
    // A key without a publication is not overwritten, so it is removed first, as the error advises.
    await redis.with((client) => client.unlink("genes"));
    await publishGeneration(redis, next);
    server.hangUp();
  };
  await swapUnderLoad(trial, server, swap, WARNINGS);
}

/** Several publish at the same time: one publication remains complete, and nothing of the others. */
async function publishersAtOnce(trial: Trial): Promise<void> {
  await using dir = await tempDir();
  await using redis = await startRedis();
  await publishGeneration(redis, GENERATIONS[0]!);
  await using server = await serveIndex(dir, { index: redis.address() });
  const swap = async (next: Generation) => {
    const others = trial.random.list(PUBLISHERS, () => trial.random.choose(GENERATIONS));
    await Promise.all(others.map((other) => publishGeneration(redis, other)));
    const chunks = (await redis.keys()).filter((key) => key !== "genes");
    trial.compare("chunks of one publication", chunks.length, 1);
    await publishGeneration(redis, next);
  };
  await swapUnderLoad(trial, server, swap, []);
}

/** A replica hangs while indexes are published; its servers follow as soon as it does. */
async function laggingReplica(trial: Trial): Promise<void> {
  await using dir = await tempDir();
  await using primary = await startRedis();
  await using replica = await startRedis({ primary });
  await publishGeneration(primary, GENERATIONS[0]!);
  await until(async () => (await replica.keys()).includes("genes"));
  await using server = await serveIndex(dir, { index: replica.address() });
  const swap = async (next: Generation) => {
    replica.pause();
    for (const other of GENERATIONS) await publishGeneration(primary, other);
    await publishGeneration(primary, next);
    await Bun.sleep(trial.random.below(MOST_PAUSE_MS));
    replica.resume();
  };
  await swapUnderLoad(trial, server, swap, WARNINGS);
}

export const REDIS: readonly Fault[] = [
  { name: "a Redis that fails", times: { short: 22, long: 500 }, run: harmfulRedis },
  { name: "simultaneous publishers", times: { short: 10, long: 200 }, run: publishersAtOnce },
  { name: "a replica that lags", times: { short: 5, long: 100 }, run: laggingReplica },
];
