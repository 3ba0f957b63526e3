import { afterAll, describe, expect, test } from "bun:test";
import type { Suggestion } from "../../../src/lookup/suggestion.ts";
import { GENES } from "../../support/data/genes.ts";
import type { Row } from "../../support/data/rows.ts";
import { labelRows } from "../../support/indexes/compiled.ts";
import { type ProblemBody, serveNothing, serveRows } from "../../support/servers/served.ts";

interface Answer {
  query: string;
  species: string[];
  suggestions: Suggestion[];
}

const server = serveRows();
afterAll(() => server[Symbol.asyncDispose]());

const suggestions = async (parameters: string, from = server) =>
  (await from.json<Answer>(`/v1/suggest?${parameters}`)).suggestions;

const labels = async (parameters: string, from = server) =>
  (await suggestions(parameters, from)).map(({ label }) => label);

async function problem(parameters: string): Promise<ProblemBody> {
  const response = await server.get(`/v1/suggest?${parameters}`);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.has("etag")).toBeFalse();
  const body = (await response.json()) as ProblemBody;
  expect(body.status).toBe(response.status);
  return body;
}

test("an answer has these fields in this order", async () => {
  const response = await server.get("/v1/suggest?species=homo_sapiens&query=brca2");
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(await response.text()).toBe(
    '{"query":"brca2","species":["homo_sapiens"],"suggestions":[' +
      '{"label":"BRCA2","species":"homo_sapiens","tier":"exact","offset":0,"length":5,' +
      '"matches":[{"field":"label","offset":0,"length":5}],"genes":1,' +
      '"stable_id":"ENSG00000139618","chromosome":"13","start":32315086,"end":32400268,"db":"core"}]}',
  );
});

test("the query is returned as typed, the species under its own name", async () => {
  expect(await server.json("/v1/suggest?species=Homo+Sapiens&query=+No%20Such+G%C3%A9ne")).toEqual({
    query: " No Such Géne",
    species: ["homo_sapiens"],
    suggestions: [],
  });
});

test("whole names are in tier exact, and come before tier prefix", async () => {
  await using tiers = serveRows(
    ["AB1", "ab", "Ab", "abc", "abcd"].map((label) => ["h", label, null, null, null]),
  );
  const found = await suggestions("species=h&query=AB", tiers);
  expect(found.map(({ label, tier }) => [label, tier])).toEqual([
    ["Ab", "exact"],
    ["ab", "exact"],
  ]);
  const longer = await suggestions("species=h&query=abc", tiers);
  expect(longer.map(({ label, tier }) => [label, tier])).toEqual([
    ["abc", "exact"],
    ["abcd", "prefix"],
  ]);
});

describe("offset and length", () => {
  const part = async (species: string, query: string) => {
    const [first] = await suggestions(`species=${species}&query=${encodeURIComponent(query)}`);
    return [first?.label, first?.offset, first?.length];
  };

  test("mark the part that matches the query", async () => {
    expect(await part("homo_sapiens", "brc")).toEqual(["BRCA1", 0, 3]);
    expect(await part("homo_sapiens", " HLA- ")).toEqual(["HLA-A", 0, 4]);
  });

  test("are present if folding changes letters one for one", async () => {
    expect(await part("drosophila_melanogaster", "éa1")).toEqual(["Éa1", 0, 3]);
    expect(await part("drosophila_melanogaster", "E\u0301a1")).toEqual(["Éa1", 0, 3]);
  });

  test("are absent if one letter folds to two", async () => {
    expect(await part("drosophila_melanogaster", "fi1")).toEqual(["ﬁ1", undefined, undefined]);
  });

  test("count UTF-16 units", async () => {
    await using astral = serveRows([["h", "😀X-1", null, null, null]]);
    const [first] = await suggestions("species=h&query=%F0%9F%98%80x-", astral);
    expect(first).toEqual({
      label: "😀X-1",
      species: "h",
      tier: "prefix",
      offset: 0,
      length: 4,
      matches: [{ field: "label", offset: 0, length: 4 }],
      genes: 1,
    });
  });
});

