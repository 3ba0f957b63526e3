/** Three servers behind nginx that take their index from a replica of Redis, as in docs/OPERATIONS.md. */

import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { OpenIndex } from "../../src/lookup/open-index.ts";
import { parseRedisLocation } from "../../src/redis/location.ts";
import { publishIndex } from "../../src/redis/publish.ts";
import { Connection, exchange } from "../support/clients/connection.ts";
import { ConstantLoad } from "../support/clients/constant-load.ts";
import {
  expectedOf,
  type Generation,
  makeGenerations,
  TARGETS,
} from "../support/indexes/distinct-generations.ts";
import { type ServerProcess, serveIndex } from "../support/processes/server-process.ts";
import { freePort } from "../support/servers/daemon.ts";
import { startNginx } from "../support/servers/nginx.ts";
import { type Redis, startRedis } from "../support/servers/redis.ts";
import { type TempDir, tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";

setDefaultTimeout(120_000);

const CLIENTS = 8;
const SERVERS = 3;
const BELOW = "/genes";

const generations = await makeGenerations();
/** The targets and answers below nginx' path. */
const targets = TARGETS.map((target) => BELOW + target);
const expected = new Map(
  [...expectedOf(generations)].map(([tag, answers]) => [
    tag,
    new Map([...answers].map(([target, body]) => [BELOW + target, body])),
  ]),
);

let primary: Redis;
let replica: Redis;

beforeAll(async () => {
  primary = await startRedis();
  replica = await startRedis({ primary });
});
afterAll(async () => {
  await replica[Symbol.asyncDispose]();
  await primary[Symbol.asyncDispose]();
});

const publish = ({ file }: Generation) =>
  publishIndex(parseRedisLocation(primary.address()), file, new OpenIndex(file).generation);

/** Starts one of the servers on its port. */
async function startServer(dir: TempDir, port: number): Promise<ServerProcess> {
  const args = ["--port", String(port), "--workers", "2", "--drain-time", "500ms"];
  const log = ["--access-log", "on", "--trusted-proxies", "127.0.0.1"];
  return serveIndex(dir, {
    index: replica.address(),
    stateDir: dir.join(`state-${port}`),
    args: [...args, ...log],
  });
}

test("no request fails while servers are restarted and killed, and indexes are published", async () => {
  await using dir = await tempDir();
  await publish(generations[0]!);
  const ports = await Promise.all(Array.from({ length: SERVERS }, freePort));
  const servers = await Promise.all(ports.map((port) => startServer(dir, port)));
  await using _ = {
    async [Symbol.asyncDispose]() {
      for (const server of servers) await server[Symbol.asyncDispose]();
    },
  };
  await using nginx = await startNginx("nginx-balancer.conf", ports);
  await using load = new ConstantLoad(nginx.url, CLIENTS, targets, expected);
  const isOn = (i: number) => until(() => load.isOn(generations[i]!.tag) || !load.isGood);
  const answersOn = async () => {
    const { answered } = load;
    await until(() => load.answered > answered + 20 * CLIENTS || !load.isGood);
  };
  await isOn(0);

  await publish(generations[1]!);
  for (const [i, port] of ports.entries()) {
    servers[i]!.kill("SIGTERM");
    expect(await servers[i]!.ended).toMatchObject({ code: 0 });
    await answersOn();
    servers[i] = await startServer(dir, port);
    await answersOn();
  }
  await isOn(1);

  servers[0]!.kill("SIGKILL");
  await servers[0]!.ended;
  await publish(generations[2]!);
  await isOn(2);
  servers[0] = await startServer(dir, ports[0]!);
  await answersOn();
  await isOn(2);
  await load.stop();
  expect({ failed: load.failed, mixed: load.mixed }).toEqual({ failed: [], mixed: [] });
});

/** A request whose path only some servers understand as that of metrics. */
const metricsBy = (path: string) => `GET ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`;

test("servers answer below the path, log the client's address, and hide their metrics from clients", async () => {
  await using dir = await tempDir();
  await publish(generations[0]!);
  const port = await freePort();
  await using server = await startServer(dir, port);
  // The second server is down, and is skipped from the first request on.
  await using nginx = await startNginx("nginx-balancer.conf", [port, 1, port]);
  const body = JSON.stringify({ species: "homo_sapiens", names: ["kin1a"] });
  for (let i = 0; i < SERVERS; i++) {
    const answer = await fetch(`${nginx.url}${BELOW}/v1/resolve`, { method: "POST", body });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ results: [{ tier: "exact" }] });
  }
  expect((await fetch(`${nginx.url}${BELOW}/metrics`)).status).toBe(404);
  const odd = await exchange(nginx.url, metricsBy(`${BELOW}/.\\metrics`));
  expect(odd).toStartWith("HTTP/1.1 400 ");
  expect((await fetch(`${nginx.url}/v1/species`)).status).toBe(404);

  using connection = await Connection.open(nginx.url, "127.0.0.77");
  expect((await connection.ask(`${BELOW}/v1/species`)).status).toBe(200);
  const clients = () => server.events("request").map(({ client }) => client);
  await until(() => clients().includes("127.0.0.77"));
});
