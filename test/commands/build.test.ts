import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { lstat, readdir, stat, symlink } from "node:fs/promises";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { VERSION } from "../../src/version.ts";
import { GENES } from "../support/data/genes.ts";
import { labelFile, numberedGenes } from "../support/data/label-files.ts";
import {
  build,
  built,
  bytesOf,
  openVerified as open,
  refused,
  speciesNames,
} from "../support/indexes/build.ts";
import { speciesOf } from "../support/indexes/compiled.ts";
import { flipped } from "../support/indexes/damage.ts";
import { labelsIn, matchesIn } from "../support/indexes/look-ups.ts";
import { tempDir } from "../support/temp.ts";

// Each test runs several builds, which takes longer on a busy machine.
setDefaultTimeout(120_000);

const FILE = labelFile(GENES);

describe("labels are read from", () => {
  test("a file, into ./assembl.msgpack", async () => {
    await using dir = await tempDir();
    await Bun.write(dir.join("genes.tsv"), FILE);
    await built(dir, ["--from", "genes.tsv"]);
    const index = await open(dir.join("assembl.msgpack"));
    expect(index.provenance.source).toBe("file:genes.tsv");
    expect(labelsIn(index, speciesOf(index, "homo_sapiens"), "brc", 5)).toEqual([
      "BRCA1",
      "BRCA2",
      "BRCC3",
    ]);
  });

  test.each<[string, (text: string) => Uint8Array]>([
    ["plain", (text) => Buffer.from(text)],
    ["gzip", (text) => gzipSync(text)],
    ["zstd", (text) => zstdCompressSync(text)],
  ])("standard input, %s", async (_, pack) => {
    await using dir = await tempDir();
    await built(dir, ["--from", "-", "--output", "x"], { stdin: pack(FILE) });
    const index = await open(dir.join("x"));
    expect(index.provenance.source).toBe("file:-");
    expect(index.provenance.rows.read).toBe(GENES.length);
  });

  test("a file, only the rows of selected species", async () => {
    await using dir = await tempDir();
    await Bun.write(dir.join("genes.tsv"), FILE);
    await built(dir, ["--from", "genes.tsv", "--species", "mus_musculus, danio_rerio"]);
    expect(speciesNames(await open(dir.join("assembl.msgpack")))).toEqual([
      "danio_rerio",
      "mus_musculus",
    ]);
  });
});

describe("annotations are read", () => {
  const GTF = 'chr1\tx\tgene\t5\t9\t.\t+\t.\tgene_id "G1"; gene_name "A";\n';
  const GFF3 = "##species id=9606\n1\tx\tgene\t1\t2\t.\t+\t.\tID=g2;Name=B\n1\tx\tgene\t.\t2\n";

  test("with other files, each of the species that is named before it or in it", async () => {
    await using dir = await tempDir();
    await Bun.write(dir.join("a=b.gtf"), GTF);
    await Bun.write(dir.join("b.gff3"), GFF3);
    await Bun.write(dir.join("c.tsv"), "display_label\tspecies\nC\tmus_musculus\n");
    await Bun.write(dir.join("d.tsv"), "display_label\nD\n");
    const files = ["pan =./a=b.gtf", "b.gff3", "c.tsv", "my species=d.tsv"];
    const report = await built(
      dir,
      files.flatMap((file) => ["--from", file]),
    );
    const index = await open(dir.join("assembl.msgpack"));
    expect(index.provenance.source).toBe("file:a=b.gtf file:b.gff3 file:c.tsv file:d.tsv");
    expect(report.rows).toEqual({ read: 5, repeated: 0, refused: { "no position": 1 } });
    const labels = index.species.map((species) => [species.name, labelsIn(index, species, "", 9)]);
    expect(labels).toEqual([
      ["homo_sapiens", ["B"]],
      ["mus_musculus", ["C"]],
      ["my species", ["D"]],
      ["pan", ["A"]],
    ]);
    expect((await build(dir, ["--from", "a=b.gtf"])).stderr).toContain("cannot read b.gtf");
  });

  test("of selected species", async () => {
    await using dir = await tempDir();
    await Bun.write(dir.join("a.gtf"), GTF);
    await Bun.write(dir.join("d.tsv"), "display_label\nD\n");
    const files = ["--from", "x=a.gtf", "--from", "y=a.gtf", "--from", "x=d.tsv"];
    await built(dir, [...files, "--species", "y"]);
    expect(speciesNames(await open(dir.join("assembl.msgpack")))).toEqual(["y"]);
  });

  test("of a species whose taxon is among its names", async () => {
    await using dir = await tempDir();
    await Bun.write(dir.join("names.tsv"), "species\tname\npan\t123\nhuman\t9606\n");
    const gff3 = GFF3.replace("9606", "123");
    const run = ["--from", "-", "--species-names", "names.tsv"];
    await built(dir, run, { stdin: gff3 });
    expect(speciesNames(await open(dir.join("assembl.msgpack")))).toEqual(["pan"]);
    await built(dir, run, { stdin: GFF3 });
    expect(speciesNames(await open(dir.join("assembl.msgpack")))).toEqual(["human"]);
    const { stderr } = await build(dir, ["--from", "-"], { stdin: gff3 });
    expect(stderr).toContain("error: standard input is of taxon 123");
  });

  test("of a species that is named twice, which is refused", async () => {
    await using dir = await tempDir();
    const stdin = "Species\tdisplay_label\nx\tA\n";
    const { stderr } = await build(dir, ["--from", "y=-"], { stdin });
    expect(stderr).toContain(
      "error: standard input line 1 has a column species, and --from names a species too;",
    );
  });
});

