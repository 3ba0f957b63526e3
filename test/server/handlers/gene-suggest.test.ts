import { afterAll, describe, expect, test } from "bun:test";
import { GENES } from "../../support/data/genes.ts";
import type { Row } from "../../support/data/rows.ts";
import { serveNothing, serveRows } from "../../support/servers/served.ts";

const server = serveRows();
afterAll(() => server[Symbol.asyncDispose]());

const labels = (parameters: string) => server.json<string[]>(`/gene_suggest/?${parameters}`);

test.each(["/gene_suggest/", "/gene_suggest"])("%s answers an array of labels", async (path) => {
  const response = await server.get(`${path}?species=homo_sapiens&query=brc&limit=5`);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(await response.text()).toBe('["BRCA1","BRCA2","BRCC3"]');
});

describe("input that finds nothing gets an empty list, never an error:", () => {
  test.each([
    ["no parameters", ""],
    ["a missing species", "query=brc"],
    ["an empty species", "species=&query=brc"],
    ["an unknown species", "species=homo_erectus&query=brc"],
    ["a missing query", "species=homo_sapiens"],
    ["an empty query", "species=homo_sapiens&query="],
    ["a query of white space", "species=homo_sapiens&query=%20%09+"],
    ["a short query", "species=homo_sapiens&query=br"],
    ["a short query with white space around it", "species=homo_sapiens&query=+br+"],
    ["a short query that is a whole label", "species=mus_musculus&query=T"],
    ["a control character", "species=homo_sapiens&query=zzz%00"],
    ["malformed encoding", "species=homo_sapiens&query=zzz%"],
    ["bytes that are not UTF-8", "species=homo_sapiens&query=zzz%ff"],
    ["a query longer than any label", `species=homo_sapiens&query=${"brca1".repeat(1000)}`],
    ["a name of Object's", "species=constructor&query=__proto__"],
    ["species that are all unknown", "species=homo_erectus,constructor&query=brc"],
    ["species that are only commas", "species=,+,&query=brc"],
  ])("%s", async (_, parameters) => {
    expect(await labels(parameters)).toEqual([]);
  });
});

describe("the limit", () => {
  const many: Row[] = Array.from({ length: 60 }, (_, i) => ["h", `gene${i}`, null, null, null]);
  const crowded = serveRows(many, { defaultLimit: 7, maximumLimit: 30 });
  afterAll(() => crowded[Symbol.asyncDispose]());
  const count = async (limit: string) => {
    const found = await crowded.json<string[]>(`/gene_suggest/?species=h&query=gene${limit}`);
    return found.length;
  };

  test("is the default if none is given", async () => {
    expect(await count("")).toBe(7);
  });

  test.each(["", "0", "-1", "abc", "1.5", "1e1", "0x9", "NaN", "Infinity", "%D9%A3", "9%00", "%"])(
    "%j is odd and counts as the default",
    async (limit) => {
      expect(await count(`&limit=${limit}`)).toBe(7);
    },
  );

  test.each([
    ["1", 1],
    ["9", 9],
    ["009", 9],
    ["+9+", 9],
    ["30", 30],
  ])("%j is accepted", async (limit, expected) => {
    expect(await count(`&limit=${limit}`)).toBe(expected);
  });

  test.each(["31", "1000000", "9".repeat(400)])("%s is reduced to the maximum", async (limit) => {
    expect(await count(`&limit=${limit}`)).toBe(30);
  });

  test("by default is reduced to a smaller maximum too", async () => {
    await using small = serveRows(many, { defaultLimit: 7, maximumLimit: 2 });
    expect(await small.json<string[]>("/gene_suggest?species=h&query=gene")).toHaveLength(2);
  });
});

describe("the query", () => {
  test.each([
    ["in any case", "BRCA1", "brca1"],
    ["with + for a space", "a b+c", "a+b"],
    ["with an encoded space", "a b+c", "a%20b"],
    ["with an encoded +", "a b+c", "a+b%2B"],
    ["with an encoded &", "A&B#1", "a%26b"],
    ["with an encoded #", "A&B#1", "a%26b%23"],
    ["with an encoded letter", "Su(Ste):CR42418", "%73%75%28"],
    ["without encoding if none is needed", "Su(Ste):CR42418", "su(ste):"],
    ["with a % that is not an escape", "100%", "100%"],
    ["with UTF-8", "Éa1", "%C3%A9a1"],
    ["decomposed", "Éa1", "E%CC%81a1"],
    ["with a ligature", "ﬁ1", "%EF%AC%811"],
    ["with white space around it", "a b+c", "++a+++b%2Bc+"],
  ])("can be written %s", async (_, label, query) => {
    const species = label === "BRCA1" ? "homo_sapiens" : "drosophila_melanogaster";
    expect(await labels(`species=${species}&query=${query}&limit=1`)).toEqual([label]);
  });

  test("is accepted as unencoded UTF-8 in the request line", async () => {
    const answer = await server.raw(
      "GET /gene_suggest/?species=drosophila_melanogaster&query=éa1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
    );
    expect(answer).toEndWith('\r\n\r\n["Éa1"]');
  });

  test("has its length counted in folded code points", async () => {
    await using astral = serveRows([
      ["h", "😀😀😀", null, null, null],
      ["h", "ﬁ1", null, null, null],
    ]);
    const found = (query: string) =>
      astral.json<string[]>(`/gene_suggest?species=h&query=${encodeURIComponent(query)}`);
    expect(await found("😀😀")).toEqual([]);
    expect(await found("😀😀😀")).toEqual(["😀😀😀"]);
    expect(await found("ﬁ1")).toEqual(["ﬁ1"]);
    expect(await found("ﬁ")).toEqual([]);
  });

  test("finds labels of one letter if the minimum allows it", async () => {
    await using lenient = serveRows(GENES, { labelMinimum: 1 });
    const found = await lenient.json<string[]>("/gene_suggest/?species=mus_musculus&query=t");
    expect(found).toEqual(["T", "Tbx1"]);
  });

  test("finds nothing if it is empty, whatever the minimum", async () => {
    await using lenient = serveRows(GENES, { labelMinimum: 0 });
    expect(await lenient.json("/gene_suggest/?species=mus_musculus&query=")).toEqual([]);
  });
});

