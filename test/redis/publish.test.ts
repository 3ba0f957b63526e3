import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { AssemblError } from "../../src/errors.ts";
import { parseRedisLocation } from "../../src/redis/location.ts";
import { type PublishResult, publishIndex } from "../../src/redis/publish.ts";
import { Overtaken, readPublished } from "../../src/redis/read.ts";
import { type Redis, startRedis } from "../support/servers/redis.ts";

/** Several chunks, the last of which is shorter. */
const SIZE = 3 * 2 ** 20 + 17;
const GENERATION = "0123456789abcdef0123456789abcdef";

let redis: Redis;

beforeAll(async () => {
  redis = await startRedis({ password: "s e/c:r@et" });
});
beforeEach(() => redis.with((client) => client.send("FLUSHALL", [])));
afterAll(() => redis[Symbol.asyncDispose]());

/** Bytes that differ for different numbers. */
function bytesOf(number: number, size = SIZE): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8) + 7 * number) & 255);
}

const publish = (bytes: Uint8Array, generation = GENERATION, key = "genes") =>
  publishIndex(parseRedisLocation(redis.address(key)), bytes, generation);

async function read(key = "genes"): Promise<Uint8Array> {
  const published = await readPublished(parseRedisLocation(redis.address(key)));
  return Buffer.concat(await Array.fromAsync(published!.chunks));
}

const failureOf = (promise: Promise<unknown>): Promise<AssemblError> =>
  promise.then(
    () => {
      throw new Error("it did not fail");
    },
    (error) => error,
  );

/** The keys of all chunks in Redis. */
const chunks = async () => (await redis.keys()).filter((key) => key !== "genes");

describe("an index that is published", () => {
  test.each([1, 2 ** 20, 2 ** 20 + 1, SIZE])("is read back unchanged, %d bytes", async (size) => {
    const { before, chunks: count } = await publish(bytesOf(1, size));
    expect({ before, count }).toEqual({ before: null, count: Math.ceil(size / 2 ** 20) });
    expect(Buffer.compare(await read(), bytesOf(1, size))).toBe(0);
  });

  test("does not expire, unlike the chunks of an unfinished upload", async () => {
    await publish(bytesOf(1));
    await redis.with(async (client) => {
      for (const key of await redis.keys()) expect(await client.ttl(key)).toBe(-1);
    });
  });

  test("replaces the old publication, of which nothing is left", async () => {
    const first = await publish(bytesOf(1));
    const second = await publish(bytesOf(2, 2 ** 20), "f".repeat(32));
    expect(second.before).toBe(GENERATION);
    expect(await chunks()).toEqual([`genes:${second.publication.id}:0`]);
    expect(second.publication.id).not.toBe(first.publication.id);
    expect(Buffer.compare(await read(), bytesOf(2, 2 ** 20))).toBe(0);
  });

  test("is announced with its generation to subscribers", async () => {
    const heard = Promise.withResolvers<string>();
    await redis.with(async (client) => {
      await client.subscribe("genes:published", (message) => heard.resolve(message));
      await publish(bytesOf(1));
      expect(await heard.promise).toBe(GENERATION);
    });
  });

  test("under one key leaves other keys alone", async () => {
    await publish(bytesOf(1), GENERATION, "human");
    await publish(bytesOf(2), GENERATION, "mouse");
    await publish(bytesOf(3), GENERATION, "mouse");
    expect(Buffer.compare(await read("human"), bytesOf(1))).toBe(0);
    expect(Buffer.compare(await read("mouse"), bytesOf(3))).toBe(0);
  });

  test("by several at once is the whole index of one, and nothing of the others is left", async () => {
    const PUBLISHERS = 8;
    const numbers = Array.from({ length: PUBLISHERS }, (_, i) => i);
    const results = await Promise.all(
      numbers.map((n) => publish(bytesOf(n), String(n).repeat(32))),
    );
    const befores = results.map(({ before }) => before);
    // Each has replaced another one, so that none was lost.
    expect(new Set(befores).size).toBe(PUBLISHERS);
    const winner = results.find(({ publication }) => !befores.includes(publication.generation))!;
    const number = results.indexOf(winner);
    expect(Buffer.compare(await read(), bytesOf(number))).toBe(0);
    expect(await chunks()).toEqual(keysOf(winner));
  });
});

function keysOf({ publication: { id }, chunks }: PublishResult): string[] {
  return Array.from({ length: chunks }, (_, i) => `genes:${id}:${i}`).sort();
}

