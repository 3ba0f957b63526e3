import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createServer } from "node:net";
import { UsageError } from "../../../src/errors.ts";
import { mysqlSource } from "../../../src/sources/mysql/autocomplete.ts";
import type { SourceRow } from "../../../src/sources/source.ts";
import { failureOf, type Row, RowList, rowsOf } from "../../support/data/rows.ts";
import { ENSEMBL_COLUMNS } from "../../support/servers/database.ts";
import { type MariaDb, startMariaDb } from "../../support/servers/mariadb.ts";

/** Installing a server takes about a second, and longer on a busy machine. */
const START_TIMEOUT_MS = 60_000;

let db: MariaDb;

beforeAll(async () => {
  db = await startMariaDb();
  await db.sql(`
    CREATE TABLE gene_autocomplete (${ENSEMBL_COLUMNS}) CHARSET utf8mb4;
    INSERT INTO gene_autocomplete VALUES
      ('homo_sapiens', 'ENSG00000139618', 'BRCA2', '13:32315086-32400268', 'core'),
      ('danio_rerio', 'ENSDARG00000087195', 'pcnp', '1:1-2', 'core'),
      ('danio_rerio', 'ENSDARG00000087196', 'PCNP', '1:3-4', 'otherfeatures'),
      ('danio_rerio', 'ENSDARG00000087197', 'pcnp ', NULL, 'core'),
      ('Danio_rerio', 'X1', 'β-globin 🧬', '', NULL),
      ('danio_rerio ', 'X2', 'é\\\\t''"', NULL, NULL),
      (NULL, NULL, '', NULL, NULL);

    CREATE TABLE old_release (
      species varchar(255) NOT NULL, stable_id varchar(128) NOT NULL, display_label varchar(128),
      KEY (display_label)
    ) ENGINE = MyISAM CHARSET latin1;
    INSERT INTO old_release VALUES
      ('vitis_vinifera', 'VIT_01', 'é§ÿ€'), ('vitis_vinifera', 'VIT_02', NULL);

    CREATE TABLE \`odd \`\`name\`\`-2.β\` (Display_Label text, SPECIES text, note text);
    INSERT INTO \`odd \`\`name\`\`-2.β\` VALUES ('label', 'species', 'note');
    CREATE TABLE no_label (species text, name text);

    CREATE USER anonymous@'%';
    GRANT SELECT ON ensembl_autocomplete.gene_autocomplete TO anonymous@'%';
    CREATE USER ensro@'%' IDENTIFIED BY 'p@ss/w%rd';
    GRANT SELECT ON ensembl_autocomplete.* TO ensro@'%';
  `);
}, START_TIMEOUT_MS);

afterAll(() => db[Symbol.asyncDispose]());

const as = (login: string, database = "ensembl_autocomplete") =>
  `mysql://${login}@127.0.0.1:${db.port}/${database}`;

const BRCA2: Row = ["homo_sapiens", "BRCA2", "ENSG00000139618", "13:32315086-32400268", "core"];
const PCNP: Row[] = [
  ["danio_rerio", "pcnp", "ENSDARG00000087195", "1:1-2", "core"],
  ["danio_rerio", "PCNP", "ENSDARG00000087196", "1:3-4", "otherfeatures"],
  ["danio_rerio", "pcnp ", "ENSDARG00000087197", null, "core"],
];
const ROWS: Row[] = [
  BRCA2,
  ...PCNP,
  ["Danio_rerio", "β-globin 🧬", "X1", null, null],
  ["danio_rerio ", "é\\t'\"", "X2", null, null],
  [null, null, null, null, null],
];

