import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Resolutions } from "../../src/lookup/catalogue.ts";
import { GENES } from "../support/data/genes.ts";
import type { Row } from "../support/data/rows.ts";
import { createDatabase, databaseOf, insertRows, urlOf } from "../support/servers/database.ts";
import { serveLive } from "../support/servers/live-server.ts";
import { type MariaDb, startMariaDb } from "../support/servers/mariadb.ts";
import type { ProblemBody, TestServer } from "../support/servers/served.ts";
import { finishInTime } from "../support/steps.ts";
import { until } from "../support/until.ts";
import { serveNarrowly } from "./narrow-catalogue.ts";

// A database has to start, and a busy machine takes longer for hundreds of requests.
setDefaultTimeout(120_000);

const PASSWORD = "s3cret";
/** Modes in which a server reads quotes and escapes differently. */
const OTHER_QUOTES = "'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'";

let db: MariaDb;
beforeAll(async () => {
  db = await startMariaDb();
  await db.sql(`CREATE USER reader@'%' IDENTIFIED BY '${PASSWORD}'; GRANT SELECT ON *.* TO reader`);
});
afterAll(() => db[Symbol.asyncDispose]());

const human = (label: string | null, ...gene: (string | null)[]): Row => {
  const [stableId = null, location = null, name = null] = gene;
  return ["homo_sapiens", label, stableId, location, name];
};

/** As many as human Y_RNA has. */
const MANY_GENES = 758;

const ROWS: readonly Row[] = [
  // A database folds only the case of A to Z.
  ...GENES.filter(([, label]) => /^[\x20-\x7e]*$/.test(label!)),
  // The same gene twice, and two that differ in nothing.
  human("BRCA1", "ENSG00000012048", "17:43044295-43170245", "core"),
  human("BRCA1", "ENSG00000012048", "17:43044295-43170245", "otherfeatures"),
  human("DUX4", null, "4:190173774-190185942", "core"),
  human("DUX4", null, "4:190173774-190185942", "core"),
  human("DUX4", "ENSG00000260596.7", null, "core"),
  // One stable id in several versions, labels and species, and similar ids.
  human("IDS2", "A_1.2", "2:1-2", "core"),
  human("IDS1", "a_1", "1:1-2", "core"),
  human("IDS1", "A_1.10", "1:3-4", "core"),
  ["mus_musculus", "Ids1", "A_1.3", "3:1-2", "core"],
  human("IDS3", "AX1", "3:1-2", "core"),
  human("IDS4", "A_1x", "3:1-2", "core"),
  human("IDS5", "A_1.x", "3:1-2", "core"),
  // NULL and empty values.
  human("MTUS1", "ENSG00000129422"),
  human("MTUS2", "", "", ""),
  human(null, "ENSG00000000001"),
  human("", "ENSG00000000002"),
  human("  ", "ENSG00000000003"),
  [null, "BRCA8", "ENSG00000000004", null, null],
  ["", "BRCA9", "ENSG00000000005", null, null],
  ["without_labels", null, "ENSW00000000001", null, null],
  ["without_labels", "", "ENSW00000000002", null, null],
  // Spaces, and other spellings of a species.
  ...[
    " BRCA4",
    "BRCA5 ",
    "  BRCA6",
    "protein  kinase",
    "protein kinase",
    " Protein   kinase 2 ",
  ].map((label) => human(label)),
  ["Homo sapiens", "BRCA7", "ENSG00000000006", "1:1-2", "core"],
  ["homo_sapiens ", "BRCA77", "ENSG00000000007", "1:1-2", "core"],
  ["Mus_Musculus", "Tbx2", "ENSG00000000008", "1:1-2", "core"],
  // Special characters of SQL and its patterns.
  ...[
    "a%b",
    "a%",
    "axb",
    "a_b",
    "a\\b",
    "a\\",
    "a'b",
    'a"b',
    "a`b",
    "a;b--",
    "a|b",
    "a||",
    "--",
  ].map((label) => human(label)),
  ...["5_8S_rRNA", "5S_rRNA", "58S", "Tp53", "tp53", "TP53", "tP53INP1"].map((label) =>
    human(label),
  ),
  ...Array.from({ length: MANY_GENES }, (_, i) =>
    human(
      "Y_RNA",
      `ENSG${String((i * 7919) % 100_000).padStart(11, "0")}`,
      `${i % 23}:${i}-${i + 9}`,
    ),
  ),
];

/** The rows as a source gives them: an empty text is no value. */
const asRead = (rows: readonly Row[]) =>
  rows.map((row) => row.map((field) => field || null) as Row);

