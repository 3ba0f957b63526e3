import { describe, expect, test } from "bun:test";
import { serveNothing, serveRows, type TestServer } from "../../support/servers/served.ts";

async function health(server: TestServer, path: string) {
  const response = await server.get(path);
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.has("etag")).toBeFalse();
  const { status, detail } = (await response.json()) as { status: unknown; detail?: string };
  return { code: response.status, says: detail ?? status };
}

describe("a server", () => {
  test("with an index is alive and ready", async () => {
    await using server = serveRows();
    expect(await health(server, "/healthz")).toEqual({ code: 200, says: "alive" });
    expect(await health(server, "/readyz")).toEqual({ code: 200, says: "ready" });
  });

  test("without one is alive, and not ready, with a reason", async () => {
    await using server = serveNothing();
    expect(await health(server, "/healthz")).toEqual({ code: 200, says: "alive" });
    expect(await health(server, "/readyz")).toEqual({ code: 503, says: "no index yet" });
  });

  test("that drains is alive but not ready, and still answers", async () => {
    await using server = serveRows();
    server.state.drain();
    expect(await health(server, "/healthz")).toEqual({ code: 200, says: "alive" });
    expect(await health(server, "/readyz")).toEqual({
      code: 503,
      says: "draining: this server is about to stop",
    });
    expect(await server.json<unknown[]>("/v1/species")).toHaveLength(5);
  });

  test("reports a new state on the same connection", async () => {
    await using server = serveNothing();
    expect((await health(server, "/readyz")).code).toBe(503);
    await using other = serveRows();
    server.state.serve(other.state.served!.catalogue);
    expect((await health(server, "/readyz")).code).toBe(200);
  });
});