describe("a table", () => {
  test("of a current release, without a password", async () => {
    expect(await rowsOf(mysqlSource({ url: as("anonymous") }))).toEqual(ROWS);
  });

  test("of an old release: latin1, no location, no db, NULLs", async () => {
    expect(await rowsOf(mysqlSource({ url: db.url, table: "old_release" }))).toEqual([
      ["vitis_vinifera", "é§ÿ€", "VIT_01", null, null],
      ["vitis_vinifera", null, "VIT_02", null, null],
    ]);
  });

  test("of another database, with odd characters, its columns in any case and order", async () => {
    const table = "ensembl_autocomplete.odd `name`-2.β";
    expect(await rowsOf(mysqlSource({ url: as("root", "mysql"), table }))).toEqual([
      ["species", "label", null, null, null],
    ]);
  });

  test("over a Unix socket", async () => {
    const url = `mysql://root@localhost/ensembl_autocomplete?socket=${db.socketPath}`;
    expect(await rowsOf(mysqlSource({ url }))).toEqual(ROWS);
  });

  test("with a password that the URL has to encode", async () => {
    const url = as("ensro:p%40ss%2Fw%25rd");
    expect(await rowsOf(mysqlSource({ url }))).toEqual(ROWS);
  });

  test("is read only for the wanted species, not for those that a collation treats as equal", async () => {
    const read = (...species: string[]) => rowsOf(mysqlSource({ url: db.url, species }));
    expect(await read("danio_rerio")).toEqual(PCNP);
    expect(await read("danio_rerio", "homo_sapiens")).toEqual([BRCA2, ...PCNP]);
    expect(await read("DANIO_RERIO", "it's", 'a"b\\', "β 🧬")).toEqual([]);
    expect(await read()).toEqual([]);
    const old = mysqlSource({
      url: db.url,
      table: "old_release",
      species: ["🧬", "vitis_vinifera"],
    });
    expect(await rowsOf(old)).toHaveLength(2);
  });

  test("is filtered by species on the server", async () => {
    await db.sql(`CREATE TABLE many (species text, display_label text) SELECT 'mus_musculus' AS species, seq AS display_label FROM seq_1_to_5000;
      INSERT INTO many VALUES ('rattus_norvegicus', 1)`);
    const rowsSent = async () =>
      Number((await db.sql("SHOW GLOBAL STATUS LIKE 'Rows_sent'"))[0]!.Value);
    const before = await rowsSent();
    const source = mysqlSource({ url: db.url, table: "many", species: ["rattus_norvegicus"] });
    expect(await rowsOf(source)).toEqual([["rattus_norvegicus", "1", null, null, null]]);
    expect((await rowsSent()) - before).toBeLessThan(5000);
  });

  test("is read correctly if the server ignores the charset and backslashes of the client", async () => {
    const [before] = await db.sql("SELECT @@global.sql_mode AS mode");
    try {
      await db.sql(`SET GLOBAL init_connect = 'SET NAMES latin1',
        GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'`);
      const species = ["Danio_rerio", "it's"];
      expect(await rowsOf(mysqlSource({ url: as("anonymous"), species }))).toEqual([ROWS[4]!]);
    } finally {
      await db.sql(`SET GLOBAL init_connect = '', GLOBAL sql_mode = '${before!.mode}'`);
    }
  });
});

describe("weights and aliases", () => {
  beforeAll(() =>
    db.sql(`
      CREATE TABLE weighed (
        species text, display_label text, weight double, note text, ALIASES text
      ) CHARSET utf8mb4;
      INSERT INTO weighed VALUES
        ('homo_sapiens', 'TP53', 1234.5, 'x', 'p53|β-53'), ('homo_sapiens', 'TP63', 0, 'x', ''),
        ('homo_sapiens', 'TPO', 1e300, 'x', NULL), ('mus_musculus', 'Trp53', NULL, 'x', 'p53');
    `),
  );
  const TP53: Row = ["homo_sapiens", "TP53", null, null, null, 1234.5, "p53|β-53"];

  test("are read from a table's columns", async () => {
    expect(await rowsOf(mysqlSource({ url: db.url, table: "weighed" }))).toEqual([
      TP53,
      ["homo_sapiens", "TP63", null, null, null, 0],
      ["homo_sapiens", "TPO", null, null, null, 1e300],
      ["mus_musculus", "Trp53", null, null, null, null, "p53"],
    ]);
  });

  test.each(["weight", "CAST(weight AS DECIMAL(20, 2))", "CAST(weight AS CHAR)"])(
    "are read from a query's columns: %s",
    async (weight) => {
      const query = `SELECT species, display_label, ${weight} AS weight, aliases FROM weighed LIMIT 1`;
      expect(await rowsOf(mysqlSource({ url: db.url, query }))).toEqual([TP53]);
    },
  );

  test.each(["'heavy'", "-0.5", "DATE '2024-02-29'"])(
    "are refused where the weight is %s",
    async (weight) => {
      const query = `SELECT 's' AS species, 'TP53' AS display_label, ${weight} AS weight`;
      const error = await failureOf(mysqlSource({ url: db.url, query }));
      const shown = weight.replace(/^(DATE )?'(.*)'$/, "$2");
      expect(error.problem).toBe(`the query has the weight "${shown}"`);
      expect(error.remedy).toContain("a number of 0 or more");
    },
  );

  test("of a table are refused with the name of the table", async () => {
    await db.sql("CREATE TABLE negative SELECT 's' AS species, 'l' AS display_label, -1 AS weight");
    const error = await failureOf(mysqlSource({ url: db.url, table: "negative" }));
    expect(error.problem).toBe('table negative has the weight "-1"');
  });
});

