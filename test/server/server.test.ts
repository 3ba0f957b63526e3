import { describe, expect, setDefaultTimeout, spyOn, test } from "bun:test";
import { once } from "node:events";
import { createServer } from "node:net";
import { AssemblError } from "../../src/errors.ts";
import { Log } from "../../src/log.ts";
import { clientAddressBehind, peerAddress } from "../../src/server/client-address.ts";
import { startServer } from "../../src/server/server.ts";
import { ServerState } from "../../src/server/state.ts";
import { exchange, requestSlowly, unchunked } from "../support/clients/connection.ts";
import { LARGE_ANSWER, manyGenes } from "../support/data/label-files.ts";
import { DEFAULTS, serveNothing, serveRows } from "../support/servers/served.ts";

// The large answer takes a second, and longer on a busy machine.
setDefaultTimeout(120_000);

const options = {
  bind: "127.0.0.1",
  port: 0,
  state: new ServerState(DEFAULTS),
  log: new Log("off"),
  accessLog: false,
};

test("port 0 stands for a free one, which the URL has", async () => {
  await using one = serveNothing();
  await using other = serveNothing();
  expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
  expect(other.url).not.toBe(one.url);
});

test.each([
  ["0.0.0.0", "127.0.0.1"],
  ["localhost", "localhost"],
])("bound to %s it can be reached at %s", async (bind, host) => {
  const server = startServer({ ...options, bind });
  try {
    expect(new URL(server.url).hostname).toBe(host);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  } finally {
    await server.stop();
  }
});

describe("an address that cannot be listened on is an error that says what to do:", () => {
  test("a port in use", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    try {
      expect(() => startServer({ ...options, port })).toThrow(AssemblError);
      expect(() => startServer({ ...options, port })).toThrow(
        new RegExp(
          `^cannot listen on 127\\.0\\.0\\.1:${port} \\(.*EADDRINUSE.*\\); choose another --port or --bind`,
        ),
      );
    } finally {
      taken.close();
    }
  });

  test("an address of another machine", () => {
    expect(() => startServer({ ...options, bind: "192.0.2.1" })).toThrow(
      /^cannot listen on 192\.0\.2\.1:0 /,
    );
  });
});

describe("stopping", () => {
  test("lets an answer in progress arrive whole", async () => {
    await using server = serveRows(manyGenes(5000));
    const whole = await (await fetch(server.url + LARGE_ANSWER)).text();
    using client = await requestSlowly(server.url + LARGE_ANSWER);
    const stopped = server[Symbol.asyncDispose]();
    // Not `toEndWith`, which would print both, 18 MB each.
    expect(unchunked(await client.rest()) === whole).toBeTrue();
    await stopped;
  });

  test("does not wait for idle connections, and accepts no new ones", async () => {
    const server = serveRows();
    // The client keeps this connection open.
    expect((await server.get("/healthz")).status).toBe(200);
    await server[Symbol.asyncDispose]();
    expect(server.get("/healthz")).rejects.toThrow();
  });
});

describe("the access log", () => {
  async function logged(
    accessLog: boolean,
    request: (url: string) => Promise<unknown>,
    clientAddress = peerAddress,
  ) {
    using stderr = spyOn(process.stderr, "write").mockImplementation(() => true);
    const server = startServer({ ...options, log: new Log("json"), accessLog, clientAddress });
    await request(server.url);
    await server.stop();
    return stderr.mock.calls.map(([line]) => JSON.parse(String(line)));
  }

  test("has a line for each request, without its query", async () => {
    const lines = await logged(true, (url) => fetch(`${url}/v1/suggest?species=x&query=secret`));
    expect(lines).toEqual([
      {
        time: expect.any(String),
        level: "info",
        event: "request",
        client: "127.0.0.1",
        method: "GET",
        path: "/v1/suggest",
        status: 503,
        ms: expect.any(Number),
      },
    ]);
  });

  test("names the client that a trusted proxy names", async () => {
    const clientAddress = await clientAddressBehind("127.0.0.0/8");
    const headers = { "X-Forwarded-For": "9.9.9.9, 192.0.2.7" };
    const lines = await logged(true, (url) => fetch(`${url}/healthz`, { headers }), clientAddress);
    expect(lines).toMatchObject([{ client: "192.0.2.7" }]);
  });

  test("has a line for a request without a Host", async () => {
    const lines = await logged(true, async (url) => {
      expect(await exchange(url, "GET /healthz HTTP/1.0\r\n\r\n")).toStartWith("HTTP/1.1 200 ");
    });
    expect(lines).toMatchObject([{ path: "/healthz", status: 200 }]);
  });

  test("is empty while it is off", async () => {
    expect(await logged(false, (url) => fetch(`${url}/healthz`))).toEqual([]);
  });
});