test("biotypes are answered, and genes on the reference stand before others", async () => {
  await using dir = await tempDir();
  const stdin = [
    "species\tdisplay_label\tstable_id\tlocation\tbiotype\treference",
    "homo_sapiens\tHLA-A\tE2\t6:5-6\tprotein_coding\t0",
    "homo_sapiens\tHLA-A\tE1\tHSCHR6_1:1-2\tprotein_coding\t1",
    "homo_sapiens\tXIST\tE3\tX:1-2\tlncRNA\t",
    "homo_sapiens\tTP53\tE4\t17:1-2\t\t",
    "mus_musculus\tTrp53\tE5\t11:1-2\t\t",
    "",
  ].join("\n");
  await built(dir, ["--from", "-"], { stdin });
  const index = await open(dir.join("assembl.msgpack"));
  expect(index.species.map(({ name, biotype }) => [name, biotype])).toEqual([
    ["homo_sapiens", 0],
    ["mus_musculus", undefined],
  ]);
  const genes = (species: string, label: string) => {
    const [found] = matchesIn(index, speciesOf(index, species), label, 1);
    const { first, end } = found!.genes;
    return Array.from({ length: end - first }, (_, i) =>
      index.of(speciesOf(index, species)).geneAt(first + i),
    ).map(({ stable_id, biotype }) => [stable_id, biotype]);
  };
  expect(genes("homo_sapiens", "hla-a")).toEqual([
    ["E1", "protein_coding"],
    ["E2", "protein_coding"],
  ]);
  expect(genes("homo_sapiens", "xist")).toEqual([["E3", "lncRNA"]]);
  expect(genes("homo_sapiens", "tp53")).toEqual([["E4", undefined]]);
  expect(genes("mus_musculus", "trp53")).toEqual([["E5", undefined]]);
});

