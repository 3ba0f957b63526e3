import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { QueryString, splitUrl } from "../../src/server/query-string.ts";

/** Names of parameters, some of which are prefixes of others. */
const NAMES = ["query", "quer", "queryy", "species", "limit", "l"];
const RUNS = 2000;

/** What URLSearchParams reads; the `?` is added because the constructor removes a leading one. */
const platform = (query: string) => new URLSearchParams(`?${query}`);

const name = fc.constantFrom(...NAMES);
const value = fc.string({ unit: fc.constantFrom(..."abq=&?/#;:. é😀"), maxLength: 6 });
const pair = fc.oneof(
  name,
  fc.tuple(name, value).map(([key, text]) => `${key}=${text}`),
  value,
);
const plainQuery = fc
  .tuple(fc.constantFrom("", "?", "&"), fc.array(pair, { maxLength: 6 }))
  .map(([start, pairs]) => start + pairs.join("&"));
const encodedQuery = fc
  .array(
    fc.oneof(
      pair,
      fc
        .tuple(name, fc.string({ unit: fc.constantFrom(..."%+04Fzé&=?"), maxLength: 8 }))
        .map(([key, text]) => `${key}=${text}`),
      fc.constantFrom("que%72y=x", "%71uery", "species=a+b", "limit=%", "query=%C3%A9%ff%"),
    ),
    { maxLength: 6 },
  )
  .map((pairs) => pairs.join("&"));

function expectPlatform(query: string): void {
  const parameters = new QueryString(query);
  const expected = platform(query);
  for (const key of NAMES) {
    expect({ query, key, value: parameters.get(key) }).toEqual({
      query,
      key,
      value: expected.get(key),
    });
  }
}

describe("parameters are those that URLSearchParams reads", () => {
  test("in queries without encoding", () => {
    fc.assert(fc.property(plainQuery, expectPlatform), { numRuns: RUNS });
  });

  test("in queries with encoding, malformed encoding included", () => {
    fc.assert(fc.property(encodedQuery, expectPlatform), { numRuns: RUNS });
  });

  test("with any text that a URL can contain as the value", () => {
    const anything = fc.string({ unit: "binary", maxLength: 12 });
    const query = fc.tuple(name, anything).map(([key, text]) => `${key}=${text.toWellFormed()}`);
    fc.assert(fc.property(query, expectPlatform), { numRuns: RUNS });
  });

  test.each([
    ["query=a&query=b", "a"],
    ["query&query=b", ""],
    ["queryx=a&xquery=b&query=c", "c"],
    ["query=a=b", "a=b"],
    ["?query=a", null],
    ["?query=%41", null],
    ["", null],
  ])("%j has the query %j", (text, expected) => {
    expect(new QueryString(text).get("query")).toBe(expected);
  });
});

describe("a URL is split into path and query", () => {
  test.each([
    ["http://h/a/b?x=1", "/a/b", "x=1"],
    ["http://h/a", "/a", ""],
    ["http://h/a?", "/a", ""],
    ["http://h", "/", ""],
    ["http://h?x=/y", "/", "x=/y"],
    ["http://[::1]:80/a?x=http://other/b?c", "/a", "x=http://other/b?c"],
    ["http://h//a", "//a", ""],
    // The URL in Bun for a request without a usable Host, which HTTP/1.0 allows.
    ["/a?x=1", "/a", "x=1"],
    ["/a?x=//b", "/a", "x=//b"],
    ["/", "/", ""],
  ])("%s", (url, path, query) => {
    expect(splitUrl(url)).toEqual({ path, query });
  });
});

describe("a parameter with everything after it", () => {
  test.each<[string, string | null]>([
    ["name=A&B#1=+2", "A&B#1=+2"],
    ["species=x&name=A&name=B", "A&name=B"],
    ["species=x&name=", ""],
    ["name=a%20b%26%C3%A9", "a b&é"],
    ["name=100%", "100%"],
    ["name=50%25&%zz%ff", "50%&%zz%ff"],
    ["name", null],
    ["species=name=x", null],
    ["aname=x", null],
    ["", null],
  ])("of %j is %j", (query, value) => {
    expect(new QueryString(query).rest("name")).toBe(value);
  });

  test("is the original text, encoded or not", () => {
    const texts = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(texts, (text) => {
        const encoded = `species=x&name=${encodeURIComponent(text)}`;
        expect(new QueryString(encoded).rest("name")).toBe(text);
        const plain = text.replaceAll("%", "");
        expect(new QueryString(`species=x&name=${plain}`).rest("name")).toBe(plain);
      }),
    );
  });
});