/** Stable ids in several cases and versions, and similar texts. */
const STABLE_IDS = [
  ..."ENSG00000012048 ensg00000012048 ENSG00000012048.17 Ensg00000012048.x".split(" "),
  ..."ENSG0000001204 ENSG000000120480 ENSG0000001204_ ENSG0000001204% ENSG%".split(" "),
  ..."ENSG00000260596 ENSG00000260596.7 ENSG00000260596.12 ENSG00000260596.7.7".split(" "),
  ..."3105 3105.1 Q0045 q0045 Q0045.2 A_1 a_1.5 AX1 1.5 .5 . % _ | \\ ' '' \" \0 é".split(" "),
  ...["", " ", " ENSG00000012048 ", "ENSG00000012048 x", "x' OR '1'='1", "E".repeat(5000)],
];

const QUERIES = [
  ..."b br brc BRCA brca1 BrCa7 t T tb tbx tbx1 pcnp PCN hla- hla-a y_r Y_RNA yRNA du".split(" "),
  ..."mtus 5 5_ 5_8 58s tp53 tp5 cox brca4 brca6 brca8 brca9 zzz".split(" "),
  ...[
    "",
    " ",
    " brca",
    "brca ",
    "brca5 ",
    "protein",
    "protein kin",
    "protein   kinase",
    "a b",
    "c:",
  ],
  ..."% _ a% a%b a_ a_b ax a\\ a\\b a\\\\ a' a'b '' a\" \" ` a`b a; a;b-- -- a| a|b a|| |".split(
    " ",
  ),
  ...["x' OR '1'='1", "\\' OR 1=1 -- ", "') OR 1=1 -- ", "brca%' -- ", "\0", "brca\0", "\u0001"],
];
/** Species with a row for every rule, and spellings that are species of their own. */
const SOME_SPECIES = ["homo_sapiens", "Homo sapiens", "homo_sapiens ", "mus musculus"];
const ALL_SPECIES = [
  ...SOME_SPECIES,
  ..."mus_musculus Mus_Musculus danio_rerio saccharomyces_cerevisiae HOMO-SAPIENS".split(" "),
];
const UNKNOWN_SPECIES = [
  ..."homo sapiens homo_sapien without_labels nothing_at_all % homo%sapiens".split(" "),
  ...["", " ", "'", "homo_sapiens' OR '1'='1", "homo_sapiens\\", "homo\0sapiens", "\u0001"],
];
const LIMITS = ["1", "2", "3", "24", "1000", "0", "-1", "x", ""];

type Parameters = Record<string, string | undefined>;

function target(path: string, parameters: Parameters): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return `${path}?${new URLSearchParams(given as [string, string][])}`;
}

const suggestions = (parameters: Parameters) => [
  target("/gene_suggest/", parameters),
  target("/v1/suggest", parameters),
];
const questions = (species: string, query: string) => [
  ...suggestions({ species, query }),
  target("/v1/genes", { species, label: query }),
];

/** The part of an answer that an index and a database have in common. */
async function answerOf(server: TestServer, asked: string) {
  const response = await server.get(asked);
  const { status, headers } = response;
  return { asked, status, type: headers.get("content-type"), body: await response.text() };
}

async function expectEqual(live: TestServer, index: TestServer, asked: readonly string[]) {
  for (const question of asked) {
    expect(await answerOf(live, question)).toEqual(await answerOf(index, question));
  }
}