describe("the report", () => {
  test("says what is in the index and how long each phase took", async () => {
    await using dir = await tempDir();
    const { code, stdout } = await build(dir, ["--from", "-"], { stdin: FILE });
    expect(code).toBe(0);
    const { size } = await stat(dir.join("assembl.msgpack"));
    const { generation } = await open(dir.join("assembl.msgpack"));
    const bytes = size.toLocaleString("en");
    const bytesALabel = (size / 17).toFixed(2);
    expect(stdout).toMatch(
      new RegExp(
        [
          "^species +5$",
          "labels +17$",
          "genes +20$",
          "rows +20$",
          `bytes +${bytes}$`,
          `bytes per label +${RegExp.escape(bytesALabel)}$`,
          "seconds reading +\\d+\\.\\d\\d$",
          "seconds compiling +\\d+\\.\\d\\d$",
          "seconds writing +\\d+\\.\\d\\d$",
          `assembl\\.msgpack now holds generation ${generation}$\\n$`,
        ].join("\\n"),
        "m",
      ),
    );
  });

  test("as JSON has the same", async () => {
    await using dir = await tempDir();
    const report = await built(dir, ["--from", "-"], { stdin: FILE });
    const index = await open(dir.join("assembl.msgpack"));
    const seconds = expect.any(Number);
    expect(report).toEqual({
      output: "assembl.msgpack",
      generation: index.generation,
      bytes: (await stat(dir.join("assembl.msgpack"))).size,
      unchanged: false,
      species: 5,
      aliases: { kept: 0, missing: 0, refused: 0, tooMany: 0 },
      ids: { kept: 0, missing: 0, refused: 0 },
      weights: { kept: 0, missing: 0 },
      speciesNames: { kept: 0, refused: 0, unknownSpecies: [], ambiguous: [] },
      labels: 17,
      genes: 20,
      rows: { read: 20, repeated: 0, refused: {} },
      seconds: { reading: seconds, compiling: seconds, writing: seconds },
    });
  });

  test("counts unusable rows by reason, and repeated rows", async () => {
    await using dir = await tempDir();
    const stdin = labelFile([
      ["h", "BRCA1", "E1", null, null],
      ["h", "BRCA1", "E1", null, null],
      [null, "BRCA1", null, null, null],
      [" ", "BRCA1", null, null, null],
      ["h", null, null, null, null],
      ["h", "\u3000", null, null, null],
      ["h", "", null, null, null],
      ["h", "a\\tb", null, null, null],
      ["h", "x".repeat(256), null, null, null],
      ["h", "abc", "E".repeat(256), null, null],
      ["h", "abc", "E\u007f", null, null],
    ]);
    const report = await built(dir, ["--from", "-", "--output", "json"], { stdin });
    const rows = {
      read: 11,
      repeated: 1,
      refused: { "control character": 2, "no label": 3, "no species": 2, "too long": 2 },
    };
    expect(report.rows).toEqual(rows);
    expect((await open(dir.join("json"))).provenance.rows).toEqual(rows);

    const { stdout } = await build(dir, ["--from", "-", "--output", "text"], { stdin });
    expect(stdout).toMatch(/^rows +11\nrows repeated +1\n/m);
    expect(stdout).toMatch(/^rows refused, control character +2\nrows refused, no label +3\n/m);
    expect(stdout).toMatch(/^rows refused, no species +2\nrows refused, too long +2\nbytes /m);
  });
});

describe("nothing is built from a source that", () => {
  test.each([
    ["has no rows", "species\tdisplay_label\n", [], "file:- gave no rows; check the source"],
    ["has none of the species", FILE, ["--species", "homo_erectus"], "file:- gave no rows; "],
    ["is empty", "", [], "standard input is empty; "],
    [
      "has rows that cannot be used alone",
      "species\tdisplay_label\nh\t\n\tx\n",
      [],
      "none of the 2 rows of file:- can be used (no label: 1, no species: 1); ",
    ],
    ["has no column display_label", "species\tname\nh\tx\n", [], "standard input line 1 has no "],
  ])("%s", async (_, stdin, args, problem) => {
    await using dir = await tempDir();
    await built(dir, ["--from", "-"], { stdin: FILE });
    const before = await bytesOf(dir.join("assembl.msgpack"));
    expect(await refused(dir, ["--from", "-", ...args], { stdin })).toStartWith(problem);
    // Not even with --force.
    expect(await refused(dir, ["--from", "-", "--force", ...args], { stdin })).toStartWith(problem);
    expect(await bytesOf(dir.join("assembl.msgpack"))).toEqual(before);
    expect(await readdir(dir.path)).toEqual(["assembl.msgpack"]);
  });

  test("does not exist", async () => {
    await using dir = await tempDir();
    expect(await refused(dir, ["--from", "genes.tsv"])).toMatch(
      /^cannot read genes\.tsv: .*ENOENT/,
    );
    expect(await readdir(dir.path)).toEqual([]);
  });
});

