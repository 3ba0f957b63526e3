import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { GENES } from "../support/data/genes.ts";
import { numberedGenes } from "../support/data/label-files.ts";
import type { Row } from "../support/data/rows.ts";
import { compileRows, fileOf, labelRow } from "../support/indexes/compiled.ts";
import { ASSEMBL, run } from "../support/processes/program.ts";
import { databaseOf, urlOf } from "../support/servers/database.ts";
import { type MariaDb, startMariaDb } from "../support/servers/mariadb.ts";
import { tempDir } from "../support/temp.ts";

// A database must start, and each test runs the program.
setDefaultTimeout(120_000);

const PASSWORD = "s3cret";
/** Half of them are taken from the table; as no species has more labels, these are all of its labels. */
const ENOUGH = ["--prefixes", "100"];
const ONE_ERROR = /^error: [^\n]+; [^\n]+\n$/;

let db: MariaDb;
beforeAll(async () => {
  db = await startMariaDb();
  await db.sql(`CREATE USER reader@'%' IDENTIFIED BY '${PASSWORD}'; GRANT SELECT ON *.* TO reader`);
});
afterAll(() => db[Symbol.asyncDispose]());

/** Labels that a database and an index fold differently. */
const OTHERWISE: readonly Row[] = [
  ...["ΟΔΟΣ", "οδος", "ﬁbrillin", "fibrillin", "é", "É", "e", "É1", "e\u0301", "\u212aLF4", "klf4"],
  ...["İL6", "il6", "straße", "STRASSE", "😀1", "β-globin", "Β-globin", "a\u00a0b", "a b", "A  b"],
].map((label) => labelRow("drosophila_melanogaster", label));

/** Rows that a build refuses. */
const REFUSED: readonly Row[] = [
  ["homo_sapiens", null, "ENSG00000000001", null, null],
  ["homo_sapiens", "  ", "ENSG00000000002", null, null],
  ["homo_sapiens", "BRCA\t9", "ENSG00000000003", null, null],
  ["homo_sapiens", "BRCA9", "ENSG\u00014", null, null],
  ["homo_sapiens", "BRCA".padEnd(256, "9"), null, null, null],
  [null, "BRCA9", "ENSG00000000005", null, null],
  ["  ", "BRCA9", "ENSG00000000006", null, null],
  ["pan\tpaniscus", "BRCA9", "ENSG00000000007", null, null],
  ["pan_paniscus", null, "ENSG00000000008", null, null],
  ["pan_paniscus", "\u0085", "ENSG00000000009", null, null],
];

/** Compares an index of rows with a table of other rows. */
async function compare(
  ofIndex: readonly Row[],
  ofTable: readonly Row[],
  args: readonly string[] = [],
) {
  await using dir = await tempDir();
  await Bun.write(dir.join("genes.msgpack"), fileOf(compileRows(ofIndex)));
  const { name } = await databaseOf(db, ofTable, "CHARSET utf8mb4", "varchar(300)");
  const url = urlOf(db, name, { login: `reader:${PASSWORD}` });
  const command = [...ASSEMBL, "verify", "genes.msgpack", "--database-url", url, ...args];
  const ended = await run(command, { cwd: dir.path });
  expect(ended.stdout + ended.stderr).not.toContain(PASSWORD);
  return ended;
}

/** The output lines of a comparison that must find differences. */
async function differences(ofIndex: readonly Row[], ofTable: readonly Row[], args = ENOUGH) {
  const { code, stdout, stderr } = await compare(ofIndex, ofTable, args);
  expect(code).toBe(1);
  const lines = stdout.trimEnd().split("\n").sort();
  expect(stderr).toMatch(ONE_ERROR);
  const counted = `genes.msgpack and the database disagree on ${lines.length} labels of`;
  expect(stderr).toStartWith(`error: ${counted} `);
  return lines;
}

const ALL = [...GENES, ...OTHERWISE];
const without = (...labels: string[]) => ALL.filter(([, label]) => !labels.includes(label!));

describe("an index that agrees with its database", () => {
  test("passes, even if the database has rows that a build refuses or that are repeated", async () => {
    const table = [...ALL, ...REFUSED, ...GENES.slice(0, 3)].reverse();
    const { code, stdout, stderr } = await compare(ALL, table, ENOUGH);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /^genes\.msgpack is intact and agrees with the database in \d+ prefixes\n$/,
    );
  });

  test("passes with --json too, with the database from DATABASE_URL", async () => {
    await using dir = await tempDir();
    const bytes = fileOf(compileRows(ALL));
    await Bun.write(dir.join("genes.msgpack"), bytes);
    const { url } = await databaseOf(db, ALL);
    const command = [...ASSEMBL, "verify", "genes.msgpack", "--json", "--prefixes", "4"];
    const env = { DATABASE_URL: url };
    const { code, stdout, stderr } = await run(command, { cwd: dir.path, env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      path: "genes.msgpack",
      generation: expect.stringMatching(/^[0-9a-f]+$/),
      bytes: bytes.length,
      whole: true,
      // Four prefixes for each of five species.
      prefixes: 20,
      differences: [],
    });
  });

  test("passes if more labels have a prefix than are compared", async () => {
    const { code } = await compare(numberedGenes(1500), numberedGenes(1500));
    expect(code).toBe(0);
  });
});