describe.each<[string, string, string, readonly string[]]>([
  ["a table as it is now", "CHARSET utf8mb4", "DEFAULT", ALL_SPECIES],
  ["another collation", "CHARSET utf8mb4 COLLATE utf8mb4_bin", "DEFAULT", SOME_SPECIES],
  ["MyISAM and latin1", "ENGINE = MyISAM CHARSET latin1", "DEFAULT", SOME_SPECIES],
  ["other quotes and escapes", "CHARSET utf8mb4", OTHER_QUOTES, SOME_SPECIES],
])("a database answers as an index of the same rows does: %s", (_, options, sqlMode, species) => {
  let live: TestServer;
  let index: TestServer;
  beforeAll(async () => {
    const { url } = await databaseOf(db, ROWS, options);
    // Counts for connections from now on.
    await db.sql(`SET GLOBAL sql_mode = ${sqlMode}`);
    live = await serveLive(url);
    index = serveNarrowly(asRead(ROWS));
  });
  afterAll(async () => {
    await live[Symbol.asyncDispose]();
    await index[Symbol.asyncDispose]();
    await db.sql("SET GLOBAL sql_mode = DEFAULT");
  });

  test.each(species)("species %j", async (name) => {
    await expectEqual(
      live,
      index,
      QUERIES.flatMap((query) => questions(name, query)),
    );
  });

  test("species that do not exist", async () => {
    const asked = UNKNOWN_SPECIES.flatMap((species) => questions(species, "brca"));
    await expectEqual(live, index, asked);
  });

  test("several species", async () => {
    const asked = [
      "mus_musculus,homo_sapiens",
      "homo_sapiens, danio_rerio ,Mus musculus",
      "Homo-Sapiens,HOMO_sapiens",
      "homo_sapiens,nothing_at_all,mus_musculus",
      "nothing_at_all",
      ",",
    ];
    const queries = ["brca", "brca1", "t", "tbx", "pcnp"];
    await expectEqual(
      live,
      index,
      asked.flatMap((species) =>
        queries.flatMap((query) => [
          ...suggestions({ species, query }),
          ...suggestions({ species, query, limit: "2" }),
        ]),
      ),
    );
  });

  test("stable ids", async () => {
    const found = new Set<number>();
    for (const id of STABLE_IDS) {
      for (const species of [undefined, "homo_sapiens", "mus musculus", "nothing_at_all"]) {
        const asked = target("/v1/genes", { species, stable_id: id });
        await expectEqual(live, index, [asked]);
        if (species === undefined) found.add((await live.json<unknown[]>(asked)).length);
      }
    }
    expect([...found].sort()).toEqual([0, 1, 2]);
  });

  test("all species with their counts", async () => {
    await expectEqual(live, index, ["/v1/species"]);
    const [human] = (await live.json<{ name: string; genes: number }[]>("/v1/species")).filter(
      ({ name }) => name === "homo_sapiens",
    );
    expect(human!.genes).toBeGreaterThan(MANY_GENES);
  });

  test("limits, and missing parameters", async () => {
    const asked = ["brca", "y_rna", "a"].flatMap((query) =>
      LIMITS.flatMap((limit) => suggestions({ species: "homo_sapiens", query, limit })),
    );
    const missing = [
      ...suggestions({ species: "homo_sapiens" }),
      ...suggestions({ query: "brca" }),
    ];
    await expectEqual(live, index, [...asked, ...missing, "/v1/genes?species=homo_sapiens"]);
  });
});

test("settings that shape answers work as with an index", async () => {
  const { url } = await databaseOf(db, ROWS);
  for (const settings of [
    { labelMinimum: 1, defaultLimit: 2, maximumLimit: 3 },
    { labelMinimum: 5, defaultLimit: 50, maximumLimit: 10 },
  ]) {
    await using live = await serveLive(url, { settings });
    await using index = serveNarrowly(asRead(ROWS), settings);
    const asked = QUERIES.flatMap((query) => suggestions({ species: "homo_sapiens", query }));
    const limited = ["1", "4", "1000"].flatMap((limit) =>
      suggestions({ species: "mus_musculus", query: "t", limit }),
    );
    await expectEqual(live, index, [...asked, ...limited]);
  }
});

test("a whole name of any length is found under /v1", async () => {
  const { url } = await databaseOf(db, ROWS);
  await using live = await serveLive(url);
  const asked = { species: "mus_musculus", query: "t" };
  expect(await live.json<unknown>(target("/gene_suggest/", asked))).toEqual([]);
  expect(await live.json<unknown>(target("/v1/suggest", asked))).toMatchObject({
    suggestions: [{ label: "T", tier: "exact", stable_id: "ENSMUSG00000062327" }],
  });
});

test("rows that an index would refuse are not found", async () => {
  const rows: Row[] = [
    human("BRCA1", "ENSG1", "1:1-2", "core"),
    human("BRCA1", "ENSG\u00012", "1:1-2", "core"),
    human("BRCA1", "ENSG3", "1\u0000:1-2", "core"),
    human("BRCA1", "ENSG4", "1:1-2", "co\tre"),
    human("BRCA2\n"),
    human("BRCA\u007f3"),
    human("BRCA\u00854"),
    human("BRCA".padEnd(256, "5")),
    ["pan\tpaniscus", "BRCA1", null, null, null],
  ];
  const { url } = await databaseOf(db, rows, "CHARSET utf8mb4", "varchar(300)");
  await using live = await serveLive(url);
  await using index = serveNarrowly(rows);
  const queries = ["brca", "brca1", "brca2", "brca2\n", "brca\u007f", "brca\u0085", "brca555"];
  await expectEqual(
    live,
    index,
    queries.flatMap((query) => questions("homo_sapiens", query)),
  );
  expect(await live.json<unknown>("/v1/suggest?species=homo_sapiens&query=brca")).toMatchObject({
    suggestions: [{ label: "BRCA1", genes: 1 }],
  });
});

