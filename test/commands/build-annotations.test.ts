/** What a build is told of labels beside their rows: aliases, other ids, weights, and names of species. */

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { IndexCatalogue } from "../../src/lookup/index-catalogue.ts";
import { build, built, openVerified as open, refused } from "../support/indexes/build.ts";
import { tempDir } from "../support/temp.ts";

// Each test runs several builds, which takes longer on a busy machine.
setDefaultTimeout(120_000);

const GENES = [
  "species\tdisplay_label\tstable_id",
  "homo_sapiens\tTP53\tENSG00000141510.19",
  "homo_sapiens\tTP63\tENSG00000073282",
  "homo_sapiens\tTPO\tENSG00000115705",
  "mus_musculus\tTrp53\tENSMUSG00000059552",
  "",
].join("\n");

/** Builds from GENES and these files by name; `@name` in the arguments stands for the path of a file. */
async function catalogueOf(files: Record<string, string | Uint8Array>, args: string[]) {
  await using dir = await tempDir();
  await Bun.write(dir.join("genes.tsv"), GENES);
  for (const [name, content] of Object.entries(files)) await Bun.write(dir.join(name), content);
  const report = await built(dir, ["--from", "genes.tsv", ...args]);
  return { report, catalogue: new IndexCatalogue(await open(dir.join("assembl.msgpack"))) };
}

const suggested = (catalogue: IndexCatalogue, species: string, query: string) =>
  catalogue
    .suggest([species], { query, limit: 5, labelMinimum: 1, match: "prefix" })
    .suggestions.map(({ label, tier, alias }) => [label, tier, ...(alias ? [alias] : [])]);