describe("a build of an index with fewer genes than the old one", () => {
  const file = (count: number) => ({ stdin: labelFile(numberedGenes(count)) });

  test("from the same source is refused below half of them, unless it is forced", async () => {
    await using dir = await tempDir();
    await built(dir, ["--from", "-"], file(101));
    const before = await bytesOf(dir.join("assembl.msgpack"));
    expect(await refused(dir, ["--from", "-"], file(50))).toBe(
      "file:- gave 50 genes, fewer than half of the 101 in assembl.msgpack; " +
        "the old index was kept; check the source, or build with --force",
    );
    expect(await bytesOf(dir.join("assembl.msgpack"))).toEqual(before);
    expect(await readdir(dir.path)).toEqual(["assembl.msgpack"]);

    expect(await built(dir, ["--from", "-", "--force"], file(50))).toMatchObject({ genes: 50 });
    expect((await open(dir.join("assembl.msgpack"))).species[0]!.genes).toBe(50);
  });

  test("from the same source succeeds from half of them on", async () => {
    await using dir = await tempDir();
    await built(dir, ["--from", "-"], file(101));
    expect(await built(dir, ["--from", "-"], file(51))).toMatchObject({ genes: 51 });
  });

  test("from another source succeeds", async () => {
    await using dir = await tempDir();
    await built(dir, ["--from", "-"], file(101));
    await Bun.write(dir.join("few.tsv"), labelFile(numberedGenes(1)));
    expect(await built(dir, ["--from", "few.tsv"])).toMatchObject({ genes: 1 });
  });
});

describe("if the output is", () => {
  test("not an index, it is kept, unless --force is given", async () => {
    await using dir = await tempDir();
    await Bun.write(dir.join("thesis.txt"), "all my work");
    const args = ["--from", "-", "--output", "thesis.txt"];
    expect(await refused(dir, args, { stdin: FILE })).toMatch(
      /^thesis\.txt exists and is not an index \(.*\); choose another --output, or build with --force/,
    );
    expect(await Bun.file(dir.join("thesis.txt")).text()).toBe("all my work");
    expect(await readdir(dir.path)).toEqual(["thesis.txt"]);

    await built(dir, [...args, "--force"], { stdin: FILE });
    await open(dir.join("thesis.txt"));
  });

  test("an empty file, it is replaced", async () => {
    await using dir = await tempDir();
    await Bun.write(dir.join("x"), "");
    await built(dir, ["--from", "-", "--output", "x"], { stdin: FILE });
    await open(dir.join("x"));
  });

  test("a folder, the build fails before it reads anything", async () => {
    await using dir = await tempDir();
    const problem = await refused(dir, ["--from", "-", "--output", "."], { stdin: FILE });
    expect(problem).toStartWith("cannot read the index . (it is a folder)");
    expect(await readdir(dir.path)).toEqual([]);
  });

  test("in a folder that does not exist, the build fails", async () => {
    await using dir = await tempDir();
    const problem = await refused(dir, ["--from", "-", "--output", "no/x"], { stdin: FILE });
    expect(problem).toMatch(/^cannot write the index no\/x: ENOENT/);
  });

  test("an index of the same generation, it is kept, and the report says so", async () => {
    await using dir = await tempDir();
    const path = dir.join("assembl.msgpack");
    const first = await built(dir, ["--from", "-"], { stdin: FILE });
    const before = await stat(path, { bigint: true });
    const shuffled = labelFile(GENES.toReversed());
    const second = await built(dir, ["--from", "-"], { stdin: shuffled });
    expect(second).toMatchObject({ unchanged: true, generation: first.generation });
    const { stdout } = await build(dir, ["--from", "-", "--force"], { stdin: FILE });
    expect(stdout).toEndWith(
      `assembl.msgpack already holds generation ${first.generation} and was not changed\n`,
    );
    const after = await stat(path, { bigint: true });
    expect([after.ino, after.mtimeNs, after.ctimeNs]).toEqual([
      before.ino,
      before.mtimeNs,
      before.ctimeNs,
    ]);
  });

  test("another index, it is replaced by a new file, so that servers can still map the old one", async () => {
    await using dir = await tempDir();
    const path = dir.join("assembl.msgpack");
    await built(dir, ["--from", "-"], { stdin: FILE });
    const mapped = Bun.mmap(path, { shared: false });
    const before = Buffer.from(mapped);
    const { ino } = await stat(path);
    await built(dir, ["--from", "-"], { stdin: labelFile(numberedGenes(1000)) });
    expect((await stat(path)).ino).not.toBe(ino);
    expect(before.equals(mapped)).toBeTrue();
    expect(speciesNames(await open(path))).toEqual(["homo_sapiens"]);
  });

  test("a link, it is kept, and its target is replaced", async () => {
    await using dir = await tempDir();
    await symlink(dir.join("real.msgpack"), dir.join("link.msgpack"));
    await Bun.write(dir.join("real.msgpack"), "");
    await built(dir, ["--from", "-", "--output", "link.msgpack"], { stdin: FILE });
    expect((await lstat(dir.join("link.msgpack"))).isSymbolicLink()).toBe(true);
    expect((await Bun.file(dir.join("real.msgpack")).stat()).size).toBeGreaterThan(0);
  });

  test("written, all users can read it, because a server may be another user", async () => {
    await using dir = await tempDir();
    await built(dir, ["--from", "-"], { stdin: FILE });
    expect((await stat(dir.join("assembl.msgpack"))).mode & 0o444).toBe(0o444);
  });
});