describe("special characters of SQL are searched literally", () => {
  const INJECTIONS = [
    "x' OR '1'='1",
    "\\' OR 1=1 -- ",
    "' UNION SELECT 'homo_sapiens', 'BRCA1' -- ",
    "brca'; DROP TABLE gene_autocomplete; -- ",
    '" OR ""="',
    "homo_sapiens' OR '1'='1",
    "` OR 1=1 -- ",
    "%' ESCAPE '!' OR 1=1 -- ",
  ];

  test.each(["DEFAULT", OTHER_QUOTES])("sql_mode = %s", async (sqlMode) => {
    const { url, table } = await databaseOf(db, ROWS);
    await db.sql(`SET GLOBAL sql_mode = ${sqlMode}`);
    try {
      await using live = await serveLive(url);
      for (const text of INJECTIONS) {
        const [ofQuery, ofQueryV1, ofLabel] = questions("homo_sapiens", text);
        expect(await live.json<unknown>(ofQuery!)).toEqual([]);
        expect(await live.json<unknown>(ofQueryV1!)).toMatchObject({ suggestions: [] });
        expect(await live.json<unknown>(ofLabel!)).toEqual([]);
        const [ofSpecies, ofSpeciesV1] = questions(text, "brca");
        expect(await live.json<unknown>(ofSpecies!)).toEqual([]);
        expect((await live.get(ofSpeciesV1!)).status).toBe(404);
      }
      const odd = await live.json<unknown>("/gene_suggest/?species=homo_sapiens&query=a%25b");
      expect(odd).toEqual(["a%b"]);
    } finally {
      await db.sql("SET GLOBAL sql_mode = DEFAULT");
    }
    const [counted] = await db.sql(`SELECT COUNT(*) AS count FROM ${table}`);
    expect(counted!.count).toBe(ROWS.length);
  });

  test.each(["CHARSET utf8mb4", "CHARSET utf8mb3", "ENGINE = MyISAM CHARSET latin1"])(
    "text of 5,000 characters and such as is no text: %s",
    async (options) => {
      const { url } = await databaseOf(db, ROWS, options);
      await using live = await serveLive(url);
      await using index = serveNarrowly(asRead(ROWS));
      const texts = ["x".repeat(5000), "% ".repeat(2500), "a ".repeat(2500), "é".repeat(2500)];
      const asked = [...texts, "\0", "\0".repeat(100), "😀", "\u{10ffff}"].flatMap((text) => [
        ...questions("homo_sapiens", text),
        ...questions(text, "brca"),
      ]);
      // A lone surrogate, an overlong slash, half a character and half an escape.
      const encoded = ["%ED%A0%80", "%C0%AF", "%C3", "%", "%zz"].flatMap((text) => [
        `/v1/suggest?species=homo_sapiens&query=brca${text}`,
        `/v1/suggest?species=homo_sapiens${text}&query=brca`,
      ]);
      await expectEqual(live, index, [...asked, ...encoded]);
      const { catalogue } = live.state.requireServed();
      const limits = { limit: 5, labelMinimum: 3, match: "prefix" } as const;
      for (const [species, query] of [
        ["homo_sapiens", "brca\ud800"],
        ["homo_sapiens\udc00", "brca"],
      ] as const) {
        const labels = catalogue.stepwise.labels([species], { query, ...limits });
        expect(await finishInTime(labels)).toEqual({
          labels: [],
          tier: null,
        });
      }
    },
  );
});