describe("aliases come from", () => {
  const lines = (header: string, ...rows: string[]) => [header, ...rows, ""].join("\n");
  const WITH_LABELS = lines(
    "species\talias\tdisplay_label",
    "homo_sapiens\tp53\tTP53",
    "homo_sapiens\tLFS1\ttp53",
    "homo_sapiens\tnothing\tBRCA9",
    "mus_musculus\tp53\tTrp53",
    "danio_rerio\tp53\ttp53",
  );

  test("a file with labels, whatever their case", async () => {
    const { report, catalogue } = await catalogueOf({ a: WITH_LABELS }, ["--aliases", "a"]);
    expect(report).toMatchObject({ aliases: { kept: 3, missing: 2, refused: 0 } });
    expect(suggested(catalogue, "homo_sapiens", "p53")).toEqual([["TP53", "alias", "p53"]]);
    expect(suggested(catalogue, "homo_sapiens", "lfs")).toEqual([["TP53", "alias-prefix", "LFS1"]]);
    expect(suggested(catalogue, "mus_musculus", "P53")).toEqual([["Trp53", "alias", "p53"]]);
    expect(suggested(catalogue, "homo_sapiens", "nothing")).toEqual([]);
  });

  test("a compressed file with stable ids, whatever their versions", async () => {
    const a = gzipSync(
      lines(
        "alias\tspecies\tstable_id\tdisplay_label",
        "p53\thomo_sapiens\tENSG00000141510\t",
        "p63\thomo_sapiens\tensg00000073282.3\tno such label",
        "x\thomo_sapiens\tENSG00000000001\tTP53",
      ),
    );
    const { report, catalogue } = await catalogueOf({ a }, ["--aliases", "a"]);
    expect(report).toMatchObject({ aliases: { kept: 2, missing: 1 } });
    expect(suggested(catalogue, "homo_sapiens", "p53")).toEqual([["TP53", "alias", "p53"]]);
    expect(suggested(catalogue, "homo_sapiens", "p63")).toEqual([["TP63", "alias", "p63"]]);
  });

  test("a table of HGNC, which finds genes by their ids in Ensembl and has former symbols", async () => {
    const hgnc = lines(
      "hgnc_id\tsymbol\tstatus\talias_symbol\tprev_symbol\tentrez_id\tensembl_gene_id",
      'HGNC:11998\tTP53\tApproved\t"p53|LFS1"\t\t7157\tENSG00000141510',
      "HGNC:15979\tTP73L2\tApproved\t\tKET\t8626\tENSG00000073282",
    );
    const args = ["--aliases", "h", "--ids", "h"];
    const { report, catalogue } = await catalogueOf({ h: hgnc }, args);
    expect(report).toMatchObject({
      aliases: { kept: 4, missing: 0 },
      ids: { kept: 4, missing: 0 },
    });
    const of = (query: string) => suggested(catalogue, "homo_sapiens", query);
    expect(of("lfs1")).toEqual([["TP53", "alias", "LFS1"]]);
    expect(of("ket")).toEqual([["TP63", "alias", "KET"]]);
    expect(of("TP73L2")).toEqual([["TP63", "alias", "TP73L2"]]);
    expect(of("8626")).toEqual([["TP63", "id"]]);
    expect(of("hgnc:15979")).toEqual([["TP63", "id"]]);
  });

  test("a table of a species that is not in the build, which is refused", async () => {
    const table = lines("#tax_id\tGeneID\tSymbol\tLocusTag\tSynonyms", "7955\t1\ta\t-\tb");
    await using dir = await tempDir();
    await Bun.write(dir.join("genes.tsv"), GENES);
    await Bun.write(dir.join("gene_info"), table);
    const run = ["--from", "genes.tsv", "--aliases", "gene_info"];
    expect((await build(dir, run)).stderr).toContain("gene_info has genes of no species of this");
  });

  test("a column of the label file, separated by |", async () => {
    await using dir = await tempDir();
    const stdin = "species\tdisplay_label\taliases\nhomo_sapiens\tTP53\tp53| LFS1 ||TRP53\n";
    const report = await built(dir, ["--from", "-"], { stdin });
    expect(report).toMatchObject({ aliases: { kept: 3, missing: 0 } });
    const catalogue = new IndexCatalogue(await open(dir.join("assembl.msgpack")));
    expect(suggested(catalogue, "homo_sapiens", "lfs1")).toEqual([["TP53", "alias", "LFS1"]]);
  });

  test("a file that tells former symbols, which then stand before synonyms", async () => {
    const a = lines(
      "species\tdisplay_label\talias\tformer",
      "homo_sapiens\tTPO\tMGDF\t0",
      "homo_sapiens\tTP63\tMGDFX\t1",
      "homo_sapiens\tTP53\tMGDF\t",
      "homo_sapiens\tTP63\tMGDF\t1",
    );
    const { report, catalogue } = await catalogueOf({ a }, ["--aliases", "a"]);
    expect(report).toMatchObject({ aliases: { kept: 4, missing: 0, refused: 0, tooMany: 0 } });
    const found = (query: string) =>
      catalogue
        .suggest(["homo_sapiens"], { query, limit: 5, labelMinimum: 1, match: "prefix" })
        .suggestions.map(({ label, tier, alias, former }) => [label, tier, alias, former]);
    expect(found("mgdf")).toEqual([
      ["TP63", "alias", "MGDF", true],
      ["TPO", "alias", "MGDF", undefined],
      ["TP53", "alias", "MGDF", undefined],
    ]);
    expect(found("mgdfx")).toEqual([["TP63", "alias", "MGDFX", true]]);
  });

  test("a column of former symbols of the labels", async () => {
    await using dir = await tempDir();
    const stdin =
      "species\tdisplay_label\taliases\tformer\nh\tKMT2A\tHRX\tMLL| MLL1 \nh\tMLLT3\tAF9\t\n";
    const report = await built(dir, ["--from", "-"], { stdin });
    expect(report).toMatchObject({ aliases: { kept: 4, missing: 0 } });
    const catalogue = new IndexCatalogue(await open(dir.join("assembl.msgpack")));
    const found = (query: string) =>
      catalogue
        .suggest(["h"], { query, limit: 5, labelMinimum: 1, match: "prefix" })
        .suggestions.map(({ label, tier, former }) => [label, tier, former]);
    expect(found("mll1")).toEqual([["KMT2A", "alias", true]]);
    expect(found("hrx")).toEqual([["KMT2A", "alias", undefined]]);
  });

  test("the selected species only", async () => {
    const args = ["--aliases", "a", "--species", "mus_musculus"];
    const { report } = await catalogueOf({ a: WITH_LABELS }, args);
    expect(report).toMatchObject({ aliases: { kept: 1, missing: 0 } });
  });
});

