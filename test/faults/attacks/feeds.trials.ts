/** Attacks by the Redis and the web server that indexes come from. */

import { connect, createServer, type Socket } from "node:net";
import { zstdCompressSync } from "node:zlib";
import { DATA_START } from "../../../src/format/index-file.ts";
import { parseMetrics } from "../../support/clients/metrics.ts";
import { run } from "../../support/processes/program.ts";
import { type Redis, startRedis } from "../../support/servers/redis.ts";
import { file, startWeb, status, type WebServer } from "../../support/servers/web-server.ts";
import type { TempDir } from "../../support/temp.ts";
import type { Fault, Form, Trial } from "../trial.ts";
import { type Attacked, type AttackedOptions, attackFault } from "./attack.ts";
import { within } from "./attackers.ts";
import { builtIndex, bytesOnDisk, HONEST_OF_ROWS, indexOfRows } from "./data.ts";

const KEY = "genes";
const POINTER_BYTES: Record<Form, number> = { short: 250e6, long: 400e6 };
const LINE_BYTES: Record<Form, number> = { short: 300e6, long: 1000e6 };
const WRITTEN_BYTES = 1 << 20;
/** Less often than a server gives up a connection that is silent. */
const DRIP_MS = 8000;
/** A server has to notice within it that what it is given is no index. */
const NOTICE_MS = 20_000;
const PATIENCE_MS = 90_000;
const LOOKS = 3;
const LONGEST_TAG = 1024;
const TAG_BYTES = 12_000;
const BOMB_BYTES: Record<Form, number> = { short: 512 << 20, long: 1024 << 20 };
/** What an index that is refused may take on the disk meanwhile. */
const WRITTEN_MOST = 64 << 20;

