/** A cache in front of a server, as in docs/OPERATIONS.md; CDNs work the same. */

import { expect, setDefaultTimeout, test } from "bun:test";
import { rename, writeFile } from "node:fs/promises";
import { parseMetrics } from "../support/clients/metrics.ts";
import { makeGenerations } from "../support/indexes/distinct-generations.ts";
import { serveIndex } from "../support/processes/server-process.ts";
import { freePort } from "../support/servers/daemon.ts";
import { startNginx } from "../support/servers/nginx.ts";
import { tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";

setDefaultTimeout(120_000);

const TARGET = "/v1/suggest?species=homo_sapiens&query=kin1&limit=2";
const AT_ONCE = 50;

const [first, second] = await makeGenerations();

test("a cache answers for its server, revalidates old answers, follows a swap, and bridges an outage", async () => {
  await using dir = await tempDir();
  const index = dir.join("index.msgpack");
  await writeFile(index, first!.file);
  const port = await freePort();
  // Longer than the test takes, so that stale answers are used at once.
  const times = ["--cache-seconds", "1", "--stale-seconds", "600", "--stale-error-seconds", "600"];
  const args = ["--port", String(port), "--drain-time", "0", ...times];
  await using server = await serveIndex(dir, { index, args });
  await using nginx = await startNginx("nginx-cache.conf", [port]);
  const ask = async (target = TARGET) => {
    const response = await fetch(nginx.url + target);
    const { headers, status } = response;
    const cache = headers.get("x-cache-status");
    return { status, cache, tag: headers.get("etag"), body: await response.text() };
  };
  /** Number of requests for the route that have reached the server and were answered with a status. */
  const reached = async (status: number) => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    const counted = [...parseMetrics(text)].filter(([name]) =>
      name.startsWith(`assembl_requests_total{route="/v1/suggest",status="${status}"`),
    );
    return counted.reduce((sum, [, count]) => sum + count, 0);
  };
  const old = { status: 200, tag: first!.tag, body: first!.answers.get(TARGET)! };

  // Many requests at once are sent on as one.
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => ask()));
  for (const answer of answers) expect(answer).toMatchObject(old);
  expect(await reached(200)).toBe(1);
  expect(answers.map(({ cache }) => cache)).toContain("HIT");

  // A stale answer is used once more, and revalidated in the background.
  await until(async () => (await ask()).cache === "STALE");
  await until(async () => (await ask()).cache === "HIT");
  expect(await ask()).toMatchObject(old);
  expect(await reached(304)).toBeGreaterThan(0);
  expect(await reached(200)).toBe(1);

  await writeFile(dir.join("next"), second!.file);
  await rename(dir.join("next"), index);
  await until(async () => (await ask()).tag === second!.tag);
  const young = { status: 200, tag: second!.tag, body: second!.answers.get(TARGET)! };
  expect(await ask()).toMatchObject(young);

  expect((await ask("/metrics")).status).toBe(404);

  server.kill("SIGKILL");
  await server.ended;
  await until(async () => (await ask()).cache === "STALE");
  for (let i = 0; i < AT_ONCE; i++) expect(await ask()).toMatchObject(young);
  // What was never requested is not in the cache.
  expect((await ask(`${TARGET}1`)).status).toBe(502);
});