describe("answers are never cached:", () => {
  test("they have no validators, and If-None-Match is ignored", async () => {
    const { url } = await databaseOf(db, GENES);
    await using live = await serveLive(url);
    const asked = [...questions("homo_sapiens", "brca1"), "/v1/species", "/v1/index"];
    for (const question of asked) {
      const response = await live.get(question, { headers: { "If-None-Match": "*" } });
      expect(response.status).toBe(200);
      expect(response.headers.get("etag")).toBeNull();
      expect(response.headers.get("cache-control")).toBeNull();
      expect(await response.text()).not.toBe("");
    }
  });

  test("the same request has another answer once the table has changed", async () => {
    const { url, table } = await databaseOf(db, GENES);
    await using live = await serveLive(url);
    const labels = () => live.json<string[]>("/gene_suggest/?species=homo_sapiens&query=brca");
    const genes = () => live.json<unknown[]>("/v1/genes?species=homo_sapiens&label=brca9");
    const species = async () =>
      (await live.json<{ name: string; labels: number }[]>("/v1/species")).find(
        ({ name }) => name === "homo_sapiens",
      )!.labels;
    expect([await labels(), await genes(), await species()]).toEqual([["BRCA1", "BRCA2"], [], 4]);
    await insertRows(db, [human("BRCA9", "ENSG00000000009", "9:1-2", "core")], table);
    expect(await labels()).toEqual(["BRCA1", "BRCA2", "BRCA9"]);
    expect(await genes()).toHaveLength(1);
    expect(await species()).toBe(5);
    await db.sql(`UPDATE ${table} SET location = '9:3-4' WHERE display_label = 'BRCA9'`);
    expect(await genes()).toMatchObject([{ start: 3, end: 4 }]);
    await db.sql(`DELETE FROM ${table} WHERE display_label = 'BRCA9'`);
    expect([await labels(), await genes(), await species()]).toEqual([["BRCA1", "BRCA2"], [], 4]);
  });
});

test("MATCH is limited to what a database answers", async () => {
  const { url } = await databaseOf(db, GENES);
  await using narrow = await serveLive(url);
  await using fuzzy = await serveLive(url, { settings: { match: "fuzzy" } });
  const asked = ["brca1", "rca1", "brac1"].flatMap((query) => [
    ...suggestions({ species: "homo_sapiens", query }),
    target("/gene_suggest/", { species: "homo_sapiens", query, match: "fuzzy" }),
  ]);
  await expectEqual(fuzzy, narrow, asked);
  const [first] = suggestions({ species: "homo_sapiens", query: "brca1" });
  expect(await fuzzy.json<unknown>(first!)).toEqual(["BRCA1"]);
});

describe("/v1/resolve", () => {
  const resolve = async (live: TestServer, species: string, names: readonly string[]) => {
    const response = await live.get("/v1/resolve", {
      method: "POST",
      body: JSON.stringify({ species, names }),
    });
    expect(response.headers.get("cache-control")).toBe("no-store");
    return { status: response.status, body: (await response.json()) as Resolutions };
  };

  test("finds whole labels, and suggests labels that start with other names", async () => {
    const { url } = await databaseOf(db, GENES);
    await using live = await serveLive(url);
    const names = ["hla-a", "brca", "BRCA1", "ENSG00000139618", "", "zzz"];
    const { status, body } = await resolve(live, "Homo sapiens", names);
    expect(status).toBe(200);
    expect(body.species).toBe("homo_sapiens");
    expect(
      body.results.map(({ name, tier, genes, suggestions: near }) => [
        name,
        tier,
        genes.map(({ chromosome }) => chromosome),
        near.map(({ label, tier: why }) => `${label} ${why}`),
      ]),
    ).toEqual([
      ["hla-a", "exact", ["6", "CHR_HSCHR6_MHC_QBL_CTG1", "1"], []],
      ["brca", null, [], ["BRCA1 prefix", "BRCA2 prefix"]],
      ["BRCA1", "exact", ["17"], []],
      ["ENSG00000139618", null, [], []],
      ["", null, [], []],
      ["zzz", null, [], []],
    ]);
    expect((await resolve(live, "nothing_at_all", names)).status).toBe(404);
  });

  test("takes a thousand names", async () => {
    const { url } = await databaseOf(db, GENES);
    await using live = await serveLive(url);
    const names = Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? "brca1" : `none${i}`));
    const { status, body } = await resolve(live, "homo_sapiens", names);
    expect(status).toBe(200);
    expect(body.results.map(({ name }) => name)).toEqual(names);
    expect(body.results.filter(({ tier }) => tier === "exact")).toHaveLength(500);
  });
});

test("match accepts only prefix, and the error says why", async () => {
  const { url } = await databaseOf(db, GENES);
  await using live = await serveLive(url);
  const asked = { species: "homo_sapiens", query: "brca" };
  expect(await live.json<unknown>(target("/v1/suggest", { ...asked, match: "prefix" }))).toEqual(
    await live.json<unknown>(target("/v1/suggest", asked)),
  );
  for (const match of ["infix", "fuzzy", ""]) {
    const response = await live.get(target("/v1/suggest", { ...asked, match }));
    expect(response.status).toBe(400);
    const problem = (await response.json()) as ProblemBody;
    expect(problem.parameter).toBe("match");
    expect(problem.detail).toContain("AGGRESSIVE_CACHING");
  }
});