describe("the genes of a label", () => {
  test("are counted, and one on a chromosome comes before those on haplotypes", async () => {
    expect(await suggestions("species=homo_sapiens&query=hla-a")).toEqual([
      {
        label: "HLA-A",
        species: "homo_sapiens",
        tier: "exact",
        offset: 0,
        length: 5,
        matches: [{ field: "label", offset: 0, length: 5 }],
        genes: 3,
        stable_id: "ENSG00000206503",
        chromosome: "6",
        start: 29941260,
        end: 29949572,
        db: "core",
      },
    ]);
  });

  test("are counted separately for labels that differ in case", async () => {
    const found = await suggestions("species=danio_rerio&query=pcnp");
    expect(found.map(({ label, genes, chromosome }) => [label, genes, chromosome])).toEqual([
      ["PCNP", 2, "21"],
      ["pcnp", 1, "9"],
    ]);
  });

  const order: [string, Row[]][] = [
    [
      "core before any other database",
      [
        ["h", "abc", "first", "22:9-9", "core"],
        ["h", "abc", "b", "1:1-1", "a"],
        ["h", "abc", "c", "1:1-1", null],
      ],
    ],
    [
      "the shorter chromosome name",
      [
        ["h", "abc", "first", "22:9-9", "core"],
        ["h", "abc", "b", "100:1-1", "core"],
        ["h", "abc", "c", null, "core"],
        ["h", "abc", "d", "nowhere", "core"],
      ],
    ],
    [
      "the chromosome name's bytes",
      [
        ["h", "abc", "first", "10:9-9", "core"],
        ["h", "abc", "b", "2L:1-1", "core"],
      ],
    ],
    [
      "the start, as a number",
      [
        ["h", "abc", "first", "1:9-90", "core"],
        ["h", "abc", "b", "1:10-11", "core"],
      ],
    ],
    [
      "the stable id",
      [
        ["h", "abc", "first", "1:1-1", "core"],
        ["h", "abc", "second", "1:1-1", "core"],
        ["h", "abc", null, "1:1-1", "core"],
      ],
    ],
  ];
  test.each(order)("are ordered by %s", async (_, rows) => {
    await using ordered = serveRows(rows.toReversed());
    const [found] = await suggestions("species=h&query=abc", ordered);
    expect(found).toMatchObject({ stable_id: "first", genes: rows.length });
  });

  test("are not shown if the source does not have them", async () => {
    expect(await suggestions("species=drosophila_melanogaster&query=su(ste)")).toEqual([
      {
        label: "Su(Ste):CR42418",
        species: "drosophila_melanogaster",
        tier: "prefix",
        offset: 0,
        length: 7,
        matches: [{ field: "label", offset: 0, length: 7 }],
        genes: 1,
      },
    ]);
  });

  test("have the location as it is written if it cannot be parsed", async () => {
    const [found] = await suggestions("species=saccharomyces_cerevisiae&query=cox1");
    expect(found).toEqual({
      label: "COX1",
      species: "saccharomyces_cerevisiae",
      tier: "exact",
      offset: 0,
      length: 4,
      matches: [{ field: "label", offset: 0, length: 4 }],
      genes: 1,
      stable_id: "Q0045",
      location: "Mito",
      db: "core",
    });
  });

  test("may be on a contig whose name has a colon", async () => {
    const [found] = await suggestions("species=saccharomyces_cerevisiae&query=cox2");
    expect(found).toMatchObject({ chromosome: "Mito:x", start: 7, end: 9 });
  });
});

test("the alias that matched is answered with its label", async () => {
  await using aliases = serveRows([
    ["homo_sapiens", "TP53", "ENSG00000141510", "17:7661779-7687538", "core", null, "p53|LFS1"],
  ]);
  const found = await suggestions("species=homo_sapiens&query=lfs1", aliases);
  expect(found).toMatchObject([{ label: "TP53", tier: "alias", alias: "LFS1", genes: 1 }]);
  expect(found[0]).not.toHaveProperty("offset");
});

describe("a short query", () => {
  test("finds only whole names", async () => {
    expect(await labels("species=mus_musculus&query=t")).toEqual(["T"]);
    expect(await labels("species=mus_musculus&query=+T+")).toEqual(["T"]);
    expect(await labels("species=mus_musculus&query=tb")).toEqual([]);
    expect(await labels("species=mus_musculus&query=tbx")).toEqual(["Tbx1"]);
    expect(await labels("species=mus_musculus&query=t&match=fuzzy")).toEqual(["T"]);
  });

  test.each(["", "%20", "+%09"])("that is empty (%j) has an empty answer", async (query) => {
    expect(await labels(`species=mus_musculus&query=${query}`)).toEqual([]);
  });
});

