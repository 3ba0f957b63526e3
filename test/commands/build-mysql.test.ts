import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { IndexCatalogue } from "../../src/lookup/index-catalogue.ts";
import { GENES } from "../support/data/genes.ts";
import { labelFile } from "../support/data/label-files.ts";
import {
  build,
  built,
  bytesOf,
  openVerified,
  refused,
  speciesNames,
} from "../support/indexes/build.ts";
import { speciesOf } from "../support/indexes/compiled.ts";
import { labelsIn, matchesIn } from "../support/indexes/look-ups.ts";
import { ASSEMBL, Program } from "../support/processes/program.ts";
import { coreDatabase, speciesWithGenes } from "../support/servers/core-database.ts";
import { ENSEMBL_COLUMNS } from "../support/servers/database.ts";
import { type MariaDb, startMariaDb } from "../support/servers/mariadb.ts";
import { startProxy, type TcpProxy } from "../support/servers/proxy.ts";
import { tempDir } from "../support/temp.ts";

// Installing a server takes about a second, and each test runs several builds; a busy machine takes longer.
setDefaultTimeout(120_000);

const LOST = /lost the connection to mysql:/;

let db: MariaDb;

beforeAll(async () => {
  db = await startMariaDb();
  await using dir = await tempDir();
  // The server itself reads the file, as the same user as this test.
  await Bun.write(dir.join("genes.tsv"), labelFile(GENES));
  await db.sql(`
    CREATE TABLE gene_autocomplete (${ENSEMBL_COLUMNS}) CHARSET utf8mb4;
    CREATE DATABASE ensembl_website_112;
    CREATE TABLE ensembl_website_112.gene_autocomplete (
      species varchar(255), stable_id varchar(128) NOT NULL, display_label varchar(128)
    ) ENGINE = MyISAM CHARSET latin1;
    INSERT INTO ensembl_website_112.gene_autocomplete VALUES
      ('vitis_vinifera', 'VIT_01', 'é§1'), ('vitis_vinifera', 'VIT_02', NULL),
      ('vitis_vinifera', 'VIT_03', ''), (NULL, 'VIT_04', 'abc');
    CREATE TABLE names SELECT 'homo_sapiens' AS organism, 'TP53' AS symbol, 7 AS rank
      UNION SELECT 'homo_sapiens', 'TP53BP1', 9;
    CREATE USER reader@'%' IDENTIFIED BY 's3cret';
    GRANT SELECT ON *.* TO reader@'%';
  `);
  await db.load("gene_autocomplete", dir.join("genes.tsv"));
});

afterAll(() => db[Symbol.asyncDispose]());

const as = (login: string, database = "ensembl_autocomplete") =>
  `mysql://${login}@127.0.0.1:${db.port}/${database}`;

