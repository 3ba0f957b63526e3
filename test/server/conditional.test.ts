import { afterAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { matchesTag } from "../../src/server/answer.ts";
import { serveNothing, serveRows } from "../support/servers/served.ts";

const server = serveRows();
afterAll(() => server[Symbol.asyncDispose]());

const TARGETS = [
  "/gene_suggest/?species=homo_sapiens&query=brc",
  "/gene_suggest/",
  "/v1/suggest?species=homo_sapiens&query=brc",
  "/v1/genes?species=homo_sapiens&label=brca1",
  "/v1/genes?stable_id=ENSG00000139618",
  "/v1/species",
];

/** The default Cache-Control. */
const KEPT = "public, max-age=60, stale-while-revalidate=60, stale-if-error=86400";

const tag = server.state.served!.tag!;
const ask = (target: string, ifNoneMatch: string, method = "GET") =>
  server.get(target, { method, headers: { "If-None-Match": ifNoneMatch } });

test.each(TARGETS)("%s has a strong ETag and can be cached", async (target) => {
  const { headers } = await server.get(target);
  expect(headers.get("etag")).toBe(tag);
  expect(headers.get("cache-control")).toBe(KEPT);
});

describe("a client that has the answer already gets 304 and no body", () => {
  test.each(TARGETS)("%s", async (target) => {
    for (const method of ["GET", "HEAD"]) {
      const response = await ask(target, tag, method);
      expect(response.status).toBe(304);
      expect(await response.text()).toBe("");
      expect(response.headers.get("etag")).toBe(tag);
      expect(response.headers.get("cache-control")).toBe(KEPT);
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
    }
  });

  test.each([
    ["a tag", tag],
    ["a weak tag", `W/${tag}`],
    ["any tag", "*"],
    ["* with white space around it", " * "],
    ["a list", `"a", ${tag}, "b"`],
    ["a list with weak tags", `W/"a",W/${tag}`],
    ["a list with a comma in a tag", `"a,b" , ${tag}`],
  ])("if it sends %s", async (_, ifNoneMatch) => {
    expect((await ask("/v1/species", ifNoneMatch)).status).toBe(304);
  });
});

test("/v1/index has its own tag, as its answer depends on more than the generation", async () => {
  const own = (await server.get("/v1/index")).headers.get("etag")!;
  expect(own).toStartWith(`"${server.state.served!.catalogue.generation}-`);
  expect(own).not.toBe(tag);
  expect((await ask("/v1/index", own)).status).toBe(304);
  expect((await ask("/v1/index", tag)).status).toBe(200);
});

describe("a client that has another answer gets the whole current one", () => {
  test.each([
    ["another tag", '"a"'],
    ["no tag", ""],
    ["a bare word", tag.slice(1, -1)],
    ["the tag with another character at its end", `"${tag.slice(1, -1)}x"`],
    ["the beginning of the tag", `${tag.slice(0, -2)}"`],
    ["the tag inside another", `"x${tag.slice(1, -1)}"`],
    ["a star in quotes", '"*"'],
    ["a tag in upper case", tag.toUpperCase()],
    ["a list without it", '"a", W/"b"'],
  ])("%s", async (_, ifNoneMatch) => {
    const response = await ask("/v1/species", ifNoneMatch);
    expect(response.status).toBe(200);
    expect(await response.json()).toHaveLength(5);
  });
});

describe("a request that cannot be answered is never 304:", () => {
  test.each([
    [400, "/v1/suggest"],
    [400, "/v1/suggest?species=homo_sapiens"],
    [400, "/v1/suggest?species=homo_sapiens&query=brc&limit=0"],
    [400, "/v1/suggest?species=homo_sapiens&query=brc&match=x"],
    [404, "/v1/suggest?species=x&query=brc"],
    [400, "/v1/genes?species=homo_sapiens"],
    [404, "/v1/genes?species=x&label=brca1"],
    [404, "/nowhere"],
  ])("%d %s", async (status, target) => {
    for (const ifNoneMatch of ["*", tag]) {
      const response = await ask(target, ifNoneMatch);
      expect(response.status).toBe(status);
      expect(response.headers.has("etag")).toBeFalse();
    }
  });

  test("405", async () => {
    expect((await ask("/v1/species", "*", "DELETE")).status).toBe(405);
  });

  test("503", async () => {
    await using empty = serveNothing();
    const response = await empty.get("/gene_suggest/", { headers: { "If-None-Match": "*" } });
    expect(response.status).toBe(503);
  });

  test("the state of the server", async () => {
    expect((await ask("/healthz", "*")).status).toBe(200);
    expect((await ask("/readyz", "*")).status).toBe(200);
  });
});

test("an index that replaces another is answered from, and has another tag", async () => {
  await using changing = serveRows();
  const before = await changing.get("/v1/species");
  await using other = serveRows([["homo_sapiens", "BRCA1", null, null, null]]);
  changing.state.serve(other.state.served!.catalogue);
  const after = await changing.get("/v1/species", {
    headers: { "If-None-Match": before.headers.get("etag")! },
  });
  expect(after.status).toBe(200);
  expect(await after.json()).toHaveLength(1);
});

test("exactly the tags in a list match, weak or not", () => {
  const opaque = fc
    .string({ unit: fc.constantFrom(..."ab,W/ *"), maxLength: 3 })
    .map((t) => `"${t}"`);
  const listed = fc.tuple(fc.constantFrom("", "W/"), opaque);
  const separator = fc.constantFrom(",", ", ", " , ");
  fc.assert(
    fc.property(fc.array(listed, { maxLength: 5 }), separator, opaque, (list, comma, wanted) => {
      const header = list.map((parts) => parts.join("")).join(comma);
      expect(matchesTag(header, wanted)).toBe(list.some(([, held]) => held === wanted));
    }),
  );
});