describe("a query", () => {
  const read = (query: string, species?: string[]) =>
    rowsOf(mysqlSource({ url: db.url, query, ...(species && { species }) }));

  test("may give its columns in any case and order, among others", async () => {
    const query = `SELECT 1 AS n, db AS DB, display_label AS Display_Label, species
      FROM gene_autocomplete WHERE stable_id = 'ENSG00000139618'`;
    expect(await read(query)).toEqual([["homo_sapiens", "BRCA2", null, null, "core"]]);
  });

  test("gives text for values of any type", async () => {
    const query = `SELECT CAST('β' AS BINARY) AS species, 12345678901234567890 AS display_label,
      DATE '2024-02-29' AS stable_id, JSON_ARRAY('x', 1) AS location, 1.50 AS db`;
    expect(await read(query)).toEqual([
      ["β", "12345678901234567890", "2024-02-29", '["x", 1]', "1.50"],
    ]);
    const numbers = "SELECT 7 AS species, CAST('' AS BINARY) AS display_label, 2.5e0 AS db";
    expect(await read(numbers)).toEqual([["7", null, null, null, "2.5"]]);
  });

  test("is read only for exactly the wanted species", async () => {
    expect(await read("SELECT * FROM gene_autocomplete", ["danio_rerio"])).toEqual(PCNP);
  });

  test("may call a procedure that selects", async () => {
    await db.sql(
      "CREATE PROCEDURE labels() SELECT species, display_label FROM old_release LIMIT 1",
    );
    expect(await read("CALL labels()")).toEqual([["vitis_vinifera", "é§ÿ€", null, null, null]]);
  });

  test.each([
    [
      "a missing column",
      "SELECT species, stable_id AS id FROM old_release",
      'the query has no column display_label (found: "species", "id")',
    ],
    [
      "a column twice",
      "SELECT species, display_label, species FROM old_release",
      "the query has two columns named species",
    ],
    [
      "bytes that are not UTF-8",
      "SELECT x'e9' AS species, 'a' AS display_label",
      "a binary column holds bytes that are not UTF-8",
    ],
    ["no result", "DO 1", "the query gives no rows"],
    ["a syntax error", "SELECT\n*\nFORM x", "You have an error in your SQL syntax"],
    [
      "an error in a row",
      "SELECT 's' AS species, (SELECT 1 UNION SELECT 2) AS display_label",
      "Subquery returns more than 1 row",
    ],
    [
      "a file of this machine",
      "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE no_label",
      "disabled the local infile capability",
    ],
  ])("is refused for %s", async (_, query, problem) => {
    expect((await failureOf(mysqlSource({ url: db.url, query }))).problem).toContain(problem);
  });

  test("is refused if it gives two results", async () => {
    await db.sql(`CREATE PROCEDURE twice() BEGIN
      SELECT species, display_label FROM old_release; SELECT species, display_label FROM old_release; END`);
    const error = await failureOf(mysqlSource({ url: db.url, query: "CALL twice()" }));
    expect(error.problem).toBe("the query gives more than one result");
  });
});