test("/v1/index describes the source without its password", async () => {
  const { name } = await databaseOf(db, GENES);
  await using live = await serveLive(urlOf(db, name, { login: `reader:${PASSWORD}` }));
  const body = await (await live.get("/v1/index")).text();
  expect(body).not.toContain(PASSWORD);
  expect(JSON.parse(body)).toMatchObject({
    generation: null,
    format_version: null,
    built: null,
    rows: null,
    source: `${urlOf(db, name, { login: "reader" })} gene_autocomplete`,
    species: 5,
    labels: 17,
    genes: 20,
    tiers: ["exact", "prefix"],
  });
});

describe("species may come and go:", () => {
  const PAN: Row = ["pan_paniscus", "BRCA1", "ENSPPAG00000000001", "17:1-2", "core"];
  const ASKED = { species: "Pan paniscus", query: "brca" };

  test("a new one is found, and is unknown before", async () => {
    const { url, table } = await databaseOf(db, GENES);
    await using live = await serveLive(url, { speciesTimes: { soonestMs: 0 } });
    const [lenient, strict] = suggestions(ASKED);
    expect(await live.json<unknown>(lenient!)).toEqual([]);
    expect((await live.get(strict!)).status).toBe(404);
    await insertRows(db, [PAN], table);
    expect(await live.json<unknown>(strict!)).toMatchObject({ species: ["pan_paniscus"] });
    expect(await live.json<unknown>(lenient!)).toEqual(["BRCA1"]);
  });

  test("their names are not read again at once, as that takes a scan of the table", async () => {
    const { url, table } = await databaseOf(db, GENES);
    await using live = await serveLive(url, { speciesTimes: { soonestMs: 3_600_000 } });
    const [lenient, strict] = suggestions(ASKED);
    expect(await live.json<unknown>(lenient!)).toEqual([]);
    await insertRows(db, [PAN], table);
    expect(await live.json<unknown>(lenient!)).toEqual([]);
    expect((await live.get(strict!)).status).toBe(404);
  });

  test("a removed one is forgotten", async () => {
    const { url, table } = await databaseOf(db, [...GENES, PAN]);
    await using live = await serveLive(url, { speciesTimes: { freshMs: 0 } });
    const [, strict] = suggestions(ASKED);
    expect((await live.get(strict!)).status).toBe(200);
    await db.sql(`DELETE FROM ${table} WHERE species = 'pan_paniscus'`);
    await until(async () => (await live.get(strict!)).status === 404);
  });

  test("for an unknown one similar names are suggested", async () => {
    const { url } = await databaseOf(db, GENES);
    await using live = await serveLive(url);
    const response = await live.get("/v1/suggest?species=homo_sapien&query=brca");
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      type: "urn:assembl:problem:unknown-species",
      parameter: "species",
      did_you_mean: ["homo_sapiens"],
    });
    expect(await live.json<unknown>("/gene_suggest/?species=homo_sapien&query=brca")).toEqual([]);
  });

  test("two whose names the collation treats as equal have rows of their own", async () => {
    const { url } = await databaseOf(db, [
      ["homo_sapiens", "BRCA1", "ENSG1", null, null],
      ["Homo_sapiens", "BRCA2", "ENSG2", null, null],
      ["hömo_sapiens", "BRCA3", "ENSG3", null, null],
      ["homo_sapiens ", "BRCA4", "ENSG4", null, null],
    ]);
    await using live = await serveLive(url);
    const labels = (species: string) =>
      live.json<string[]>(target("/gene_suggest/", { species, query: "brca" }));
    expect(await labels("homo_sapiens")).toEqual(["BRCA1"]);
    expect(await labels("Homo_sapiens")).toEqual(["BRCA2"]);
    expect(await labels("hömo_sapiens")).toEqual(["BRCA3"]);
    expect(await labels("homo_sapiens ")).toEqual(["BRCA4"]);
    expect(await live.json<{ name: string }[]>("/v1/species")).toEqual(
      ["Homo_sapiens", "homo_sapiens", "homo_sapiens ", "hömo_sapiens"].map((name) =>
        expect.objectContaining({ name, labels: 1, genes: 1 }),
      ),
    );
  });
});