describe("a damaged index is replaced by", () => {
  const damages: [string, (bytes: Buffer) => Uint8Array][] = [
    ["cut to its first bytes", (bytes) => bytes.subarray(0, 20)],
    ["cut by its last byte", (bytes) => bytes.subarray(0, -1)],
    ["with a bit flipped in its data", (bytes) => flipped(bytes)],
    ["with a bit flipped in its checksum", (bytes) => flipped(bytes, -1)],
  ];
  test.each(damages)("an intact one of the same generation: %s", async (_, damage) => {
    await using dir = await tempDir();
    const path = dir.join("assembl.msgpack");
    const { generation } = await built(dir, ["--from", "-"], { stdin: FILE });
    await Bun.write(path, damage(await bytesOf(path)));
    const report = await built(dir, ["--from", "-"], { stdin: FILE });
    expect(report).toMatchObject({ generation, unchanged: false });
    await open(path);
  });
});

describe("the same rows give", () => {
  test("the same bytes, if SOURCE_DATE_EPOCH sets the time of the build", async () => {
    await using dir = await tempDir();
    const env = { SOURCE_DATE_EPOCH: "1700000000" };
    await built(dir, ["--from", "-", "--output", "a"], { stdin: FILE, env });
    await built(dir, ["--from", "-", "--output", "b", "--source-date-epoch", "1700000000"], {
      stdin: FILE,
    });
    const { provenance } = await open(dir.join("a"));
    expect(provenance.built).toBe("2023-11-14T22:13:20.000Z");
    expect(provenance.builder).toBe(`assembl ${VERSION}`);
    expect(await bytesOf(dir.join("b"))).toEqual(await bytesOf(dir.join("a")));
  });

  test("the same generation, at any time, in any order and with repetitions", async () => {
    await using dir = await tempDir();
    const generation = async (rows: typeof GENES, epoch: string) => {
      const report = await built(dir, ["--from", "-", "--force"], {
        stdin: labelFile(rows),
        env: { SOURCE_DATE_EPOCH: epoch },
      });
      return report.generation;
    };
    const first = await generation(GENES, "1");
    expect(await generation(GENES.toReversed(), "2")).toBe(first);
    const withIds = GENES.filter((row) => row[2] !== null);
    expect(await generation([...GENES, ...withIds], "3")).toBe(first);
    expect(await generation(GENES.slice(1), "1")).not.toBe(first);
  });

  test("the current time as that of the build, if nothing sets it", async () => {
    await using dir = await tempDir();
    const before = Date.now();
    await built(dir, ["--from", "-"], { stdin: FILE });
    const time = Date.parse((await open(dir.join("assembl.msgpack"))).provenance.built);
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
  });
});