describe("core databases are read", () => {
  beforeAll(async () => {
    await coreDatabase(
      db,
      "pan_core_61_1",
      `${speciesWithGenes("pan", 3)}
      INSERT INTO meta (species_id, meta_key, meta_value) VALUES (1, 'species.alias', 'Chimp'), (1, 'species.taxonomy_id', '123'),
        (1, 'species.display_name', 'Chimpanzee'), (1, 'assembly.default', 'Pan1'), (1, 'assembly.name', 'Pan1.2');
      INSERT INTO xref VALUES (1, 1, 'HGNC:1', 'TP53');
      INSERT INTO external_synonym VALUES (1, 'p53');
      UPDATE gene SET display_xref_id = 1 WHERE gene_id = 2`,
    );
    await coreDatabase(db, "felis_core_7_61_2", speciesWithGenes("felis", 2));
  });

  test("one by its URL, with the names of its species, by which tables find it", async () => {
    await using dir = await tempDir();
    await Bun.write(dir.join("names"), "species\tname\npan\tmine\n");
    await Bun.write(
      dir.join("gene_info"),
      "#tax_id\tGeneID\tSymbol\tSynonyms\n123\t9\tTP53\tLFS1\n",
    );
    const files = ["--species-names", "names", "--aliases", "gene_info"];
    const report = await built(dir, ["--database-url", as("root", "pan_core_61_1"), ...files]);
    expect(report).toMatchObject({ labels: 3, aliases: { kept: 2 }, speciesNames: { kept: 6 } });
    const index = await openVerified(dir.join("assembl.msgpack"));
    expect(index.provenance).toMatchObject({
      source: `mysql://root@127.0.0.1:${db.port}/pan_core_61_1 core`,
      release: "61",
    });
    const catalogue = new IndexCatalogue(index);
    expect(catalogue.species()).toEqual([
      {
        ...{ name: "pan", labels: 3, genes: 3 },
        ...{ display_name: "Chimpanzee", taxon_id: 123, assembly: "Pan1.2" },
      },
    ]);
    for (const species of ["pan", "chimp", "123", "mine"]) {
      const { suggestions } = catalogue.suggest([species], {
        ...{ query: "p53", limit: 5, labelMinimum: 1, match: "prefix" },
      });
      expect(suggestions).toMatchObject([
        {
          label: "TP53",
          alias: "p53",
          stable_id: "PAN2.1",
          chromosome: "1",
          start: 2,
          end: 11,
          db: "core",
        },
      ]);
    }
  });

  test("all of a release, by --release or RELEASE, with progress by database", async () => {
    await using dir = await tempDir();
    const server = as("reader:s3cret", "");
    const { stderr } = await build(dir, ["--database-url", server, "--release", "61"]);
    expect(stderr).toContain("reading: 0 rows");
    const index = await openVerified(dir.join("assembl.msgpack"));
    expect(index.species.map(({ name, genes }) => [name, genes])).toEqual([
      ["felis", 2],
      ["pan", 3],
    ]);
    expect(index.provenance).toMatchObject({
      source: `mysql://reader@127.0.0.1:${db.port}/ release 61`,
      release: "61",
    });
    const env = { DATABASE_URL: server, RELEASE: "61" };
    expect(await built(dir, [], { env })).toMatchObject({ unchanged: true });
  });

  test.each([
    [["--release", "62"], "has no core databases of release 62"],
    [["--release", "61", "--table", "x"], "--release cannot be combined with --table or --query"],
    [["--release", "sixty"], '--release is "sixty"; it takes the number of an Ensembl release'],
  ])("not with %j", async (args, problem) => {
    await using dir = await tempDir();
    const { code, stderr } = await build(dir, ["--database-url", as("root", ""), ...args]);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(problem);
  });
});

describe("labels are read from", () => {
  test("the table in its current form, by DATABASE_URL", async () => {
    await using dir = await tempDir();
    const report = await built(dir, [], { env: { DATABASE_URL: db.url } });
    expect(report).toMatchObject({ species: 5, labels: 17, genes: 20, rows: { read: 20 } });
    const index = await openVerified(dir.join("assembl.msgpack"));
    const human = speciesOf(index, "homo_sapiens");
    const [match] = matchesIn(index, human, "brca2", 1);
    expect(index.of(human).geneAt(match!.genes.first)).toEqual({
      stable_id: "ENSG00000139618",
      chromosome: "13",
      start: 32315086,
      end: 32400268,
      db: "core",
    });
  });

  test("the table in its old form, with latin1, NULLs, and no location; its release is recognized", async () => {
    await using dir = await tempDir();
    const report = await built(dir, ["--database-url", as("root", "ensembl_website_112")]);
    expect(report.rows).toEqual({
      read: 4,
      repeated: 0,
      refused: { "no label": 2, "no species": 1 },
    });
    const index = await openVerified(dir.join("assembl.msgpack"));
    expect(index.provenance.release).toBe("112");
    const grape = speciesOf(index, "vitis_vinifera");
    const [match] = matchesIn(index, grape, "é§1", 1);
    expect(match?.label).toBe("é§1");
    expect(index.of(grape).geneAt(match!.genes.first)).toEqual({ stable_id: "VIT_01" });
  });

  test("another table", async () => {
    await using dir = await tempDir();
    const table = "ensembl_website_112.gene_autocomplete";
    await built(dir, ["--database-url", db.url, "--table", table]);
    const index = await openVerified(dir.join("assembl.msgpack"));
    expect(speciesNames(index)).toEqual(["vitis_vinifera"]);
    expect(index.provenance.source).toEndWith(` ${table}`);
  });

  test("a query whose result has the right columns", async () => {
    await using dir = await tempDir();
    const query = "SELECT organism AS species, symbol AS display_label FROM names WHERE rank < 8";
    await built(dir, ["--database-url", db.url, "--query", query]);
    const index = await openVerified(dir.join("assembl.msgpack"));
    expect(labelsIn(index, speciesOf(index, "homo_sapiens"), "tp", 9)).toEqual(["TP53"]);
    expect(index.provenance.source).toEndWith("/ensembl_autocomplete (query)");
  });

  test("the rows of the selected species", async () => {
    await using dir = await tempDir();
    const species = "homo_sapiens,danio_rerio";
    const report = await built(dir, ["--database-url", db.url, "--species", species]);
    expect(report.rows.read).toBe(9);
    const index = await openVerified(dir.join("assembl.msgpack"));
    expect(speciesNames(index)).toEqual(["danio_rerio", "homo_sapiens"]);
  });
});