describe("no request reads the whole table", () => {
  const ASKED: [Parameters, string[]][] = [
    [{ species: "homo_sapiens", query: "brca1" }, ["BRCA1"]],
    [
      { species: "homo_sapiens", query: "protein k" },
      ["protein  kinase", "protein kinase", " Protein   kinase 2 "],
    ],
    [{ species: "pan_paniscus", query: "brca" }, []],
    [{ species: "caf\u00e9\u0001", query: "brca" }, []],
    [{ species: "😀", query: "brca" }, []],
  ];

  test.each([
    "CHARSET utf8mb4",
    "CHARSET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci",
    "CHARSET utf8mb3 COLLATE utf8mb3_unicode_ci",
    "ENGINE = MyISAM CHARSET latin1",
  ])("with %s", async (options) => {
    const { url } = await databaseOf(db, ROWS, options);
    await using live = await serveLive(url);
    // Reads the names of species, once.
    await live.json<unknown>("/v1/suggest?species=homo_sapiens&query=");
    for (const [asked, found] of ASKED) {
      const before = await rowsRead();
      expect(await live.json<string[]>(target("/gene_suggest/", asked))).toEqual(found);
      expect((await rowsRead()) - before).toBeLessThan(ROWS.length / 10);
    }
  });

  /** Rows that the server has read one after the other. */
  async function rowsRead(): Promise<number> {
    const counts = await db.sql("SHOW GLOBAL STATUS LIKE 'Handler_read%next'");
    return counts.reduce((sum, { Value }) => sum + Number(Value), 0);
  }
});

describe("the table may be", () => {
  test("of an old release: latin1, without location and db", async () => {
    const { url, table } = await createDatabase(db);
    await db.sql(`
      CREATE TABLE ${table} (
        species varchar(255), stable_id varchar(128) NOT NULL, display_label varchar(128),
        KEY (species, display_label)
      ) ENGINE = MyISAM CHARSET latin1;
      INSERT INTO ${table} VALUES
        ('vitis_vinifera', 'VIT_01', 'é§1'), ('vitis_vinifera', 'VIT_02', 'É§1'),
        ('vitis_vinifera', 'VIT_03', 'e§1'), ('vitis_vinifera', 'VIT_04', NULL),
        ('café', 'VIT_05', 'é§2')`);
    await using live = await serveLive(url);
    const labels = (species: string, query: string) =>
      live.json<string[]>(target("/gene_suggest/", { species, query }));
    expect(await labels("vitis_vinifera", "é§1")).toEqual(["é§1"]);
    expect(await labels("vitis_vinifera", "e§1")).toEqual(["e§1"]);
    expect(await labels("vitis_vinifera", "😀§1")).toEqual([]);
    expect(await labels("café", "é§2")).toEqual(["é§2"]);
    const genes = await live.json<unknown>(
      target("/v1/genes", { species: "vitis_vinifera", label: "É§1" }),
    );
    expect(genes).toEqual([{ label: "É§1", species: "vitis_vinifera", stable_id: "VIT_02" }]);
    expect(await live.json<unknown>("/v1/species")).toEqual([
      { name: "café", labels: 1, genes: 1 },
      { name: "vitis_vinifera", labels: 3, genes: 3 },
    ]);
  });

  test("without stable ids, and then none is found", async () => {
    const { url, table } = await createDatabase(db);
    await db.sql(`
      CREATE TABLE ${table} (species varchar(255), display_label varchar(128));
      INSERT INTO ${table} VALUES ('a_b', 'BRCA1'), ('a_b', 'BRCA1'), ('a_b', 'BRCA2')`);
    await using live = await serveLive(url);
    expect(await live.json<unknown>("/v1/suggest?species=a_b&query=brca1")).toMatchObject({
      suggestions: [{ label: "BRCA1", genes: 2 }],
    });
    expect(await live.json<unknown>("/v1/species")).toEqual([{ name: "a_b", labels: 2, genes: 3 }]);
    expect(await live.json<unknown>("/v1/genes?stable_id=ENSG1")).toEqual([]);
    expect(await live.json<unknown>("/v1/genes?species=a_b&stable_id=ENSG1")).toEqual([]);
  });

  test("one with its columns in another order and case, among others", async () => {
    const { url, table } = await createDatabase(db);
    await db.sql(`
      CREATE TABLE ${table} (
        DB varchar(32), name varchar(32), Display_Label varchar(128), \`rank\` int,
        LOCATION varchar(60), labels int, Stable_ID varchar(128), Species varchar(255)
      ) CHARSET utf8mb4;
      INSERT INTO ${table} VALUES
        ('core', 'first', 'BRCA2', 1, '13:1-2', 7, 'ENSG2', 'homo_sapiens'),
        ('core', 'other', 'BRCA1', 2, '17:1-2', 7, 'ENSG1', 'homo_sapiens')`);
    await using live = await serveLive(url);
    const genes = await live.json<unknown>("/v1/genes?species=homo_sapiens&label=brca2");
    const place = { chromosome: "13", start: 1, end: 2 };
    expect(genes).toEqual([
      { label: "BRCA2", species: "homo_sapiens", stable_id: "ENSG2", ...place, db: "core" },
    ]);
    expect(await live.json<unknown>("/v1/species")).toEqual([
      { name: "homo_sapiens", labels: 2, genes: 2 },
    ]);
  });
});