describe("other ids come from", () => {
  const I = [
    "species\tid\tdisplay_label\tstable_id",
    "homo_sapiens\tHGNC:11998\tTP53\t",
    "homo_sapiens\tP04637\t\tensg00000141510",
    "homo_sapiens\tP04637\ttp63\t",
    "homo_sapiens\tHGNC:0\tBRCA9\t",
    "mus_musculus\tMGI:98834\tTrp53\t",
    "danio_rerio\tZDB-GENE-990415-270\ttp53\t",
    `homo_sapiens\t${"9".repeat(256)}\tTP53\t`,
    "",
  ].join("\n");

  test("a file, of labels and of stable ids", async () => {
    const { report, catalogue } = await catalogueOf({ i: I }, ["--ids", "i"]);
    expect(report).toMatchObject({ ids: { kept: 4, missing: 2, refused: 1 } });
    expect(suggested(catalogue, "homo_sapiens", "hgnc:11998")).toEqual([["TP53", "id"]]);
    expect(suggested(catalogue, "homo_sapiens", "p04637")).toEqual([
      ["TP53", "id"],
      ["TP63", "id"],
    ]);
    expect(suggested(catalogue, "mus_musculus", "MGI:98834")).toEqual([["Trp53", "id"]]);
    expect(suggested(catalogue, "homo_sapiens", "HGNC:0")).toEqual([]);
    expect(catalogue.genesByLabel("homo_sapiens", "TP53")).toEqual([
      {
        label: "TP53",
        species: "homo_sapiens",
        stable_id: "ENSG00000141510.19",
        other_ids: ["HGNC:11998", "P04637"],
      },
    ]);
    expect(catalogue.genesByLabel("homo_sapiens", "TPO")).toEqual([
      { label: "TPO", species: "homo_sapiens", stable_id: "ENSG00000115705" },
    ]);
  });

  test("a column of the labels, with | between them, and a file beside it", async () => {
    await using dir = await tempDir();
    await Bun.write(dir.join("i"), "species\tid\tdisplay_label\nh\t7157\tTP53\nh\t1\tTP53\n");
    const stdin = "species\tdisplay_label\tids\nh\tTP53\tHGNC:11998| 7157 |\nh\tTP63\t\n";
    const report = await built(dir, ["--from", "-", "--ids", "i"], { stdin });
    expect(report).toMatchObject({ ids: { kept: 2, missing: 0, refused: 0 } });
    const catalogue = new IndexCatalogue(await open(dir.join("assembl.msgpack")));
    expect(catalogue.genesByLabel("h", "TP53")).toEqual([
      { label: "TP53", species: "h", other_ids: ["HGNC:11998", "7157", "1"] },
    ]);
    expect(suggested(catalogue, "h", "7157")).toEqual([["TP53", "id"]]);
  });

  test("the selected species only", async () => {
    const args = ["--ids", "i", "--species", "mus_musculus"];
    const { report } = await catalogueOf({ i: I }, args);
    expect(report).toMatchObject({ ids: { kept: 1, missing: 0, refused: 0 } });
  });
});

describe("weights come from", () => {
  test("a file with labels and ids, where the largest of several counts", async () => {
    const w = [
      "species\tdisplay_label\tstable_id\tweight",
      "homo_sapiens\tTPO\t\t0.5",
      "homo_sapiens\t\tENSG00000073282\t100",
      "homo_sapiens\ttpo\t\t1e3",
      "homo_sapiens\tBRCA9\t\t7",
      "",
    ].join("\n");
    const { report, catalogue } = await catalogueOf({ w }, ["--weights", "w"]);
    expect(report).toMatchObject({ weights: { kept: 3, missing: 1 } });
    const labels = suggested(catalogue, "homo_sapiens", "tp").map(([label]) => label);
    expect(labels).toEqual(["TPO", "TP63", "TP53"]);
  });

  test("a column of the label file", async () => {
    await using dir = await tempDir();
    const stdin = "species\tdisplay_label\tweight\nh\tTPO\t\nh\tTP53\t3\nh\tTPX\t0\n";
    await built(dir, ["--from", "-"], { stdin });
    const catalogue = new IndexCatalogue(await open(dir.join("assembl.msgpack")));
    expect(suggested(catalogue, "h", "tp").map(([label]) => label)).toEqual(["TP53", "TPO", "TPX"]);
  });
});

test("species are also found by the names in a file", async () => {
  const n =
    "species\tname\nhomo_sapiens\tMensch\nhomo_sapiens\tMensch\ndanio_rerio\tZebrabärbling\n";
  const { report, catalogue } = await catalogueOf({ n }, ["--species-names", "n"]);
  expect(report).toMatchObject({ speciesNames: { kept: 1, unknownSpecies: ["danio_rerio"] } });
  expect(catalogue.index.species[0]).toMatchObject({ name: "homo_sapiens", names: ["Mensch"] });
  expect(suggested(catalogue, "mensch", "tp63")).toEqual([["TP63", "exact"]]);
});

