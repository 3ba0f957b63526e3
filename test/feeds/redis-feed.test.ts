/** Indexes from Redis, and what a server does if Redis fails. */

import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { rm } from "node:fs/promises";
import { RedisFeed, type RedisFeedOptions } from "../../src/feeds/redis-feed.ts";
import { OpenIndex } from "../../src/lookup/open-index.ts";
import { parseRedisLocation } from "../../src/redis/location.ts";
import { publishIndex } from "../../src/redis/publish.ts";
import { flipped } from "../support/indexes/damage.ts";
import {
  FedServer,
  generationsIn,
  indexWith,
  KeptLog,
  serveFeed,
} from "../support/servers/feeds.ts";
import { startProxy } from "../support/servers/proxy.ts";
import { type Redis, startRedis } from "../support/servers/redis.ts";
import { type TempDir, tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";

setDefaultTimeout(60_000);

const OLD = indexWith("OLD");
const NEW = indexWith("NEW");
const NEVER = 0;

let redis: Redis;

beforeEach(async () => {
  redis = await startRedis({ password: "s3cret" });
});
afterEach(() => redis[Symbol.asyncDispose]());

const publish = (index: Uint8Array, to = redis, key = "genes") =>
  publishIndex(parseRedisLocation(to.address(key)), index, new OpenIndex(index).generation);

/** Makes a feed as a new run of the program does. */
async function feedOf(
  dir: TempDir,
  address = redis.address(),
  options: Partial<RedisFeedOptions> = {},
) {
  const generations = await generationsIn(dir.join("state"));
  return new RedisFeed({
    ...{ address, refreshMs: NEVER, generations, log: new KeptLog() },
    ...options,
  });
}

/** Number of subscribers. */
const listeners = (of = redis): Promise<number> =>
  of.with(async (client) => {
    const [, count] = await client.send("PUBSUB", ["NUMSUB", "genes:published"]);
    return Number(count);
  });

describe("an index that is published", () => {
  test("is served, and so is each replacement as soon as it is announced", async () => {
    await using dir = await tempDir();
    await publish(OLD);
    await using server = await serveFeed(await feedOf(dir));
    expect(server.labels()).toEqual(["OLD"]);
    await until(async () => (await listeners()) === 1);
    for (const [index, label] of [
      [NEW, "NEW"],
      [OLD, "OLD"],
      [NEW, "NEW"],
    ] as const) {
      await publish(index);
      await server.until(label);
    }
    expect(server.log.refusals).toEqual([]);
  });

  test("after the start of a server is served", async () => {
    await using dir = await tempDir();
    await using server = await serveFeed(await feedOf(dir));
    expect(server.log.refusals).toEqual([expect.stringMatching(/^nothing is published at redis:/)]);
    await until(async () => (await listeners()) === 1);
    await publish(OLD);
    await server.until("OLD");
  });

  test("again without a change is not fetched again", async () => {
    await using dir = await tempDir();
    await publish(OLD);
    await using server = await serveFeed(await feedOf(dir));
    const { publication } = await publish(OLD);
    const chunk = `genes:${publication.id}:0`;
    // A fetch would find it missing.
    await redis.with((client) => client.unlink(chunk));
    await server.look();
    expect(server.log.refusals).toEqual([]);
    expect(server.labels()).toEqual(["OLD"]);
  });

  test("is served from memory if no copy can be kept", async () => {
    await using dir = await tempDir();
    await Bun.write(dir.join("state"), "no folder");
    await publish(OLD);
    await using server = await serveFeed(await feedOf(dir));
    expect(server.labels()).toEqual(["OLD"]);
    await publish(NEW);
    await server.until("NEW");
  });

  test("can be taken from a replica too", async () => {
    await using dir = await tempDir();
    await using replica = await startRedis({ primary: redis });
    await publish(OLD);
    await using server = await serveFeed(await feedOf(dir, replica.address()));
    await server.until("OLD");
    await until(async () => (await listeners(replica)) === 1);
    await publish(NEW);
    await server.until("NEW");
    expect(await publish(OLD, replica).catch((error) => error.message)).toContain(
      "read-only replica",
    );
  });
});

describe("a server keeps answering, and catches up, if", () => {
  test("Redis is gone, and comes back empty", async () => {
    await using dir = await tempDir();
    await publish(OLD);
    await using server = await serveFeed(await feedOf(dir));
    await until(async () => (await listeners()) === 1);
    await redis.kill();
    await server.look();
    expect(server.log.refusals.at(-1)).toContain("cannot connect to redis://127.0.0.1");
    expect(server.labels()).toEqual(["OLD"]);
    await redis.start();
    await until(async () => (await listeners()) === 1);
    await server.look();
    expect(server.log.refusals.at(-1)).toContain("nothing is published");
    expect(server.labels()).toEqual(["OLD"]);
    await publish(NEW);
    await server.until("NEW");
  });

  test("it starts while Redis is away", async () => {
    await using dir = await tempDir();
    await publish(OLD);
    await (await serveFeed(await feedOf(dir))).stop();
    await redis.kill();
    await using server = await serveFeed(await feedOf(dir));
    expect(server.labels()).toEqual(["OLD"]);
  });

  test("it starts with a kept index that is older than the published one", async () => {
    await using dir = await tempDir();
    await publish(OLD);
    await (await serveFeed(await feedOf(dir))).stop();
    await publish(NEW);
    await using server = new FedServer(await feedOf(dir));
    await server.start();
    expect(server.labels()).toEqual(["OLD"]);
    await server.follow();
    expect(server.labels()).toEqual(["NEW"]);
  });

  test("its folder is removed", async () => {
    await using dir = await tempDir();
    await publish(OLD);
    await using server = await serveFeed(await feedOf(dir));
    await rm(dir.join("state"), { recursive: true });
    await publish(NEW);
    await server.look();
    expect(server.labels()).toEqual(["NEW"]);
  });

  test("its connections break while something is published", async () => {
    await using dir = await tempDir();
    await using proxy = await startProxy(redis.port);
    await publish(OLD);
    await using server = await serveFeed(await feedOf(dir, redis.address("genes", proxy.port)));
    await until(async () => (await listeners()) === 1);
    const held = proxy.hold();
    await publish(NEW);
    await held;
    // The notice was sent, but never arrives.
    proxy.cut();
    proxy.release();
    await server.until("NEW");
  });

  test("a connection stays open and silent", async () => {
    await using dir = await tempDir();
    await using proxy = await startProxy(redis.port);
    await publish(OLD);
    const log = new KeptLog();
    const feed = await feedOf(dir, redis.address("genes", proxy.port), {
      log,
      noticeTimes: { pingMs: 20, silenceMs: 100 },
    });
    await using server = await serveFeed(feed);
    await until(async () => (await listeners()) === 1);
    proxy.hold();
    const events = () => log.lines.map((line) => JSON.parse(line).event);
    await until(() => events().includes("connection to Redis lost"));
    await publish(NEW);
    proxy.release();
    await server.until("NEW");
    await until(() => events().includes("connection to Redis restored"));
    expect(events()).toEqual(["connection to Redis lost", "connection to Redis restored"]);
  });

  test("a notice is lost", async () => {
    await using dir = await tempDir();
    await publish(OLD);
    await using server = await serveFeed(await feedOf(dir, redis.address(), { refreshMs: 50 }));
    await until(async () => (await listeners()) === 1);
    await publishSilently(NEW);
    await server.until("NEW");
  });

  test("a replica lags behind", async () => {
    await using dir = await tempDir();
    await using replica = await startRedis({ primary: redis });
    await publish(OLD);
    await until(async () => (await replica.keys()).includes("genes"));
    await using server = await serveFeed(await feedOf(dir, replica.address()));
    expect(server.labels()).toEqual(["OLD"]);
    await until(async () => (await listeners(replica)) === 1);
    replica.pause();
    await publish(NEW);
    await publish(OLD);
    await publish(NEW);
    expect(server.labels()).toEqual(["OLD"]);
    replica.resume();
    await server.until("NEW");
    expect(server.log.refusals).toEqual([]);
  });

  test.each<[string, Damage, string]>([
    ["lost", (client, chunk) => client.unlink(chunk), "lacks an intact chunk 1 of 1"],
    [
      "short",
      (client, chunk) => client.set(chunk, NEW.subarray(1)),
      "lacks an intact chunk 1 of 1",
    ],
    ["altered", (client, chunk) => client.set(chunk, flipped(NEW, -1)), "checksum"],
    [
      "not a publication",
      (client) => client.set("copy", "something else"),
      "holds no published index",
    ],
  ])("what is published is %s, until something intact is published", async (_, damage, problem) => {
    await using dir = await tempDir();
    await publish(OLD);
    await using server = await serveFeed(await feedOf(dir));
    await publishSilently(NEW, damage);
    await server.look();
    // It is not read again.
    const before = await commandsOf();
    await server.look();
    expect(await commandsOf()).toBe(before);
    expect(server.log.refusals).toEqual([expect.stringContaining(problem)]);
    expect(server.labels()).toEqual(["OLD"]);
    await redis.with((client) => client.unlink("genes"));
    await publish(NEW);
    await server.until("NEW");
  });
});

/** How often a chunk was asked for its length. */
const commandsOf = (): Promise<string> =>
  redis.with(async (client) => {
    const info: string = await client.send("INFO", ["commandstats"]);
    return /cmdstat_strlen:calls=(\d+)/.exec(info)?.[1] ?? "0";
  });

type Damage = (client: Bun.RedisClient, chunk: string) => Promise<unknown>;

/** Publishes without a notice, and damages the publication before it can be read. */
async function publishSilently(index: Uint8Array, damage?: Damage): Promise<void> {
  const { publication } = await publish(index, redis, "copy");
  const chunk = `:${publication.id}:0`;
  await redis.with(async (client) => {
    await damage?.(client, `copy${chunk}`);
    if (await client.exists(`copy${chunk}`)) {
      await client.send("RENAME", [`copy${chunk}`, `genes${chunk}`]);
    }
    await client.send("RENAME", ["copy", "genes"]);
  });
}
