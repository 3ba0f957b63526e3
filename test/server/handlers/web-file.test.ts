import { afterAll, describe, expect, test } from "bun:test";
import { WEB_FILES } from "../../../src/server/handlers/web-file.ts";
import { serveNothing, serveRows } from "../../support/servers/served.ts";

const server = serveNothing({ cacheSeconds: 7 });
afterAll(() => server[Symbol.asyncDispose]());

const TYPES: Record<string, string> = {
  "/": "text/html; charset=utf-8",
  "/page.css": "text/css; charset=utf-8",
  "/page.js": "text/javascript; charset=utf-8",
  "/icon.svg": "image/svg+xml",
  "/gene-suggest.js": "text/javascript; charset=utf-8",
  "/gene-suggest-chips.js": "text/javascript; charset=utf-8",
};

test("these tests include every file", () => {
  expect(WEB_FILES.map(({ paths }) => paths[0])).toEqual(Object.keys(TYPES));
});

describe.each(Object.entries(TYPES))("%s", (path, type) => {
  test("is served without an index, with its type and an ETag of its bytes", async () => {
    const response = await server.get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(type);
    expect(response.headers.get("cache-control")).toBe("public, max-age=7");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("etag")).toMatch(/^"[0-9a-f]{16}"$/);
    await using other = serveRows();
    expect((await other.get(path)).headers.get("etag")).toBe(response.headers.get("etag"));
  });

  test("is a 304 without a body for a client that has it", async () => {
    const { headers } = await server.get(path);
    for (const known of [headers.get("etag")!, `"x", W/${headers.get("etag")}`, "*"]) {
      const again = await server.get(path, { headers: { "If-None-Match": known } });
      expect(again.status).toBe(304);
      expect(again.headers.get("etag")).toBe(headers.get("etag"));
      expect(await again.text()).toBe("");
    }
    const changed = await server.get(path, { headers: { "If-None-Match": '"another"' } });
    expect(changed.status).toBe(200);
  });

  test("may neither run code from its markup nor load anything from other hosts", async () => {
    const policy = (await server.get(path)).headers.get("content-security-policy")!;
    const directives = new Map(
      policy.split("; ").map((directive) => directive.split(/ (.*)/, 2) as [string, string]),
    );
    expect(directives.get("default-src")).toBe("'none'");
    for (const [name, sources] of directives) {
      expect(sources).toMatch(name.startsWith("require-") ? /^'script'$/ : /^'(self|none)'$/);
    }
  });
});

test("pages of other origins may load the element, unless CORS is off", async () => {
  const { headers } = await server.get("/gene-suggest.js");
  expect(headers.get("access-control-allow-origin")).toBe("*");
  await using off = serveNothing({ corsOrigin: "" });
  const refused = await off.get("/gene-suggest.js");
  expect(refused.headers.has("access-control-allow-origin")).toBeFalse();
});

test("no file names another host except to link to it", async () => {
  const hosts = new Set<string>();
  for (const path of Object.keys(TYPES)) {
    const text = await (await server.get(path)).text();
    for (const [host] of text.matchAll(/\bhttps?:\/\/[\w.-]+/g)) hosts.add(host);
  }
  expect([...hosts].sort()).toEqual([
    "http://www.w3.org",
    "https://genome.ucsc.edu",
    "https://www.ensembl.org",
    "https://www.ncbi.nlm.nih.gov",
  ]);
});