test("the report has a line for each kind of annotation, if there are any", async () => {
  await using dir = await tempDir();
  await Bun.write(dir.join("genes.tsv"), GENES);
  await Bun.write(
    dir.join("a"),
    "species\talias\tdisplay_label\nhomo_sapiens\tp53\tTP53\nx\ty\tz\n",
  );
  const { stdout } = await build(dir, ["--from", "genes.tsv", "--aliases", "a"]);
  expect(stdout).toMatch(/^aliases +1\naliases without a label +1\nbytes /m);
  expect(stdout).not.toContain("weights");
  expect(stdout).not.toMatch(/^ids/m);
});

test("the report has lines for other ids, and for aliases beyond what a label keeps", async () => {
  await using dir = await tempDir();
  await Bun.write(dir.join("genes.tsv"), GENES);
  const aliases = Array.from({ length: 300 }, (_, i) => `homo_sapiens\ta${i}\tTP53`);
  await Bun.write(dir.join("a"), ["species\talias\tdisplay_label", ...aliases, ""].join("\n"));
  const ids = [
    "species\tid\tdisplay_label",
    "homo_sapiens\t7157\tTP53",
    "homo_sapiens\t1\tBRCA9",
    `homo_sapiens\t${"9".repeat(256)}\tTP53`,
  ];
  await Bun.write(dir.join("i"), ids.join("\n"));
  const args = ["--from", "genes.tsv", "--aliases", "a", "--ids", "i"];
  const { stdout } = await build(dir, args);
  expect(stdout).toMatch(/^aliases +300\naliases beyond 256 of a label +44\n/m);
  expect(stdout).toMatch(/^ids +1\nids without a label +1\nids refused +1\nbytes /m);
});

describe("a build fails, and writes nothing, because of", () => {
  const REFUSED: [string, string[], string, string][] = [
    [
      "a weight that is none",
      ["--weights", "f"],
      "species\tdisplay_label\tweight\nh\tTP53\theavy\n",
      'f line 2 has the weight "heavy"',
    ],
    [
      "a weight below 0",
      ["--weights", "f"],
      "species\tdisplay_label\tweight\nh\tTP53\t-1\n",
      'f line 2 has the weight "-1"',
    ],
    [
      "a file without what it is of",
      ["--aliases", "f"],
      "species\talias\nh\tp53\n",
      "f line 1 has no column display_label",
    ],
    [
      "a file of other things",
      ["--aliases", "f"],
      "species\tweight\tdisplay_label\n",
      "f line 1 has no column alias",
    ],
    [
      "a line without what it is of",
      ["--aliases", "f"],
      "species\talias\tstable_id\nh\tp53\t\n",
      "f line 2 has no display_label or stable_id",
    ],
    [
      "a line without an alias",
      ["--aliases", "f"],
      "species\talias\tstable_id\nh\t\tx\n",
      "f line 2 has no alias",
    ],
    [
      "a file of ids without them",
      ["--ids", "f"],
      "species\talias\tdisplay_label\n",
      "f line 1 has no column id",
    ],
    [
      "a line without an id",
      ["--ids", "f"],
      "species\tid\tstable_id\nh\t\tx\n",
      "f line 2 has no id",
    ],
    [
      "an alias that is perhaps a former symbol",
      ["--aliases", "f"],
      "species\talias\tdisplay_label\tformer\nh\tp53\tTP53\tyes\n",
      'f line 2 has "yes" in the column former',
    ],
    [
      "a line without a name",
      ["--species-names", "f"],
      "species\tname\nh\t\n",
      "f line 2 has no name",
    ],
    ["an empty file", ["--species-names", "f"], "", "f is empty"],
    ["a missing file", ["--aliases", "g"], "", "cannot read g"],
  ];
  test.each(REFUSED)("%s", async (_, args, content, problem) => {
    await using dir = await tempDir();
    await Bun.write(dir.join("genes.tsv"), GENES);
    await Bun.write(dir.join("f"), content);
    expect(await refused(dir, ["--from", "genes.tsv", ...args])).toContain(problem);
    expect(await Bun.file(dir.join("assembl.msgpack")).exists()).toBeFalse();
  });
});

test("two files from standard input are wrong usage", async () => {
  await using dir = await tempDir();
  const args = ["--from", "genes.tsv", "--aliases", "-", "--weights", "-"];
  const { code, stderr } = await build(dir, args);
  expect(code).toBe(2);
  expect(stderr).toStartWith("error: --aliases and --weights are both standard input; ");
  const withIds = await build(dir, ["--from", "genes.tsv", "--ids", "-", "--weights", "-"]);
  expect(withIds.code).toBe(2);
  expect(withIds.stderr).toStartWith("error: --ids and --weights are both standard input; ");
});
