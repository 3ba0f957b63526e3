import { afterAll, describe, expect, test } from "bun:test";
import { IndexError } from "../../src/errors.ts";
import { WEB_FILES } from "../../src/server/handlers/web-file.ts";
import { ROUTES } from "../../src/server/routes.ts";
import { labelRows } from "../support/indexes/compiled.ts";
import { type ProblemBody, serveRows } from "../support/servers/served.ts";

const server = serveRows();
afterAll(() => server[Symbol.asyncDispose]());

/** For each GET route, a target that is answered with 200. */
const TARGETS: Record<string, string> = {
  "/gene_suggest/": "/gene_suggest/?species=homo_sapiens&query=brc",
  "/gene_suggest": "/gene_suggest?species=homo_sapiens&query=brc",
  "/v1/suggest": "/v1/suggest?species=homo_sapiens&query=brc",
  "/v1/locate": "/v1/locate?species=homo_sapiens&name=brca1",
  "/v1/genes": "/v1/genes?species=homo_sapiens&label=brca1",
  "/v1/species": "/v1/species",
  "/v1/index": "/v1/index",
  "/healthz": "/healthz",
  "/readyz": "/readyz",
  "/openapi.json": "/openapi.json",
  "/metrics": "/metrics",
  "/": "/?species=homo_sapiens&query=brc",
  "/page.css": "/page.css",
  "/page.js": "/page.js",
  "/icon.svg": "/icon.svg",
  "/gene-suggest.js": "/gene-suggest.js",
  "/gene-suggest-chips.js": "/gene-suggest-chips.js",
};
const RESOLVE = "/v1/resolve";
const ALL_TARGETS = Object.values(TARGETS);

/** The headers without those that change over time. */
const headersOf = (response: Response) =>
  Object.fromEntries([...response.headers].filter(([name]) => name !== "date").sort());

test("these tests include every route", () => {
  const ofMethod = (wanted: string) =>
    [...ROUTES].filter(([, { method }]) => method === wanted).map(([path]) => path);
  expect(ofMethod("GET")).toEqual(Object.keys(TARGETS));
  expect(ofMethod("POST")).toEqual([RESOLVE]);
});