describe("an error does not contain the password:", () => {
  test.each([
    [
      "a wrong password",
      "ensro:s3cr%40t",
      "ensembl_autocomplete",
      undefined,
      "Access denied for user 'ensro'",
      "check user and password",
    ],
    [
      "an unknown user",
      "nobody:s3cr%40t",
      "ensembl_autocomplete",
      undefined,
      "Access denied for user 'nobody'",
      "check user and password",
    ],
    [
      "a database that is not granted",
      "anonymous",
      "mysql",
      undefined,
      "Access denied for user 'anonymous'",
      "grant this user SELECT",
    ],
    [
      "a table that is not granted",
      "anonymous",
      "ensembl_autocomplete",
      "old_release",
      "SELECT command denied",
      "grant this user SELECT",
    ],
    [
      "an unknown database",
      "root",
      "ensembl_website_1",
      undefined,
      "Unknown database 'ensembl_website_1'",
      "check the database's name",
    ],
    [
      "an unknown table",
      "root",
      "ensembl_autocomplete",
      "genes",
      "Table 'ensembl_autocomplete.genes' doesn't exist",
      "check the names",
    ],
    [
      "a table without labels",
      "root",
      "ensembl_autocomplete",
      "no_label",
      'table no_label has no column display_label (found: "species", "name")',
      "are required",
    ],
  ])("%s", async (_, login, database, table, problem, remedy) => {
    const error = await failureOf(
      mysqlSource({ url: as(login, database), ...(table && { table }) }),
    );
    expect(error.problem).toContain(problem);
    expect(error.remedy).toContain(remedy);
    expect(error.message).not.toMatch(/s3cr/);
  });

  test("a port on which nothing listens", async () => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as { port: number };
    await new Promise((closed) => server.close(closed));
    const error = await failureOf(mysqlSource({ url: `mysql://u:s3cr%40t@127.0.0.1:${port}/db` }));
    expect(error.problem).toStartWith(`cannot connect to mysql://u@127.0.0.1:${port}/db: `);
    expect(error.problem).toContain("ECONNREFUSED");
    expect(error.message).not.toMatch(/s3cr/);
  });

  test("a socket that does not exist", async () => {
    const url = "mysql://u:s3cr%40t@localhost/db?socket=/nonexistent/socket";
    const error = await failureOf(mysqlSource({ url }));
    expect(error.problem).toMatch(
      /^cannot connect to mysql:\/\/u@localhost:3306\/db\?socket=.*ENOENT/,
    );
  });

  test("a malformed URL", () => {
    expect(() => mysqlSource({ url: "mysql://u:s3cr/t@host" })).toThrow(UsageError);
  });
});

test("a server killed in the middle of a result is an error, and can be read once it is back", async () => {
  const query = "SELECT 'species' AS species, seq AS display_label FROM seq_1_to_500000";
  class Killer extends RowList {
    override add(row: SourceRow): void {
      super.add(row);
      if (this.rows.length === 1000) db.kill();
    }
  }
  const sink = new Killer();
  const error = await failureOf(mysqlSource({ url: db.url, query }), sink);
  expect(error.problem).toStartWith("lost the connection to mysql://root@127.0.0.1");
  expect(sink.rows.length).toBeLessThan(500_000);
  await db.restart();
  expect(await rowsOf(mysqlSource({ url: db.url, query }))).toHaveLength(500_000);
});

test("errors of the sink pass through and end the reading", async () => {
  const full = new RangeError("the sink is full");
  let rows = 0;
  class Full extends RowList {
    override add(): void {
      rows++;
      throw full;
    }
  }
  const reading = mysqlSource({ url: db.url }).read(new Full());
  expect(await reading.catch((error: unknown) => error)).toBe(full);
  expect(rows).toBe(1);
});

test("a process ends by itself once it has read", async () => {
  const program = `
    import { mysqlSource } from ${JSON.stringify(`${import.meta.dir}/../../../src/sources/mysql/autocomplete.ts`)};
    let rows = 0;
    await mysqlSource({ url: ${JSON.stringify(db.url)} }).read({ add: () => rows++ });
    console.log(rows);`;
  const child = Bun.spawn([process.execPath, "-e", program], { stderr: "inherit" });
  expect(await new Response(child.stdout).text()).toBe(`${ROWS.length}\n`);
  expect(await child.exited).toBe(0);
});

test("a source is named after its server and table, without the password", () => {
  const url = "mysql://ensro:secret@db.example.org/ensembl_website_98";
  const server = "mysql://ensro@db.example.org:3306/ensembl_website_98";
  expect(mysqlSource({ url }).name).toBe(`${server} gene_autocomplete`);
  expect(mysqlSource({ url, table: "other.labels" }).name).toBe(`${server} other.labels`);
  expect(mysqlSource({ url, query: "SELECT 1" }).name).toBe(`${server} (query)`);
});