test("a database and a file of the same rows give the same generation", async () => {
  await using dir = await tempDir();
  const fromFile = await built(dir, ["--from", "-", "--output", "file"], {
    stdin: labelFile(GENES.toReversed()),
  });
  const fromTable = await built(dir, ["--database-url", db.url, "--output", "table"]);
  expect(fromTable.generation).toBe(fromFile.generation);
  expect(fromTable.bytes).not.toBe(0);
});

test("the password is neither in the index nor in the output", async () => {
  await using dir = await tempDir();
  const url = as("reader:s3cret");
  for (const args of [["--json"], ["--force"], ["--table", "no_such_table"]]) {
    const { stdout, stderr } = await build(dir, args, { env: { DATABASE_URL: url } });
    expect(stdout + stderr).not.toContain("s3cret");
  }
  const { provenance } = await openVerified(dir.join("assembl.msgpack"));
  expect(provenance.source).toBe(`${as("reader")} gene_autocomplete`);
  expect((await bytesOf(dir.join("assembl.msgpack"))).includes("s3cret")).toBeFalse();
});

test.each<[string, string[], string]>([
  ["a missing table", ["--table", "nothing"], "nothing' doesn't exist"],
  ["a query that is not valid SQL", ["--query", "SELEC 1"], "You have an error in your SQL syntax"],
  ["a query without the columns", ["--query", "SELECT 1 AS species"], "no column display_label"],
  ["a query without a result", ["--query", "DO 1"], "the query gives no rows; give a SELECT"],
])("%s is an error that says so", async (_, args, problem) => {
  await using dir = await tempDir();
  expect(await refused(dir, ["--database-url", db.url, ...args])).toContain(problem);
  expect(await readdir(dir.path)).toEqual([]);
});

describe("a connection that is lost in the middle of the result leaves the old index as it was:", () => {
  const QUERY = `SELECT 'homo_sapiens' AS species, CONCAT('GENE', seq) AS display_label,
    RPAD('', 1000, 'x') AS note FROM seq_1_to_1000000`;
  /** A thousandth of the result of QUERY. */
  const ANSWERED_BYTES = 1_000_000;

  const connectionOfQuery = async () => {
    const [row] = await db.sql(
      `SELECT id FROM information_schema.processlist
       WHERE info LIKE '%seq_1_to_1000000' AND id <> CONNECTION_ID()`,
    );
    return row!.id;
  };

  test.each<[string, (proxy: TcpProxy) => Promise<unknown>, RegExp]>([
    ["the network breaks it", async (proxy) => proxy.cut(), LOST],
    [
      "the server ends it",
      async (proxy) => {
        await db.sql(`KILL CONNECTION ${await connectionOfQuery()}`);
        proxy.release();
      },
      /lost the connection to mysql:|Connection was killed/,
    ],
    [
      "the server ends the query",
      async (proxy) => {
        await db.sql(`KILL QUERY ${await connectionOfQuery()}`);
        proxy.release();
      },
      /answers: Query execution was interrupted/,
    ],
    [
      "the server crashes",
      async (proxy) => {
        await db.restart();
        proxy.release();
      },
      LOST,
    ],
  ])("%s", async (_, end, problem) => {
    await using dir = await tempDir();
    const path = dir.join("assembl.msgpack");
    await built(dir, ["--database-url", db.url]);
    const before = await bytesOf(path);
    await using proxy = await startProxy(db.port, ANSWERED_BYTES);
    const url = `mysql://root@127.0.0.1:${proxy.port}/ensembl_autocomplete`;
    const command = [...ASSEMBL, "build", "--database-url", url, "--query", QUERY];
    await using program = new Program(command, { cwd: dir.path });
    await proxy.holding;
    await end(proxy);
    const { code, stdout, stderr } = await program.ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^(reading: [\d,]+ rows.*\n)+error: [^\n]+; [^\n]+\n$/);
    expect(stderr).toMatch(problem);
    expect(await bytesOf(path)).toEqual(before);
    expect(await readdir(dir.path)).toEqual(["assembl.msgpack"]);
  });
});
