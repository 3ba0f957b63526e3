import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { createGzip, createZstdCompress, gzipSync, type Zlib } from "node:zlib";
import { DEFAULT_FETCH_LIMITS, type FetchLimits } from "../../../src/feeds/fetch-index.ts";
import { WebFeed } from "../../../src/feeds/web-feed.ts";
import { DATA_START } from "../../../src/format/index-file.ts";
import { peakBytes } from "../../support/processes/proc.ts";
import { ServerProcess, serveCommand } from "../../support/processes/server-process.ts";
import { FedServer, generationsIn, indexWith } from "../../support/servers/feeds.ts";
import {
  type Answer,
  beginning,
  file,
  headOf,
  startWeb,
  status,
  type WebServer,
} from "../../support/servers/web-server.ts";
import { type TempDir, tempDir } from "../../support/temp.ts";
import { until } from "../../support/until.ts";
import { badAnswers } from "./bad-answers.ts";

// Decompressing and writing a GiB takes about a second, and several on a busy machine.
setDefaultTimeout(60_000);

const OLD = indexWith("OLD");
const NEW = indexWith("NEW");
const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** Serves OLD. */
async function serveOld(dir: TempDir, web: WebServer, limits: Partial<FetchLimits> = {}) {
  const generations = await generationsIn(dir.join("state"));
  const feed = new WebFeed(web.url(), 0, generations, { ...DEFAULT_FETCH_LIMITS, ...limits });
  const server = new FedServer(feed);
  web.answer = file(OLD, { ETag: '"old"' });
  await server.follow();
  expect(server.labels()).toEqual(["OLD"]);
  return server;
}

/** The files of a folder with hashes of their contents. */
async function contentsOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort();
  const hashes = names.map(async (name) => {
    const bytes = await Bun.file(`${folder}/${name}`).bytes();
    return [name, Bun.hash(bytes).toString(16)];
  });
  return Object.fromEntries(await Promise.all(hashes));
}

/** A bad answer is refused with a reason and changes nothing, and the next good index is taken. */
async function expectRefusal(
  bad: (web: WebServer) => unknown,
  problem: RegExp,
  limits: Partial<FetchLimits> = {},
): Promise<void> {
  await using dir = await tempDir();
  await using web = await startWeb();
  await using server = await serveOld(dir, web, limits);
  const { served } = server;
  const before = await contentsOf(dir.join("state"));
  await bad(web);
  await server.look();
  expect(server.log.refusals).toEqual([expect.stringMatching(problem)]);
  expect(server.served).toBe(served);
  expect(await contentsOf(dir.join("state"))).toEqual(before);
  // The rest of the answer is not read.
  await until(() => web.connections === 0);

  await web.open();
  web.answer = file(NEW, { ETag: '"new"' });
  await server.look();
  expect(server.labels()).toEqual(["NEW"]);
}

const answers = (answer: Answer) => (web: WebServer) => {
  web.answer = answer;
};

describe("instead of an index, while the old one is still served:", () => {
  test.each(Object.entries(badAnswers(NEW)))("%s", (_, { answer, problem }) =>
    expectRefusal(answers(answer), problem),
  );

  test("a connection that is refused", () =>
    expectRefusal((web) => web.close(), /cannot fetch the index .*: ECONNREFUSED/));

  test("304 when there is no index yet", async () => {
    await using dir = await tempDir();
    await using web = await startWeb(status(304));
    const generations = await generationsIn(dir.join("state"));
    await using server = new FedServer(new WebFeed(web.url(), 0, generations));
    await server.follow();
    expect(server.log.refusals).toEqual([expect.stringContaining("status 304")]);
    web.answer = file(NEW);
    await server.until("NEW");
  });
});

