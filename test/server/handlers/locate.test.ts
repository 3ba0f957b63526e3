import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Suggestion } from "../../../src/lookup/suggestion.ts";
import { GENES } from "../../support/data/genes.ts";
import type { Row } from "../../support/data/rows.ts";
import { databaseOf } from "../../support/servers/database.ts";
import { serveLive } from "../../support/servers/live-server.ts";
import { type MariaDb, startMariaDb } from "../../support/servers/mariadb.ts";
import { type ProblemBody, serveRows, type TestServer } from "../../support/servers/served.ts";

// A database has to start.
setDefaultTimeout(120_000);

const H = "homo_sapiens";

const ROWS: Row[] = [
  ...GENES,
  [H, "NOWHERE", "ENSG00000000001", null, "core"],
  [H, "NOWHERE2", "ENSG00000000002", "contig", "core"],
  [H, "NOWHERE3", "ENSG00000000003", "5:100-200", "core"],
  // The gene that is shown has no location, but another one of the same label has.
  [H, "TWICE", "ENSG00000000004", null, "core"],
  [H, "TWICE", "ENSG00000000005", "7:5-9", "otherfeatures"],
  [H, "Twice", "ENSG00000000006", "8:5-9", "core"],
  [H, "R&D1", "ENSG00000000007", "9:1-2", "core"],
  [H, "R", "ENSG00000000008", "10:1-2", "core"],
  [H, "Sp+1", "ENSG00000000009", "11:1-2", "core"],
  [H, "Sp 1", "ENSG00000000010", "12:1-2", "core"],
  [H, "50%", "ENSG00000000011", "13:1-2", "core"],
  ...Array.from({ length: 60 }, (_, i): Row => [H, `MANY${100 + i}`, null, null, "core"]),
  [H, "MANYMANY", "ENSG00000000012", "14:1-2", "core"],
];

const server = serveRows(ROWS);
afterAll(() => server[Symbol.asyncDispose]());

async function suggestions(name: string, from: TestServer = server): Promise<Suggestion[]> {
  const path = `/v1/locate?species=${H}&name=${name}`;
  return (await from.json<{ suggestions: Suggestion[] }>(path)).suggestions;
}

async function places(name: string, from?: TestServer): Promise<string[]> {
  const found = await suggestions(name, from);
  return found.map(({ label, chromosome, start }) => `${label} ${chromosome}:${start}`);
}

describe("what is located", () => {
  test("is what is suggested, if everything has a location", async () => {
    const suggested = await server.json(`/v1/suggest?species=${H}&query=brc`);
    expect(await server.json(`/v1/locate?species=${H}&name=brc`)).toEqual(suggested as object);
  });

  test("leaves out genes without a location or with one that cannot be parsed", async () => {
    expect(await places("nowhere")).toEqual(["NOWHERE3 5:100"]);
    expect(await places("ensg00000000001")).toEqual([]);
  });

  test("shows the first gene of the label that has one", async () => {
    expect(await places("twice")).toEqual(["TWICE 7:5", "Twice 8:5"]);
    const [first] = await suggestions("twice");
    expect(first).toMatchObject({ stable_id: "ENSG00000000005", db: "otherfeatures", genes: 2 });
    // An id stands for its own gene.
    expect(await places("ensg00000000004")).toEqual([]);
  });

  test("is found after many genes without a location", async () => {
    expect(await places("many")).toEqual(["MANYMANY 14:1"]);
  });
});

describe("a name that a client does not encode", () => {
  test.each([
    ["R&D1", "R&D1 9:1"],
    ["R%26D1", "R&D1 9:1"],
    ["Sp+1", "Sp+1 11:1"],
    ["Sp%2B1", "Sp+1 11:1"],
    ["Sp%201", "Sp 1 12:1"],
    ["50%", "50% 13:1"],
    ["50%25", "50% 13:1"],
  ])("%s is found", async (name, place) => {
    expect((await places(name))[0]).toBe(place);
  });
});

test.each([
  ["species=homo_sapiens", 400, "name"],
  ["name=BRCA2", 400, "species"],
  ["name=BRCA2&species=homo_sapiens", 400, "species"],
  ["species=homo_sapien&name=BRCA2", 404, "species"],
])("%s is refused", async (parameters, status, parameter) => {
  const response = await server.get(`/v1/locate?${parameters}`);
  expect(response.status).toBe(status);
  expect((await response.json()) as ProblemBody).toMatchObject({ status, parameter });
});

describe("with a database", () => {
  let db: MariaDb;
  let live: TestServer;
  beforeAll(async () => {
    db = await startMariaDb();
    const ascii = ROWS.filter(([, label]) => /^[\x20-\x7e]*$/.test(label!));
    live = await serveLive((await databaseOf(db, ascii)).url);
  });
  afterAll(async () => {
    await live[Symbol.asyncDispose]();
    await db[Symbol.asyncDispose]();
  });

  test.each([
    ["nowhere", ["NOWHERE3 5:100"]],
    ["twice", ["TWICE 7:5", "Twice 8:5"]],
    ["many", ["MANYMANY 14:1"]],
    ["R&D1", ["R&D1 9:1"]],
  ])("%s is located as with an index", async (name, located) => {
    expect(await places(name, live)).toEqual(located);
  });
});