/** Passes connections on to a Redis, until it answers what it is asked for in a way of its own. */
class HostileRedis implements AsyncDisposable {
  /** Answers a request for what a key holds. */
  hostile: ((client: Socket) => void) | null = null;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((client) => this.#accept(client));

  private constructor(private readonly redis: Redis) {}

  static async start(redis: Redis): Promise<HostileRedis> {
    const proxy = new HostileRedis(redis);
    await new Promise<void>((listening) => proxy.#server.listen(0, "127.0.0.1", listening));
    return proxy;
  }

  get address(): string {
    return this.redis.address(KEY, (this.#server.address() as { port: number }).port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await this.redis[Symbol.asyncDispose]();
  }

  #accept(client: Socket): void {
    const upstream = connect(this.redis.port, "127.0.0.1");
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    upstream.pipe(client);
    client.on("data", (chunk) => {
      if (this.hostile !== null && /\b(get|strlen)\b/i.test(chunk.toString("latin1")))
        this.hostile(client);
      else upstream.write(chunk);
    });
  }
}

interface FromRedis extends AttackedOptions {
  redis: Redis;
  proxy: HostileRedis;
}

/** A server whose index is in a Redis behind a proxy that may answer as it likes. */
async function fromRedis(trial: Trial, dir: TempDir): Promise<FromRedis> {
  const redis = await startRedis();
  const proxy = await HostileRedis.start(redis);
  const index = await indexOfRows(trial.program, dir);
  await run([...trial.program, "publish", index, redis.address(KEY)], { cwd: dir.path });
  const beside = [proxy];
  return { index: proxy.address, honest: HONEST_OF_ROWS, isSteady: false, beside, redis, proxy };
}

/** Has the server look, and waits until it says that it refuses what it is given. */
async function lookUntilRefused(
  trial: Trial,
  { server }: Attacked,
  patienceMs = NOTICE_MS,
): Promise<void> {
  const refused = async () => {
    const metrics = parseMetrics(await (await server.get("/metrics")).text());
    return metrics.get('assembl_index_reloads_total{result="refused"}')!;
  };
  const before = await refused();
  server.hangUp();
  const isRefused = async () => (await refused()) > before;
  if (!(await within(patienceMs, isRefused))) trial.mistake("a look does not end");
}

/** Far more than a pointer lies under the key. */
async function largePointer(trial: Trial, attacked: Attacked, { redis }: FromRedis) {
  const last = String(POINTER_BYTES[trial.form] - 1);
  await redis.with((client) => client.send("SETRANGE", [KEY, last, "}"]));
  for (let look = 0; look < LOOKS; look++) await lookUntilRefused(trial, attacked);
}

/** A line that goes on for as long as it is read. */
async function endlessLine(trial: Trial, attacked: Attacked, { proxy }: FromRedis) {
  const piece = Buffer.alloc(WRITTEN_BYTES, "a");
  let sent = 0;
  proxy.hostile = (client) => {
    client.write("+");
    const more = () => {
      while (sent < LINE_BYTES[trial.form]) {
        sent += piece.length;
        if (!client.write(piece)) return;
      }
    };
    client.on("drain", more);
    more();
  };
  await lookUntilRefused(trial, attacked);
  trial.note(`${(sent / 1e6).toFixed(0)} MB of one line sent`);
}

/** An answer of which one byte comes now and then. */
async function drippingAnswer(trial: Trial, attacked: Attacked, { proxy }: FromRedis) {
  proxy.hostile = (client) => {
    client.write("$1000\r\n");
    const timer = setInterval(() => client.write("a"), DRIP_MS);
    client.on("close", () => clearInterval(timer));
  };
  await lookUntilRefused(trial, attacked, PATIENCE_MS);
}

interface FromWeb extends AttackedOptions {
  web: WebServer;
}

async function fromWeb(trial: Trial, dir: TempDir): Promise<FromWeb> {
  const bytes = await Bun.file(await indexOfRows(trial.program, dir)).bytes();
  const web = await startWeb(file(bytes));
  const args = ["--index-refresh", "0"];
  const asked = { index: web.url(), args, honest: HONEST_OF_ROWS, isSteady: false };
  return { ...asked, beside: [web], web };
}

/** A tag that proxies refuse to pass on keeps no later index away. */
async function longTag(trial: Trial, { dir, server }: Attacked, { web }: FromWeb) {
  const serve = async (label: string, tag: string) => {
    const rows = [["homo_sapiens", label]];
    const index = await builtIndex(trial.program, dir, `index-of-${label}`, rows);
    const whole = file(await Bun.file(index).bytes(), { ETag: tag });
    const tooLarge = status(431);
    web.answer = (connection, request) => {
      const { length } = request.headers.get("if-none-match") ?? "";
      (length > LONGEST_TAG ? tooLarge : whole)(connection, request);
    };
    server.hangUp();
    const isServed = async () => (await server.labels(label)).length > 0;
    if (!(await within(NOTICE_MS, isServed))) trial.mistake(`${label} is not served`);
  };
  await serve("FIRST", `"${"a".repeat(TAG_BYTES)}"`);
  await serve("SECOND", '"b"');
}

/** Small files that unpack to an index and zeros, and to an index that announces them. */
async function bomb(trial: Trial, attacked: Attacked, { web }: FromWeb) {
  const rows = [["homo_sapiens", "BOMB"]];
  const other = await builtIndex(trial.program, attacked.dir, "bomb", rows);
  const index = await Bun.file(other).bytes();
  const bytes = BOMB_BYTES[trial.form] - index.length;
  const announced = Buffer.from("\xa7species\xc6\0\0\0\0", "latin1");
  announced.writeUInt32BE(bytes, announced.length - 4);
  const beginnings = [index, Buffer.concat([index.subarray(0, DATA_START), announced])];
  const bombs = beginnings.map((beginning) =>
    zstdCompressSync(Buffer.concat([beginning, Buffer.alloc(bytes)])),
  );
  const state = attacked.dir.join("state");
  const before = await bytesOnDisk(state);
  let most = 0;
  const timer = setInterval(async () => {
    most = Math.max(most, (await bytesOnDisk(state)) - before);
  }, 20);
  for (let look = 0; look < LOOKS; look++) {
    for (const packed of bombs) {
      web.answer = file(packed);
      await lookUntilRefused(trial, attacked);
    }
  }
  clearInterval(timer);
  const [packed] = bombs;
  trial.note(
    `${(packed!.length / 1000).toFixed(0)} kB; ${(most / 1e6).toFixed(0)} MB in STATE_DIR`,
  );
  if (most > WRITTEN_MOST) trial.mistake(`${most} bytes were written`);
}

/** A web server that redirects has nothing else asked. */
async function redirect(trial: Trial, attacked: Attacked, { web }: FromWeb) {
  await using other = await startWeb();
  web.answer = status(302, { Location: other.url("/internal") });
  await lookUntilRefused(trial, attacked);
  trial.compare("requests to another server of this machine", other.requests.length, 0);
}

export const FEED_ATTACKS: readonly Fault[] = [
  attackFault("Redis with a pointer of 400 MB", {
    prepare: fromRedis,
    attack: largePointer,
  }),
  attackFault("Redis with a line without end", {
    prepare: fromRedis,
    attack: endlessLine,
  }),
  attackFault("Redis with a byte each 8 s", {
    prepare: fromRedis,
    attack: drippingAnswer,
    times: { short: 0, long: 1 },
  }),
  attackFault("a web server with a tag of 12 kB", {
    prepare: fromWeb,
    attack: longTag,
  }),
  attackFault("a web server with 38 kB that are a gigabyte", {
    prepare: fromWeb,
    attack: bomb,
  }),
  attackFault("a web server that redirects to this machine", {
    prepare: fromWeb,
    attack: redirect,
  }),
];