describe("each difference between an index and its database is reported:", () => {
  test("a label that only one of them has", async () => {
    expect(await differences(without("BRCA2", "Tbx1"), without("BRCC3", "HLA-A"))).toEqual([
      "homo_sapiens\tBRCA2\tonly in the database",
      "homo_sapiens\tBRCC3\tonly in the index",
      "homo_sapiens\tHLA-A\tonly in the index",
      "mus_musculus\tTbx1\tonly in the database",
    ]);
  });

  test("a label that differs in case", async () => {
    const other = ALL.map((row) => row.with(1, row[1] === "BRCA2" ? "Brca2" : row[1]!) as Row);
    expect(await differences(ALL, other)).toEqual([
      "homo_sapiens\tBRCA2\tonly in the index",
      "homo_sapiens\tBrca2\tonly in the database",
    ]);
  });

  test("a label that the database folds differently", async () => {
    const labels = ["ΟΔΟΣ", "a\u00a0b", "é", "ﬁbrillin", "VVX1"];
    const having = (...which: number[]) =>
      which.map((place) => labelRow("vitis_vinifera", labels[place]!));
    expect(await differences(having(0, 1, 4), having(2, 3, 4))).toEqual([
      "vitis_vinifera\ta\u00a0b\tonly in the index",
      "vitis_vinifera\té\tonly in the database",
      "vitis_vinifera\tΟΔΟΣ\tonly in the index",
      "vitis_vinifera\tﬁbrillin\tonly in the database",
    ]);
  });

  test("a gene that differs, one that is missing, and one with a label that is folded differently", async () => {
    const other = ALL.filter(([, , id]) => id !== "ENSDARG00000110018").map((row) => {
      if (row[2] === "ENSG00000139618") return row.with(3, "13:32315086-32400269") as Row;
      return row[1] === "ﬁbrillin" ? (row.with(2, "FBgn1") as Row) : row;
    });
    expect(await differences(ALL, other)).toEqual([
      "danio_rerio\tPCNP\twith different genes in the database",
      "drosophila_melanogaster\tﬁbrillin\twith different genes in the database",
      "homo_sapiens\tBRCA2\twith different genes in the database",
    ]);
  });

  test("a species that only one of them has", async () => {
    const species = (name: string) => ALL.filter(([of]) => of !== name);
    const found = differences(species("danio_rerio"), species("mus_musculus"), ["--prefixes", "1"]);
    expect(await found).toEqual([
      "danio_rerio\t(the whole species)\tonly in the database",
      "mus_musculus\t(the whole species)\tonly in the index",
    ]);
  });

  test.each<[string, string[]]>([
    ["index", ["GENE5", "GENE77"]],
    ["database", ["GENEA", "GENE7B"]],
  ])(
    "and nothing else where more than is compared begins so: only in the %s",
    async (side, own) => {
      const genes = numberedGenes(1500);
      const fewer = genes.filter(([, label]) => !own.includes(label!));
      const more = [...fewer, ...own.map((label) => labelRow("homo_sapiens", label))];
      const [ofIndex, ofTable] = side === "index" ? [more, fewer] : [fewer, more];
      expect(await differences(ofIndex, ofTable, ["--prefixes", "60"])).toEqual(
        own.toSorted().map((label) => `homo_sapiens\t${label}\tonly in the ${side}`),
      );
    },
  );

  test("as JSON", async () => {
    const { code, stdout, stderr } = await compare(ALL, without("BRCA2"), [...ENOUGH, "--json"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(ONE_ERROR);
    expect(JSON.parse(stdout)).toMatchObject({
      whole: true,
      prefixes: expect.any(Number),
      differences: [{ species: "homo_sapiens", label: "BRCA2", in: "index" }],
    });
  });
});

describe("it is an error", () => {
  test("if the database does not answer", async () => {
    await using dir = await tempDir();
    await Bun.write(dir.join("genes.msgpack"), fileOf(compileRows(GENES)));
    const { name, table } = await databaseOf(db, GENES);
    const verify = [...ASSEMBL, "verify", "genes.msgpack", "--database-url"];
    const closed = urlOf(db, name, { login: `reader:${PASSWORD}`, port: 1 });
    const away = await run([...verify, closed], { cwd: dir.path });
    expect(away).toMatchObject({ code: 1, stdout: "" });
    expect(away.stderr).toMatch(ONE_ERROR);
    expect(away.stderr).toMatch(/^error: cannot connect to mysql:/);
    expect(away.stderr).not.toContain(PASSWORD);
    await db.sql(`DROP TABLE ${table}`);
    const empty = await run([...verify, urlOf(db, name)], { cwd: dir.path });
    expect(empty).toMatchObject({ code: 1, stdout: "" });
    expect(empty.stderr).toMatch(ONE_ERROR);
    expect(empty.stderr).toContain("check the names of table and database");
  });

  test.each(["0", "x", "-1", "1.5", "", "1000000"])("with --prefixes %j", async (prefixes) => {
    await using dir = await tempDir();
    const command = [...ASSEMBL, "verify", "genes.msgpack", `--prefixes=${prefixes}`];
    const { code, stdout, stderr } = await run(command, { cwd: dir.path });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(ONE_ERROR);
    expect(stderr).toContain("--prefixes");
  });

  test("if the URL is malformed", async () => {
    await using dir = await tempDir();
    await Bun.write(dir.join("genes.msgpack"), fileOf(compileRows(GENES)));
    const url = `mysql://reader:${PASSWORD}@host`;
    const command = [...ASSEMBL, "verify", "genes.msgpack", "--database-url", url];
    const { code, stdout, stderr } = await run(command, { cwd: dir.path });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(ONE_ERROR);
    expect(stderr).not.toContain(PASSWORD);
  });
});
