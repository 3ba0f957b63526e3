import { expect, test } from "bun:test";
import { parseMetrics } from "../../support/clients/metrics.ts";
import { serveNothing, serveRows, type TestServer } from "../../support/servers/served.ts";

const metricsOf = async (server: TestServer) =>
  parseMetrics(await (await server.get("/metrics")).text());

const requests = (route: string, status: number, tier?: string) =>
  `assembl_requests_total{route="${route}",status="${status}"${tier === undefined ? "" : `,tier="${tier}"`}}`;

test("requests, including repeated ones, are counted by route, status and tier of the best suggestion", async () => {
  await using server = serveRows();
  const suggest = "/v1/suggest?species=homo_sapiens&query=";
  for (let i = 0; i < 3; i++) await server.get(`${suggest}brca2`);
  await server.get(`${suggest}brc`);
  await server.get(`${suggest}nothing-like-it`);
  await server.get("/v1/suggest?query=brc");
  await server.get("/gene_suggest?species=homo_sapiens&query=brc");
  await server.get("/gene_suggest/?species=homo_sapiens&query=brc");
  await server.get("/gene_suggest/?species=nobody&query=brc");
  const tagged = await server.get("/v1/species");
  await server.get("/v1/species", { headers: { "If-None-Match": tagged.headers.get("etag")! } });
  await server.get("/no/such/path");
  await server.get("/healthz", { method: "HEAD" });
  await server.get("/healthz", { method: "DELETE" });
  const metrics = await metricsOf(server);
  const counted = Object.fromEntries(
    [...metrics].filter(([name]) => name.startsWith("assembl_requests_total")),
  );
  expect(counted).toEqual({
    [requests("/v1/suggest", 200, "exact")]: 3,
    [requests("/v1/suggest", 200, "prefix")]: 1,
    [requests("/v1/suggest", 200, "none")]: 1,
    [requests("/v1/suggest", 400)]: 1,
    [requests("/gene_suggest/", 200, "prefix")]: 2,
    [requests("/gene_suggest/", 200, "none")]: 1,
    [requests("/v1/species", 200)]: 1,
    [requests("/v1/species", 304)]: 1,
    [requests("other", 404)]: 1,
    [requests("/healthz", 200)]: 1,
    [requests("/healthz", 405)]: 1,
  });
  expect(metrics.get('assembl_request_duration_seconds_count{route="/v1/suggest"}')).toBe(6);
  expect(metrics.get("assembl_workers")).toBe(1);
  expect(metrics.get("assembl_cpu_seconds_total")).toBeGreaterThan(0);
});

test("they are hidden from clients behind a proxy", async () => {
  await using server = serveRows();
  const headers = { "X-Forwarded-For": "192.0.2.7" };
  const answer = await server.get("/metrics", { headers });
  expect(answer.status).toBe(404);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
});

test("pages of other origins may not read them", async () => {
  await using server = serveRows();
  const headers = { Origin: "https://example.org" };
  const read = async (path: string) => {
    const answer = await server.get(path, { headers });
    return answer.headers.get("access-control-allow-origin");
  };
  expect(await read("/v1/species")).toBe("*");
  expect(await read("/metrics")).toBeNull();
});

test("they are answered before there is an index, as text, and not cached", async () => {
  await using server = serveNothing();
  const response = await server.get("/metrics");
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect([...(await metricsOf(server)).keys()].join()).not.toContain("assembl_index_info");
});