describe(RESOLVE, () => {
  test.each(["GET", "HEAD", "PUT", "PATCH", "DELETE"])(
    "refuses %s and says what it takes",
    async (method) => {
      const response = await server.get(RESOLVE, { method });
      expect(response.status).toBe(405);
      expect(response.headers.get("allow")).toBe("POST, OPTIONS");
      expect(response.headers.get("cache-control")).toBe("no-store");
      if (method !== "HEAD") {
        expect(await response.json()).toMatchObject({
          detail: `this path does not take ${method}`,
        });
      }
    },
  );

  test("allows pages of other origins to send JSON", async () => {
    const preflight = await server.get(RESOLVE, {
      method: "OPTIONS",
      headers: {
        Origin: "https://example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("allow")).toBe("POST, OPTIONS");
    expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
    expect(preflight.headers.get("access-control-allow-methods")).toBe("POST, OPTIONS");
    expect(preflight.headers.get("access-control-allow-headers")).toBe("Content-Type");
    expect(preflight.headers.get("access-control-max-age")).toBe("86400");
  });
});

// Metrics change with each request.
describe.each(ALL_TARGETS.filter((target) => target !== "/metrics"))("%s", (target) => {
  test("answers the same request with the same bytes", async () => {
    const [first, second] = [await server.get(target), await server.get(target)];
    expect(first.status).toBe(200);
    expect(headersOf(second)).toEqual(headersOf(first));
    expect(await second.text()).toBe(await first.text());
  });

  test("answers HEAD with the headers of GET and no body", async () => {
    const get = await server.get(target);
    const head = await server.get(target, { method: "HEAD" });
    expect(head.status).toBe(200);
    const body = await get.text();
    expect(headersOf(head)).toEqual({
      ...headersOf(get),
      "content-length": String(Buffer.byteLength(body)),
    });
    expect(await head.text()).toBe("");
  });

  test.each(["POST", "PUT", "PATCH", "DELETE"])(
    "refuses %s and says what it takes",
    async (method) => {
      const response = await server.get(target, { method, body: "species=homo_sapiens" });
      expect(response.status).toBe(405);
      expect(response.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect((await response.json()) as ProblemBody).toEqual({
        type: "urn:assembl:problem:wrong-method",
        title: "Wrong method",
        status: 405,
        detail: `this path does not take ${method}`,
        parameter: null,
      });
    },
  );

  test("answers OPTIONS with its methods", async () => {
    const response = await server.get(target, { method: "OPTIONS" });
    expect(response.status).toBe(204);
    expect(response.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
    expect(await response.text()).toBe("");
  });
});

test("HEAD of a request that cannot be answered has no body either", async () => {
  const head = await server.get("/v1/suggest", { method: "HEAD" });
  expect(head.status).toBe(400);
  expect(await head.text()).toBe("");
});

describe("there is nothing at", () => {
  test.each([
    "/no-such-path",
    "/v1",
    "/v1/",
    "/v1/suggest/",
    "/V1/suggest",
    "/gene_suggest//",
    "/gene_suggest/x",
    "/constructor",
    "/%67ene_suggest/",
    `/${"x".repeat(10_000)}`,
  ])("a path that is not a route: %s", async (path) => {
    for (const method of ["GET", "POST", "OPTIONS"]) {
      const response = await server.get(`${path}?species=homo_sapiens&query=brc`, { method });
      expect(response.status).toBe(404);
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect((await response.json()) as ProblemBody).toMatchObject({
        type: "urn:assembl:problem:not-found",
        status: 404,
        parameter: null,
      });
    }
  });
});

test("a request with two Host headers is a 400 that closes the connection", async () => {
  const answer = await server.raw("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
  expect(answer).toStartWith("HTTP/1.1 400 ");
  expect(answer).toMatch(/\r\nconnection: close\r\n/i);
  expect(answer).toContain('"type":"urn:assembl:problem:bad-request"');
});

test.each(["HTTP/1.0\r\n\r\n", "HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n"])(
  "a request without a host is answered: %j",
  async (rest) => {
    const answer = await server.raw(`GET /gene_suggest/?species=homo_sapiens&query=brca1 ${rest}`);
    expect(answer).toStartWith("HTTP/1.1 200 ");
    expect(answer).toEndWith('\r\n\r\n["BRCA1"]');
  },
);

describe("pages of other origins", () => {
  const EVERY_ANSWER = [...ALL_TARGETS, "/v1/suggest", "/v1/suggest?species=x&query=x", "/nowhere"];
  /** What a server does is for its operator alone. */
  const READABLE = EVERY_ANSWER.filter((target) => target !== "/metrics");
  const corsOf = (response: Response) =>
    Object.keys(headersOf(response)).filter((name) => name.startsWith("access-control-"));

  test("may read every answer and its ETag, except for metrics", async () => {
    expect(corsOf(await server.get("/metrics"))).toEqual([]);
    for (const target of READABLE) {
      const { headers } = await server.get(target);
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(headers.get("access-control-expose-headers")).toBe("ETag, Retry-After");
      expect(headers.has("vary")).toBeFalse();
    }
  });

  test("may send preflight requests", async () => {
    const preflight = await server.get("/v1/suggest", {
      method: "OPTIONS",
      headers: { Origin: "https://example.org", "Access-Control-Request-Method": "GET" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
    expect(preflight.headers.get("access-control-allow-methods")).toBe("GET, HEAD, OPTIONS");
    expect(preflight.headers.get("access-control-allow-headers")).toBe("If-None-Match");
    expect(preflight.headers.get("access-control-max-age")).toBe("86400");
  });

  test("are restricted to one origin if that is set, and answers vary by origin", async () => {
    await using one = serveRows(undefined, { corsOrigin: "https://example.org" });
    expect(corsOf(await one.get("/metrics"))).toEqual([]);
    for (const target of READABLE) {
      const { headers } = await one.get(target, { headers: { Origin: "https://other.example" } });
      expect(headers.get("access-control-allow-origin")).toBe("https://example.org");
      expect(headers.get("vary")).toBe("Origin");
    }
  });

  test("may read nothing if CORS is off", async () => {
    await using off = serveRows(undefined, { corsOrigin: "" });
    const init = { headers: { Origin: "https://example.org" } };
    for (const target of EVERY_ANSWER) {
      expect(corsOf(await off.get(target, init))).toEqual([]);
      expect(corsOf(await off.get(target, { ...init, method: "OPTIONS" }))).toEqual([]);
      expect(corsOf(await off.get(target, { ...init, method: "DELETE" }))).toEqual([]);
    }
  });
});

describe("an internal error is a 500 that does not reveal it", () => {
  test.each([
    ["a damaged index", new IndexError("trie", "the index has a secret defect")],
    ["a defect of the program", new TypeError("undefined is not a secret")],
  ])("%s", async (_, error) => {
    await using broken = serveRows();
    broken.state.requireServed = () => {
      throw error;
    };
    const response = await broken.get("/v1/species");
    expect(response.status).toBe(500);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect((await response.json()) as ProblemBody).toEqual({
      type: "urn:assembl:problem:internal",
      title: "Internal error",
      status: 500,
      detail: "this request could not be answered",
      parameter: null,
    });
  });
});

describe("below a base path", () => {
  const BASE = { basePath: "/tools/genes" };

  test.each(["/v1/species", "/gene_suggest/?species=homo_sapiens&query=brc", "/readyz"])(
    "%s is answered with it and without",
    async (target) => {
      await using server = serveRows(undefined, BASE);
      const answers = [await server.get(target), await server.get(BASE.basePath + target)];
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(await answers[1]!.text()).toBe(await answers[0]!.text());
    },
  );

  test.each(["/tools/genesis/v1/species", "/tools/v1/species", "/tools/genes/tools/genes/readyz"])(
    "%s is not",
    async (target) => {
      await using server = serveRows(undefined, BASE);
      expect((await server.get(target)).status).toBe(404);
    },
  );

  test("the base path itself redirects to the page", async () => {
    await using server = serveRows(undefined, BASE);
    const answer = await server.get("/tools/genes?query=brc", { redirect: "manual" });
    expect(answer.status).toBe(308);
    expect(answer.headers.get("location")).toBe("/tools/genes/?query=brc");
    expect((await server.get("/tools/genes", { method: "OPTIONS" })).status).toBe(404);
    const page = await server.get("/tools/genes?query=brc");
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  });

  test("the description of the API includes the base path", async () => {
    await using server = serveRows(undefined, BASE);
    expect(await server.json("/openapi.json")).toMatchObject({ servers: [{ url: BASE.basePath }] });
    await using other = serveRows();
    expect(await other.json("/openapi.json")).not.toHaveProperty("servers");
  });
});
/** The page and its files have content security policies of their own. */
const isForBrowsers = (path: string) => WEB_FILES.some(({ paths }) => paths.includes(path));
const DATA_TARGETS = Object.entries(TARGETS)
  .filter(([path]) => !isForBrowsers(path))
  .map(([, target]) => target);

describe("a browser must not sniff, run or frame", () => {
  const ASKED: [string, string, RequestInit][] = [
    ...DATA_TARGETS.map((target): [string, string, RequestInit] => [target, target, {}]),
    ["a missing page", "/nowhere", {}],
    ["a bad request", "/v1/suggest", {}],
    ["a wrong method", "/v1/species", { method: "PUT" }],
    ["a preflight", "/v1/species", { method: "OPTIONS" }],
    ["a bad body", RESOLVE, { method: "POST", body: "{" }],
    ["a 304", "/v1/species", { headers: { "If-None-Match": "*" } }],
  ];
  test.each(ASKED)("%s", async (_, target, init) => {
    const { headers } = await server.get(target, init);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    );
  });
});

test("a query that is longer than any name finds nothing, and is cheap", async () => {
  const species = "homo_sapiens,mus_musculus,danio_rerio";
  for (const query of ["b".repeat(15_000), "-".repeat(5000).concat("brca1")]) {
    for (const match of ["prefix", "fuzzy"]) {
      const target = `species=${species}&query=${query}&match=${match}`;
      expect(await server.json(`/gene_suggest/?${target}`)).toEqual([]);
      expect(await server.json(`/v1/suggest?${target}`)).toMatchObject({ suggestions: [] });
    }
  }
});

describe("labels that can be read in too many ways", () => {
  const LETTERS = 17;
  /** All labels of so many letters with separators anywhere between them. */
  const labels = Array.from({ length: 1 << (LETTERS - 1) }, (_, places) =>
    Array.from({ length: LETTERS }, (_, i) => (i > 0 && (places >> (i - 1)) & 1 ? "-a" : "a")).join(
      "",
    ),
  );
  const hostile = serveRows(labelRows({ homo_sapiens: labels }));
  afterAll(() => hostile[Symbol.asyncDispose]());
  const ask = (path: string, query: string) =>
    hostile.get(`${path}?species=homo_sapiens&query=${query}&limit=3`);

  test.each(["/gene_suggest/", "/v1/suggest"])("%s says so", async (path) => {
    const response = await ask(path, "a".repeat(LETTERS));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      type: "urn:assembl:problem:too-costly",
      detail: expect.stringContaining("type more of the name, as it is written"),
    });
  });

  test("are found by queries that can be read in fewer ways", async () => {
    expect(await (await ask("/gene_suggest/", "aaaaaaaa")).json()).toEqual([
      "a".repeat(LETTERS),
      `${"a".repeat(8)}-${"a".repeat(9)}`,
      `${"a".repeat(9)}-${"a".repeat(8)}`,
    ]);
  });
});

test("a label in 65,536 spellings is found by its first letters, and as a whole", async () => {
  const spellings = Array.from({ length: 1 << 16 }, (_, capitals) =>
    Array.from({ length: 16 }, (_, i) => ((capitals >> i) & 1 ? "A" : "a")).join(""),
  );
  await using server = serveRows(labelRows({ homo_sapiens: spellings }));
  for (const length of [12, 16]) {
    const query = "a".repeat(length);
    const found = await server.json(`/gene_suggest/?species=homo_sapiens&query=${query}&limit=2`);
    expect(found).toEqual(["A".repeat(16), `${"A".repeat(15)}a`]);
  }
});