describe("several species", () => {
  test("are answered together: the best tier first, and within a tier the species in the order given", async () => {
    const two = "danio_rerio,mus_musculus";
    await using both = serveRows([...GENES, ["danio_rerio", "brca1", null, null, null]]);
    const found = (species: string, query: string) =>
      both.json<string[]>(`/gene_suggest/?species=${species}&query=${query}`);
    expect(await found(two, "brca1")).toEqual(["brca1", "Brca1"]);
    expect(await found("mus_musculus,danio_rerio", "brca1")).toEqual(["Brca1", "brca1"]);
    expect(await found("homo_sapiens,danio_rerio", "brca")).toEqual(["BRCA1", "BRCA2", "brca1"]);
    expect(await found("homo_sapiens,danio_rerio", "brca2")).toEqual(["BRCA2"]);
  });

  test("may be unknown, repeated, and surrounded by blanks", async () => {
    const species = "homo_erectus,+Homo+sapiens+,,homo_sapiens,Mus%20musculus";
    expect(await labels(`species=${species}&query=brca1`)).toEqual(["BRCA1", "Brca1"]);
  });

  test("beyond the twentieth are ignored", async () => {
    const others = Array.from({ length: 19 }, (_, i) => `other_${i}`).join(",");
    expect(await labels(`species=${others},homo_sapiens&query=brca1`)).toEqual(["BRCA1"]);
    expect(await labels(`species=other,${others},homo_sapiens&query=brca1`)).toEqual([]);
  });
});

describe("match", () => {
  test.each([
    ["rca1", "", []],
    ["rca1", "&match=infix", ["BRCA1"]],
    ["rca1", "&match=fuzzy", ["BRCA1"]],
    ["brac1", "&match=infix", []],
    ["brac1", "&match=fuzzy", ["BRCA1"]],
    ["rca1", "&match=regex", []],
    ["rca1", "&match=INFIX", []],
    ["rca1", "&match=", []],
  ])("%j with %j", async (query, match, expected) => {
    expect(await labels(`species=homo_sapiens&query=${query}${match}`)).toEqual(expected);
  });

  test("is the setting MATCH if the request gives no known one", async () => {
    await using infix = serveRows(GENES, { match: "infix" });
    const found = (more: string) =>
      infix.json<string[]>(`/gene_suggest/?species=homo_sapiens&query=rca1${more}`);
    expect(await found("")).toEqual(["BRCA1"]);
    expect(await found("&match=regex")).toEqual(["BRCA1"]);
    expect(await found("&match=prefix")).toEqual([]);
  });
});

describe("parameters", () => {
  test.each(["Homo%20sapiens", "Homo+sapiens", "homo-sapiens", "HOMO_SAPIENS", "+homo__sapiens"])(
    "species is taken as %s",
    async (species) => {
      expect(await labels(`species=${species}&query=brca1`)).toEqual(["BRCA1"]);
    },
  );

  test("that are unknown are ignored, and the first of a repeated one counts", async () => {
    expect(
      await labels("callback=x&query=brca1&query=brca2&species=homo_sapiens&species=x&limi=1"),
    ).toEqual(["BRCA1"]);
  });
});

test("labels are returned as stored, including those that differ only in case", async () => {
  expect(await labels("species=mus_musculus&query=BRCA")).toEqual(["Brca1"]);
  expect(await labels("species=danio_rerio&query=pcnp")).toEqual(["PCNP", "pcnp"]);
});

test("without an index the answer is 503", async () => {
  await using empty = serveNothing();
  for (const parameters of ["", "species=homo_sapiens&query=brc"]) {
    const response = await empty.get(`/gene_suggest/?${parameters}`);
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("1");
    expect(await response.json()).toMatchObject({ status: 503, detail: "no index yet" });
  }
});