describe("the limit", () => {
  const many: Row[] = Array.from({ length: 60 }, (_, i) => ["h", `gene${i}`, null, null, null]);
  const crowded = serveRows(many, { defaultLimit: 7, maximumLimit: 30 });
  afterAll(() => crowded[Symbol.asyncDispose]());

  test.each([
    ["", 7],
    ["&limit=1", 1],
    ["&limit=30", 30],
    ["&limit=31", 30],
    [`&limit=${"9".repeat(400)}`, 30],
  ])("%j gives %d", async (limit, expected) => {
    expect(await labels(`species=h&query=gene${limit}`, crowded)).toHaveLength(expected);
  });

  test.each(["", "0", "-1", "abc", "1.5", "1e1", "+5", "5+", "0x9", "Infinity", "%D9%A3", "%"])(
    "%j is no positive whole number",
    async (limit) => {
      expect(await problem(`species=homo_sapiens&query=brc&limit=${limit}`)).toEqual({
        type: "urn:assembl:problem:bad-parameter",
        title: "A parameter cannot be used",
        status: 400,
        detail: "limit takes a whole number of at least 1",
        parameter: "limit",
      });
    },
  );

  test("keeps the best ones", async () => {
    const all = await labels("species=h&query=gene&limit=30", crowded);
    expect(await labels("species=h&query=gene&limit=3", crowded)).toEqual(all.slice(0, 3));
  });
});

describe("a missing or unknown value is a 400 that names the parameter:", () => {
  test.each([
    ["species", ""],
    ["species", "query=brc"],
    ["species", "species=&query=brc"],
    ["species", "species=+&query=brc"],
    ["species", "species=,+,&query=brc"],
    ["query", "species=homo_sapiens"],
    ["match", "species=homo_sapiens&query=brc&match=regex"],
    ["match", "species=homo_sapiens&query=brc&match="],
    ["match", "species=homo_sapiens&query=brc&match=PREFIX%00"],
  ])("%s in %j", async (parameter, parameters) => {
    const body = await problem(parameters);
    expect(body).toMatchObject({ status: 400, parameter });
    expect(Object.keys(body)).toEqual(["type", "title", "status", "detail", "parameter"]);
    expect(body.detail).toContain(parameter);
  });
});

describe("an unknown species is a 404", () => {
  test("that suggests similar ones", async () => {
    expect(await problem("species=homo_sapien&query=brc")).toEqual({
      type: "urn:assembl:problem:unknown-species",
      title: "Unknown species",
      status: 404,
      detail: 'there is no species "homo_sapien"',
      parameter: "species",
      did_you_mean: ["homo_sapiens"],
    });
  });

  test.each([
    ["musculus", ["mus_musculus"]],
    ["Danio", ["danio_rerio"]],
    ["homo_spaiens", ["homo_sapiens"]],
    ["xenopus_tropicalis_but_not_really", []],
    ["constructor", []],
    ["x".repeat(5000), []],
  ])("%s: %j", async (name, names) => {
    expect((await problem(`species=${name}&query=brc`)).did_you_mean).toEqual(names);
  });

  test("with at most three names", async () => {
    const strains = ["a", "b", "c", "d", "e"].map((strain) => `mus_musculus_${strain}`);
    await using mice = serveRows(strains.map((name) => [name, "Brca1", null, null, null]));
    const response = await mice.get("/v1/suggest?species=mus_musculus&query=brc");
    expect(await response.json()).toMatchObject({ did_you_mean: strains.slice(0, 3) });
  });

  test("whose detail does not grow with the name", async () => {
    const { detail } = await problem(`species=${"x".repeat(5000)}&query=brc`);
    expect(detail.length).toBeLessThan(200);
  });
});

describe("several species", () => {
  const answer = (parameters: string) => server.json<Answer>(`/v1/suggest?${parameters}`);

  test("are listed in the answer in the order of the request, and named in each suggestion", async () => {
    const { species, suggestions: found } = await answer(
      "species=mus+musculus,+homo_sapiens&query=brca1",
    );
    expect(species).toEqual(["mus_musculus", "homo_sapiens"]);
    expect(found.map((suggestion) => [suggestion.species, suggestion.label])).toEqual([
      ["mus_musculus", "Brca1"],
      ["homo_sapiens", "BRCA1"],
    ]);
  });

  test("follow each other only within a tier", async () => {
    const rows = { a: ["abc1", "abc12"], b: ["abc", "abc2"] };
    await using two = serveRows(labelRows(rows));
    const found = async (limit: number) =>
      (await suggestions(`species=a,b&query=abc&limit=${limit}`, two)).map(({ label }) => label);
    expect(await found(5)).toEqual(["abc", "abc1", "abc12", "abc2"]);
    expect(await found(2)).toEqual(["abc", "abc1"]);
  });

  test("count once if they are repeated, in any spelling", async () => {
    for (const species of ["homo_sapiens,homo_sapiens", "homo_sapiens,,Homo+sapiens,"]) {
      const { species: named, suggestions: found } = await answer(`species=${species}&query=brca1`);
      expect(named).toEqual(["homo_sapiens"]);
      expect(found.map(({ label }) => label)).toEqual(["BRCA1"]);
    }
  });

  test("can be twenty at most", async () => {
    const numbered = (count: number) => Array.from({ length: count }, (_, i) => `species_${i}`);
    await using many = serveRows(numbered(21).map((name) => [name, "abc", null, null, null]));
    const twenty = `species=${numbered(20)},species_0&query=abc&limit=25`;
    expect(await suggestions(twenty, many)).toHaveLength(20);
    const response = await many.get(`/v1/suggest?species=${numbered(21)}&query=abc`);
    expect(await response.json()).toMatchObject({
      status: 400,
      parameter: "species",
      detail: "species takes at most 20 of them",
    });
  });

  test("must all be known; otherwise the answer is a 404 that names the unknown one", async () => {
    expect(await problem("species=homo_sapiens,mus_muscullus,x&query=brca1")).toMatchObject({
      status: 404,
      detail: 'there is no species "mus_muscullus"',
      did_you_mean: ["mus_musculus"],
    });
  });
});