describe("the table may change while the server runs:", () => {
  const GENE = "/v1/genes?species=homo_sapiens&label=brca2";
  const FULL = { stable_id: "ENSG00000139618", chromosome: "13", db: "core" };

  /** Asks twice at most for an answer, the first of which may be 503. */
  async function secondAnswer<T>(server: TestServer, asked: string): Promise<T> {
    const first = await server.get(asked);
    if (first.status !== 200) expect(first.status).toBe(503);
    return server.json<T>(asked);
  }

  test("a column is dropped, and then another", async () => {
    const { url, table } = await databaseOf(db, GENES);
    await using live = await serveLive(url);
    expect(await live.json<unknown>(GENE)).toMatchObject([FULL]);
    await db.sql(`ALTER TABLE ${table} DROP COLUMN location`);
    const [gene] = await secondAnswer<Record<string, unknown>[]>(live, GENE);
    expect(gene).toEqual(expect.objectContaining({ stable_id: FULL.stable_id, db: "core" }));
    expect(gene).not.toHaveProperty("chromosome");
    await db.sql(`ALTER TABLE ${table} DROP COLUMN db`);
    expect(await secondAnswer<unknown[]>(live, "/v1/species")).toHaveLength(5);
    expect((await live.json<unknown[]>(GENE))[0]).not.toHaveProperty("db");
  });

  test("a column is added", async () => {
    const { url, table } = await databaseOf(db, GENES);
    await db.sql(`ALTER TABLE ${table} DROP COLUMN location`);
    await using live = await serveLive(url, { times: { shapeMs: 0 } });
    expect((await live.json<unknown[]>(GENE))[0]).not.toHaveProperty("chromosome");
    await db.sql(`ALTER TABLE ${table} ADD COLUMN location varchar(60) FIRST;
      UPDATE ${table} SET location = '13:32315086-32400268'`);
    expect(await secondAnswer<unknown>(live, GENE)).toMatchObject([FULL]);
  });

  test("its collation becomes case-sensitive", async () => {
    const { url, table } = await databaseOf(db, GENES);
    await using live = await serveLive(url, { times: { shapeMs: 0 } });
    const asked = "/gene_suggest/?species=homo_sapiens&query=brca2";
    expect(await live.json<unknown>(asked)).toEqual(["BRCA2"]);
    await db.sql(`ALTER TABLE ${table} CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
    expect(await secondAnswer<unknown>(live, asked)).toEqual(["BRCA2"]);
  });

  test("it is replaced, as by a release", async () => {
    const { url, table } = await databaseOf(db, GENES);
    const { table: next } = await databaseOf(db, [
      ...GENES,
      human("BRCA9", "ENSG00000000009", "9:1-2", "core"),
    ]);
    await using live = await serveLive(url);
    const asked = "/gene_suggest/?species=homo_sapiens&query=brca9";
    expect(await live.json<unknown>(asked)).toEqual([]);
    await db.sql(`DROP TABLE ${table}; RENAME TABLE ${next} TO ${table}`);
    expect(await secondAnswer<unknown>(live, asked)).toEqual(["BRCA9"]);
  });
});

test("biotypes are answered, and genes on the reference stand before others", async () => {
  const { url, table } = await createDatabase(db);
  await db.sql(`
    CREATE TABLE ${table} (reference tinyint, biotype varchar(40), species varchar(40),
      display_label varchar(40), stable_id varchar(40), location varchar(40));
    INSERT INTO ${table} VALUES (0, 'lncRNA', 'homo_sapiens', 'XIST', 'E2', 'X:1-2'),
      (1, NULL, 'homo_sapiens', 'XIST', 'E1', 'HG1:5-6'), (NULL, 'tRNA', 'homo_sapiens', 'XIST', 'E3', 'Y:1-2');
  `);
  await using server = await serveLive(url);
  const genes = await server.json<{ stable_id: string; biotype?: string }[]>(
    "/v1/genes?species=homo_sapiens&label=xist",
  );
  expect(genes.map(({ stable_id, biotype }) => [stable_id, biotype])).toEqual([
    ["E3", "tRNA"],
    ["E1", undefined],
    ["E2", "lncRNA"],
  ]);
});
