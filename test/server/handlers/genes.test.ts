import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { LabelledGene } from "../../../src/lookup/suggestion.ts";
import type { Row } from "../../support/data/rows.ts";
import { type ProblemBody, serveNothing, serveRows } from "../../support/servers/served.ts";

const server = serveRows();
afterAll(() => server[Symbol.asyncDispose]());

const genes = (parameters: string) => server.json<LabelledGene[]>(`/v1/genes?${parameters}`);

test("a gene has exactly these fields, in this order", async () => {
  const response = await server.get("/v1/genes?species=homo_sapiens&label=brca2");
  expect(await response.text()).toBe(
    '[{"label":"BRCA2","species":"homo_sapiens","stable_id":"ENSG00000139618",' +
      '"chromosome":"13","start":32315086,"end":32400268,"db":"core"}]',
  );
});

test("all genes with the label are listed, beginning with the one that a suggestion shows", async () => {
  const found = await genes("species=homo_sapiens&label=HLA-A");
  expect(found.map(({ stable_id }) => stable_id)).toEqual([
    "ENSG00000206503",
    "ENSG00000235657",
    "3105",
  ]);
});

test.each(["pcnp", "PCNP", "pCnP", "+pcnp%20"])("%s finds labels in any case", async (label) => {
  const found = await genes(`species=danio_rerio&label=${label}`);
  expect(found.map((gene) => [gene.label, gene.chromosome])).toEqual([
    ["PCNP", "21"],
    ["PCNP", "22"],
    ["pcnp", "9"],
  ]);
});

test("labels must be whole and of this species, and may be short", async () => {
  expect(await genes("species=mus_musculus&label=t")).toHaveLength(1);
  expect(await genes("species=mus_musculus&label=tb")).toEqual([]);
  expect(await genes("species=mus_musculus&label=brca2")).toEqual([]);
});

test.each(["", "+", "no-such-gene", "%00", "%ff"])("%j is unknown: []", async (label) => {
  expect(await genes(`species=homo_sapiens&label=${label}`)).toEqual([]);
});

test("values that the source lacks are absent, and a location that does not parse is given as written", async () => {
  expect(await genes("species=Drosophila+melanogaster&label=a%26b%231")).toEqual([
    { label: "A&B#1", species: "drosophila_melanogaster" },
  ]);
  expect(await genes("species=saccharomyces_cerevisiae&label=cox1")).toEqual([
    {
      label: "COX1",
      species: "saccharomyces_cerevisiae",
      stable_id: "Q0045",
      location: "Mito",
      db: "core",
    },
  ]);
});

describe("a stable id", () => {
  let BRCA2: LabelledGene[];
  beforeAll(async () => {
    BRCA2 = await genes("species=homo_sapiens&label=brca2");
    expect(BRCA2).toHaveLength(1);
  });

  test.each(["ENSG00000139618", "ensg00000139618", "ENSG00000139618.12", "+ENSG00000139618%20"])(
    "%s stands for its gene, of all species or of one",
    async (id) => {
      expect(await genes(`stable_id=${id}`)).toEqual(BRCA2);
      expect(await genes(`species=Homo+sapiens&stable_id=${id}`)).toEqual(BRCA2);
      expect(await genes(`species=mus_musculus&stable_id=${id}`)).toEqual([]);
      expect(await genes(`species=+&stable_id=${id}`)).toEqual(BRCA2);
    },
  );

  test("is found whatever version it has in the source", async () => {
    await using versioned = serveRows([
      ["b", "abc", "ENS7.3", null, null],
      ["a", "xyz", "ENS7.12", null, null],
      ["a", "abcd", "ENS7.12", "1:1-2", null],
      ["a", "abc", "ENS70", null, null],
      ["c", "abc", "ENS7.1", null, null],
    ]);
    const found = await versioned.json<LabelledGene[]>("/v1/genes?stable_id=ens7.1");
    const place = { chromosome: "1", start: 1, end: 2 };
    expect(found).toEqual([
      { label: "xyz", species: "a", stable_id: "ENS7.12" },
      { label: "abcd", species: "a", stable_id: "ENS7.12", ...place },
      { label: "abc", species: "b", stable_id: "ENS7.3" },
      { label: "abc", species: "c", stable_id: "ENS7.1" },
    ]);
    const [first] = await versioned.json<LabelledGene[]>("/v1/genes?stable_id=ENS7.3");
    expect(first).toMatchObject({ species: "b", stable_id: "ENS7.3" });
  });

  test("is whole where what looks like a version tells genes apart", async () => {
    await using yeast = serveRows([
      ["y", "abc", "SPBC11B10.01", null, null],
      ["y", "xyz", "SPBC11B10.03", null, null],
    ]);
    const ids = async (id: string) =>
      (await yeast.json<LabelledGene[]>(`/v1/genes?stable_id=${id}`)).map((gene) => gene.label);
    expect(await ids("spbc11b10.03")).toEqual(["xyz"]);
    expect(await ids("SPBC11B10.02")).toEqual([]);
    expect(await ids("SPBC11B10")).toEqual([]);
  });

  test("shows the ids of the gene in other databases, which are no stable ids", async () => {
    await using server = serveRows([["h", "BRCA2", "ENSG7", null, null, null, null, "675|P51587"]]);
    expect(await server.json("/v1/genes?stable_id=ENSG7")).toEqual([
      { label: "BRCA2", species: "h", stable_id: "ENSG7", other_ids: ["675", "P51587"] },
    ]);
    expect(await server.json("/v1/genes?stable_id=675")).toEqual([]);
  });

  test.each(["", "+", "ENSG0000013961", "ENSG000001396180", "BRCA2", "%00", "%ff"])(
    "%j is unknown: []",
    async (id) => {
      expect(await genes(`stable_id=${id}`)).toEqual([]);
    },
  );
});

test("the list has no limit", async () => {
  const many: Row[] = Array.from({ length: 758 }, (_, i) => ["h", "Y_RNA", `E${i}`, null, "core"]);
  await using crowded = serveRows(many, { maximumLimit: 1 });
  const found = await crowded.json<LabelledGene[]>("/v1/genes?species=h&label=y_rna&limit=1");
  expect(new Set(found.map(({ stable_id }) => stable_id)).size).toBe(758);
});

describe("a request that cannot be answered gets a problem:", () => {
  test.each([
    ["a missing species", "label=brca1", 400, "species"],
    ["a missing label", "species=homo_sapiens", 400, "label"],
    ["an unknown species", "species=homo&label=brca1", 404, "species"],
    ["an unknown species with an id", "species=homo&stable_id=x", 404, "species"],
    ["several species", "species=homo_sapiens,mus_musculus&label=brca1", 404, "species"],
    ["a label and an id", "species=homo_sapiens&label=brca1&stable_id=x", 400, "stable_id"],
    ["a label and an empty id", "species=homo_sapiens&label=brca1&stable_id=", 400, "stable_id"],
    ["nothing at all", "", 400, "species"],
  ])("%s", async (_, parameters, status, parameter) => {
    const response = await server.get(`/v1/genes?${parameters}`);
    expect(response.status).toBe(status);
    expect((await response.json()) as ProblemBody).toMatchObject({ status, parameter });
  });

  test("no index yet", async () => {
    await using empty = serveNothing();
    expect((await empty.get("/v1/genes?species=homo_sapiens&label=brca1")).status).toBe(503);
  });
});
