/** `assembl publish`, and servers that take what it publishes, in processes of their own. */

import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from "bun:test";
import { writeFile } from "node:fs/promises";
import { OpenIndex } from "../../src/lookup/open-index.ts";
import { ConstantLoad } from "../support/clients/constant-load.ts";
import { flipped } from "../support/indexes/damage.ts";
import { expectedOf, makeGenerations, TARGETS } from "../support/indexes/distinct-generations.ts";
import { ASSEMBL, run } from "../support/processes/program.ts";
import { serveIndex } from "../support/processes/server-process.ts";
import { indexWith } from "../support/servers/feeds.ts";
import { type Redis, startRedis } from "../support/servers/redis.ts";
import { type TempDir, tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";

setDefaultTimeout(120_000);

const PASSWORD = "s3cret";
const CLIENTS = 4;
const OLD = indexWith("OLD");
const { generation } = new OpenIndex(OLD);

let redis: Redis;

beforeAll(async () => {
  redis = await startRedis({ password: PASSWORD });
});
beforeEach(() => redis.with((client) => client.send("FLUSHALL", [])));
afterAll(() => redis[Symbol.asyncDispose]());

/** Runs a command in a folder. */
const assembl = (dir: TempDir, args: readonly string[], env: Record<string, string> = {}) =>
  run([...ASSEMBL, ...args], { cwd: dir.path, env });

async function fileOf(dir: TempDir, index: Uint8Array): Promise<string> {
  await writeFile(dir.join("index.msgpack"), index);
  return dir.join("index.msgpack");
}

describe("assembl publish", () => {
  test("prints what it has published and where, and what was there before", async () => {
    await using dir = await tempDir();
    const index = await fileOf(dir, OLD);
    const first = await assembl(dir, ["publish", index, redis.address()]);
    const place = redis.address().replace(`:${PASSWORD}@`, "");
    const amount = `${OLD.length.toLocaleString("en")} bytes`;
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toBe(
      `${place} is generation ${generation} now, ${amount}\nbefore: nothing\n`,
    );
    const again = await assembl(dir, ["publish", index, redis.address()]);
    expect(again.stdout).toEndWith("before: the same\n");
    const json = await assembl(dir, ["publish", "--json", index, redis.address()]);
    expect(JSON.parse(json.stdout)).toEqual({
      ...{ address: place, generation, before: generation, bytes: OLD.length, chunks: 1 },
    });
  });

  test("takes the address from PUBLISH_TO, so that its password is not on the command line", async () => {
    await using dir = await tempDir();
    const index = await fileOf(dir, OLD);
    const { code } = await assembl(dir, ["publish", index], { PUBLISH_TO: redis.address() });
    expect(code).toBe(0);
    const found = await assembl(dir, ["query", "homo_sapiens", "old", "--json"], {
      INDEX: redis.address(),
    });
    expect(JSON.parse(found.stdout)).toMatchObject([{ label: "OLD" }]);
    const verified = await assembl(dir, ["verify", redis.address()]);
    expect(verified.stdout).toContain(`is intact, generation ${generation}`);
    expect(verified.stdout).not.toContain(PASSWORD);
  });

  test.each<[string, string[], number, RegExp]>([
    ["no index", [], 2, /^error: publish takes INDEX \[ADDRESS\]; /],
    ["no address", ["{index}"], 2, /^error: no address to publish to is given; give redis:/],
    [
      "an address that is none",
      ["{index}", "genes"],
      2,
      /^error: this is not the address of an index/,
    ],
    ["an address without a key", ["{index}", "redis://:s3cret@h/0"], 2, /^error: .* has no key;/],
    ["a missing file", ["away", "{redis}"], 1, /^error: .*away.*; /],
    [
      "a file that is not an index",
      ["text", "{redis}"],
      1,
      /^error: .* not an index.*; give a file that/,
    ],
    [
      "an index that is damaged",
      ["damaged", "{redis}"],
      1,
      /^error: .*checksum.*; .*build it again/,
    ],
    ["a Redis that is away", ["{index}", "{away}"], 1, /^error: cannot connect to redis:.*; check/],
  ])("given %s fails with one line, and publishes nothing", async (_, args, code, problem) => {
    await using dir = await tempDir();
    const places: Record<string, string> = {
      "{index}": await fileOf(dir, OLD),
      "{redis}": redis.address(),
      "{away}": redis.address("genes", 1),
    };
    await writeFile(dir.join("text"), "species\tdisplay_label\n".repeat(1000));
    await writeFile(dir.join("damaged"), flipped(OLD));
    const ended = await assembl(dir, ["publish", ...args.map((arg) => places[arg] ?? arg)]);
    expect(ended).toMatchObject({ code, stdout: "" });
    expect(ended.stderr).toMatch(problem);
    expect(ended.stderr).toMatch(/^[^\n]*\n$/);
    expect(ended.stderr).not.toContain(PASSWORD);
    expect(await redis.keys()).toEqual([]);
  });
});

describe("a server with INDEX in Redis", () => {
  test.each(["1", "2"])(
    "goes over to what is published without a failed request, %s workers",
    async (workers) => {
      await using dir = await tempDir();
      const generations = await makeGenerations();
      const publish = async (file: Uint8Array) => {
        const { code, stderr } = await assembl(dir, [
          ...["publish", await fileOf(dir, file), redis.address()],
        ]);
        expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      };
      await publish(generations[0]!.file);
      const args = ["--workers", workers, "--drain-time", "0", "--index-refresh", "0"];
      await using server = await serveIndex(dir, { index: redis.address(), args });
      // One worker is ready before the other.
      await until(() => server.events("serving generation").length > 0);
      await using load = new ConstantLoad(server.url, CLIENTS, TARGETS, expectedOf(generations));
      for (const { file, tag } of generations) {
        await publish(file);
        await until(() => load.isOn(tag) || !load.isGood);
      }
      await load.stop();
      expect({ failed: load.failed, mixed: load.mixed }).toEqual({ failed: [], mixed: [] });
      server.kill("SIGTERM");
      expect(await server.ended).toMatchObject({ code: 0, signal: null });
      const { stdout, stderr } = await server.ended;
      expect(stdout + stderr).not.toContain(PASSWORD);
    },
  );

  test("stops at once while Redis hangs", async () => {
    await using dir = await tempDir();
    await using still = await startRedis();
    await assembl(dir, ["publish", await fileOf(dir, OLD), still.address()]);
    const args = ["--drain-time", "0", "--index-refresh", "50ms"];
    await using server = await serveIndex(dir, { index: still.address(), args });
    still.pause();
    await until(() => server.warnings().includes("index refused"));
    expect(await server.labels("old")).toEqual(["OLD"]);
    server.kill("SIGTERM");
    expect(await server.ended).toMatchObject({ code: 0, signal: null });
  });
});