describe("no more than the limit is decompressed:", () => {
  /** The beginning of an index whose next value has so many bytes. */
  function announcing(bytes: number): Buffer {
    const key = Buffer.from("\xa7species\xc6\0\0\0\0", "latin1");
    key.writeUInt32BE(bytes, key.length - 4);
    return Buffer.concat([NEW.subarray(0, DATA_START), key]);
  }

  /** The beginning of an index that goes on with zeros for as long as it may. */
  async function bomb(packer: Zlib): Promise<Buffer> {
    const stream = packer as unknown as NodeJS.ReadWriteStream;
    const packed: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => packed.push(chunk));
    const ended = new Promise((resolve) => stream.on("end", resolve));
    const write = (bytes: Uint8Array) => new Promise((done) => stream.write(bytes, done as never));
    await write(announcing(GIB - MIB));
    const zeros = Buffer.alloc(MIB);
    for (let bytes = 0; bytes < GIB - MIB; bytes += zeros.length) await write(zeros);
    stream.end();
    await ended;
    return Buffer.concat(packed);
  }

  test.each<[string, () => Zlib]>([
    ["gzip", createGzip],
    ["zstd", createZstdCompress],
  ])("a GiB of zeros as %s", async (_, packer) => {
    const packed = await bomb(packer());
    expect(packed.length).toBeLessThan(2 * MIB);
    await expectRefusal(answers(file(packed)), /more than 20 times as large, decompressed/);

    // The memory of this process has much that other tests have left.
    await using dir = await tempDir();
    await using web = await startWeb(file(packed));
    await using server = await ServerProcess.start(serveCommand(dir, { index: web.url() }));
    await server.until(/more than 20 times as large, decompressed/);
    // Half of what keeping it in memory would take.
    expect(peakBytes(server.pid)!).toBeLessThan(GIB / 2);
  });

  test("an index that announces more than the limit", () =>
    expectRefusal(
      answers(beginning(announcing(GIB), GIB)),
      /^the index has more than 1073741824 bytes/,
    ));

  test.each<[string, (bytes: Buffer) => Uint8Array]>([
    ["plain", (bytes) => bytes],
    ["gzip", gzipSync],
  ])("nothing behind the end of an index, %s", (_, pack) =>
    expectRefusal(
      // The rest never comes.
      answers(beginning(pack(Buffer.concat([NEW, Buffer.alloc(16 * MIB)])), GIB)),
      /it is not one whole msgpack document/,
    ),
  );

  test("a plain body without an end", () =>
    expectRefusal(
      answers((connection) => {
        connection.write(headOf(200));
        connection.write(announcing(GIB - MIB));
        const zeros = Buffer.alloc(MIB);
        const send = () => {
          while (connection.writable && connection.write(zeros));
        };
        connection.on("drain", send);
        send();
      }),
      /is larger than 4194304 bytes, decompressed/,
      { largestBytes: 4 * MIB },
    ));

  test("compressed bytes without end that are nothing, decompressed", () =>
    expectRefusal(
      answers((connection) => {
        connection.write(headOf(200));
        connection.write(gzipSync(NEW.subarray(0, 200)));
        const nothing = Buffer.concat(Array<Buffer>(50_000).fill(gzipSync(Buffer.alloc(0))));
        const send = () => {
          while (connection.writable && connection.write(nothing));
        };
        connection.on("drain", send);
        send();
      }),
      /it sends more than 4194304 bytes/,
      { largestBytes: 4 * MIB },
    ));

  test("an index of exactly the limit is taken", async () => {
    await using dir = await tempDir();
    await using web = await startWeb();
    const largestBytes = Math.max(OLD.length, NEW.length);
    await using server = await serveOld(dir, web, { largestBytes });
    web.answer = file(gzipSync(NEW));
    await server.look();
    expect(server.labels()).toEqual(["NEW"]);
  });
});

describe("a web server is given up if it", () => {
  test("never answers", () =>
    expectRefusal(
      answers(() => {}),
      /cannot fetch the index .*: it sends nothing; check INDEX/,
      { silenceMs: 500 },
    ));

  test.each([
    ["sends nothing of the body", 0],
    ["sends too little to recognize a format", 50],
    ["sends the beginning of a file", 300],
  ])("%s and then nothing more", (_, bytes) =>
    expectRefusal(answers(beginning(NEW.subarray(0, bytes), NEW.length)), /it sends nothing/, {
      silenceMs: 500,
    }),
  );

  /** Sends a file in pieces, with pauses between them. @param pauses are told how long they were */
  function slowly(
    body: Uint8Array,
    { pieces, pauseMs, pauses = [] }: { pieces: number; pauseMs: number; pauses?: number[] },
  ): Answer {
    return (connection) => {
      let last = performance.now();
      connection.write(headOf(200, { "Content-Length": String(body.length) }));
      const size = Math.ceil(body.length / pieces);
      let sent = 0;
      const timer = setInterval(() => {
        const now = performance.now();
        pauses.push(now - last);
        last = now;
        connection.write(body.subarray(sent, sent + size));
        sent += size;
        if (sent >= body.length) connection.end();
      }, pauseMs);
      connection.on("close", () => clearInterval(timer));
    };
  }

  test("takes too long in total", () =>
    expectRefusal(answers(slowly(NEW, { pieces: NEW.length, pauseMs: 20 })), /it is too slow/, {
      longestMs: 500,
    }));

  test("is not merely slow", async () => {
    const silenceMs = 2000;
    for (;;) {
      await using dir = await tempDir();
      await using web = await startWeb();
      await using server = await serveOld(dir, web, { silenceMs });
      const pauses: number[] = [];
      web.answer = slowly(NEW, { pieces: 12, pauseMs: 200, pauses });
      await server.look();
      // A busy machine may have let this process wait for as long as a server may be silent.
      if (Math.max(...pauses) > silenceMs / 2) continue;
      expect(server.log.refusals).toEqual([]);
      expect(server.labels()).toEqual(["NEW"]);
      return;
    }
  });
});

describe("a stop ends a fetch", () => {
  test.each<[string, Answer]>([
    ["that waits for an answer", () => {}],
    ["that waits for more", beginning(NEW.subarray(0, 300), NEW.length)],
  ])("%s", async (_, answer) => {
    await using dir = await tempDir();
    await using web = await startWeb();
    await using server = await serveOld(dir, web);
    const { served } = server;
    const before = await contentsOf(dir.join("state"));
    web.answer = answer;
    const looked = server.look();
    await until(() => web.requests.length === 2);
    await server.stop();
    await looked;
    await until(() => web.connections === 0);
    expect(server.log.refusals).toEqual([]);
    expect(server.served).toBe(served);
    expect(await contentsOf(dir.join("state"))).toEqual(before);
    // There is no fetch after the stop.
    await server.look();
    expect(web.requests).toHaveLength(2);
  });
});
