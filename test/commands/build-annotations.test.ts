/** What a build reads besides rows: aliases, weights, and names of species. */

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

  test("a column of the label file, separated by |", async () => {
    await using dir = await tempDir();
    const stdin = "species\tdisplay_label\taliases\nhomo_sapiens\tTP53\tp53| LFS1 ||TRP53\n";
    const report = await built(dir, ["--from", "-"], { stdin });
    expect(report).toMatchObject({ aliases: { kept: 3, missing: 0 } });
    const catalogue = new IndexCatalogue(await open(dir.join("assembl.msgpack")));
    expect(suggested(catalogue, "homo_sapiens", "lfs1")).toEqual([["TP53", "alias", "LFS1"]]);
  });

  test("the selected species only", async () => {
    const args = ["--aliases", "a", "--species", "mus_musculus"];
    const { report } = await catalogueOf({ a: WITH_LABELS }, args);
    expect(report).toMatchObject({ aliases: { kept: 1, missing: 0 } });
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
});