describe("match", () => {
  const asked = (query: string, match: string) =>
    suggestions(`species=homo_sapiens&query=${query}&match=${match}`);
  const tiers = async (query: string, match: string) =>
    (await asked(query, match)).map(({ label, tier }) => [label, tier]);

  test("finds what begins with the query, contains it, or is similar to it", async () => {
    expect(await tiers("rca1", "prefix")).toEqual([]);
    expect(await tiers("rca1", "infix")).toEqual([["BRCA1", "infix"]]);
    expect(await tiers("brac1", "infix")).toEqual([]);
    expect(await tiers("brac1", "fuzzy")).toEqual([["BRCA1", "fuzzy"]]);
    expect(await tiers("brc", "fuzzy")).toEqual(await tiers("brc", "prefix"));
  });

  test("is that of MATCH if none is given", async () => {
    await using fuzzy = serveRows(GENES, { match: "fuzzy" });
    expect(await labels("species=homo_sapiens&query=brac1", fuzzy)).toEqual(["BRCA1"]);
    expect(await labels("species=homo_sapiens&query=brac1&match=infix", fuzzy)).toEqual([]);
    expect(await labels("species=homo_sapiens&query=brac1")).toEqual([]);
  });

  test("that is unknown is an error that lists the known ones", async () => {
    expect(await problem("species=homo_sapiens&query=brc&match=regex")).toMatchObject({
      detail: "this server's match takes prefix, infix, fuzzy",
    });
  });
});

describe("parameters", () => {
  test.each([
    "homo_sapiens",
    "Homo%20sapiens",
    "Homo+sapiens",
    "homo-sapiens",
    "HOMO_SAPIENS",
    "+Homo--Sapiens%20",
  ])("species can be written as %s", async (species) => {
    expect(await labels(`species=${species}&query=brca1`)).toEqual(["BRCA1"]);
  });

  test("that are unknown are ignored", async () => {
    expect(await labels("fields=x&species=homo_sapiens&_=17&query=brca1&%")).toEqual(["BRCA1"]);
  });

  test("that are repeated: only the first counts", async () => {
    expect(
      await labels("species=homo_sapiens&query=brc&species=x&query=x&limit=1&limit=x"),
    ).toEqual(["BRCA1"]);
    expect(await problem("species=homo_sapiens&query=brc&limit=x&limit=1")).toMatchObject({
      parameter: "limit",
    });
  });

  test("match may be the default", async () => {
    expect(await labels("species=homo_sapiens&query=brca1&match=prefix")).toEqual(["BRCA1"]);
  });

  test.each([
    ["an encoded & and #", "a%26b%23", "A&B#1"],
    ["+ for a space, and an encoded +", "a+b%2B", "a b+c"],
    ["a % that is not an escape", "100%", "100%"],
    ["encoded UTF-8", "%C3%89a1", "Éa1"],
  ])("are decoded: %s", async (_, query, label) => {
    const asked = `species=drosophila_melanogaster&query=${query}&limit=1`;
    expect(await labels(asked)).toEqual([label]);
  });

  test("with bytes that are not UTF-8 have U+FFFD instead of them", async () => {
    expect(await server.json("/v1/suggest?species=homo_sapiens&query=zzz%ff%C3")).toEqual({
      query: "zzz\ufffd\ufffd",
      species: ["homo_sapiens"],
      suggestions: [],
    });
  });
});

test("without an index the answer is 503, whatever was asked", async () => {
  await using empty = serveNothing();
  for (const parameters of ["", "species=homo_sapiens&query=brc"]) {
    const response = await empty.get(`/v1/suggest?${parameters}`);
    expect(response.status).toBe(503);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({
      type: "urn:assembl:problem:not-ready",
      title: "Not ready",
      status: 503,
      detail: "no index yet",
      parameter: null,
    });
  }
});