describe("a publisher that fails does not change what was published", () => {
  const expectUntouched = async (first: PublishResult) => {
    expect(Buffer.compare(await read(), bytesOf(1))).toBe(0);
    expect(await chunks()).toEqual(keysOf(first));
  };

  test("if Redis has no memory left", async () => {
    const first = await publish(bytesOf(1));
    await redis.with((client) => client.send("CONFIG", ["SET", "maxmemory", "7mb"]));
    const error = await failureOf(publish(bytesOf(2, 8 * 2 ** 20)));
    await redis.with((client) => client.send("CONFIG", ["SET", "maxmemory", "0"]));
    expect(error.message).toMatch(/^redis:\/\/127.0.0.1:\d+\/0\?key=genes fails: OOM .*memory/);
    await expectUntouched(first);
  });

  test("if it may not write", async () => {
    const first = await publish(bytesOf(1));
    await redis.with((client) =>
      client.send("ACL", ["SETUSER", "reader", "on", ">pass", "~*", "&*", "+@all", "-set"]),
    );
    const address = redis.address().replace(/\/\/.*@/, "//reader:pass@");
    const error = await failureOf(
      publishIndex(parseRedisLocation(address), bytesOf(2), GENERATION),
    );
    expect(error.message).toContain("no permissions");
    expect(error.message).not.toContain("pass@");
    await expectUntouched(first);
  });

  test("if chunks disappear before all were sent", async () => {
    const first = await publish(bytesOf(1));
    const evicting = redis.with(async (client) => {
      for (;;) {
        const added = (await chunks()).filter((key) => !keysOf(first).includes(key));
        if (added.length > 0) return client.unlink(added[0]!);
      }
    });
    const error = await failureOf(publish(bytesOf(2, 64 * 2 ** 20)));
    await evicting;
    expect(error.message).toContain("disappeared before all were there");
    await expectUntouched(first);
  });

  test.each(["a word", "{}", "[]", "null", '{"assembl":2}', '{"assembl":1,"id":5}'])(
    "if the key holds %s",
    async (value) => {
      await redis.with((client) => client.set("genes", value));
      const error = await failureOf(publish(bytesOf(1)));
      expect(error).toBeInstanceOf(AssemblError);
      expect(error.message).toMatch(/^the key genes holds .*; (choose another key|delete it)/);
      expect(await redis.with((client) => client.get("genes"))).toBe(value);
      expect(await chunks()).toEqual([]);
    },
  );

  test("if the key holds another type", async () => {
    await redis.with((client) => client.send("LPUSH", ["genes", "a"]));
    const error = await failureOf(publish(bytesOf(1)));
    expect(error.message).toStartWith("the key genes holds no published index; choose another key");
    expect(await chunks()).toEqual([]);
  });
});

describe("reading fails with a clear error", () => {
  const damage = async (change: (client: Bun.RedisClient, key: string) => Promise<unknown>) => {
    const { publication } = await publish(bytesOf(1));
    await redis.with((client) => change(client, `genes:${publication.id}:1`));
    return failureOf(read());
  };

  test("if a chunk is missing", async () => {
    const error = await damage((client, key) => client.unlink(key));
    expect(error.message).toMatch(/lacks an intact chunk 2 of 4; publish it again$/);
  });

  test.each([2 ** 20 - 1, 2 ** 20 + 1, 2 ** 26])("if a chunk has %d bytes", async (size) => {
    const error = await damage((client, key) => client.set(key, new Uint8Array(size)));
    expect(error.message).toMatch(/lacks an intact chunk 2 of 4; publish it again$/);
  });

  test("if another was published meanwhile", async () => {
    await publish(bytesOf(1));
    const published = await readPublished(parseRedisLocation(redis.address()));
    await published!.chunks.next();
    await publish(bytesOf(2));
    expect(await failureOf(Array.fromAsync(published!.chunks))).toBeInstanceOf(Overtaken);
  });

  test.each([2 ** 30 + 1, 2 ** 52])("if it claims %d bytes", async (bytes) => {
    const pointer = { assembl: 1, id: "x", generation: GENERATION, bytes, chunk_bytes: 2 ** 40 };
    await redis.with((client) => client.set("genes", JSON.stringify(pointer)));
    expect((await failureOf(read())).message).toContain(`claims ${bytes} bytes`);
  });

  test("if it claims a billion chunks", async () => {
    const pointer = { assembl: 1, id: "x", generation: GENERATION, bytes: 1e9, chunk_bytes: 1 };
    await redis.with((client) => client.set("genes", JSON.stringify(pointer)));
    expect((await failureOf(read())).message).toContain("damaged pointer");
  });

  test("if nothing is published", async () => {
    expect((await failureOf(read())).message).toMatch(
      /^nothing is published at redis:\/\/127\.0\.0\.1:\d+\/0\?key=genes; publish /,
    );
  });

  test("if the password is wrong or nobody answers, naming neither user nor password", async () => {
    const wrong = redis.address().replace(/\/\/.*@/, "//me:s3cret@");
    const away = redis.address("genes", 1);
    for (const address of [wrong, away]) {
      const error = await failureOf(readPublished(parseRedisLocation(address)));
      expect(error.message).toMatch(/^cannot connect to redis:\/\/127.0.0.1:\d+\/0\?key=genes: /);
      expect(error.message).not.toMatch(/s3cret|c%3Ar/);
    }
  });
});
