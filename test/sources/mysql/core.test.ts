import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { UsageError } from "../../../src/errors.ts";
import { coreSource, databaseSource } from "../../../src/sources/mysql/core.ts";
import type { SourceRow } from "../../../src/sources/source.ts";
import {
  BIOTYPE,
  failureOf,
  type Row,
  RowList,
  rowsOf,
  withoutBiotype,
} from "../../support/data/rows.ts";
import { installed } from "../../support/processes/debian.ts";
import { coreDatabase, speciesWithGenes } from "../../support/servers/core-database.ts";
import { urlOf } from "../../support/servers/database.ts";
import { type MariaDb, startMariaDb } from "../../support/servers/mariadb.ts";

setDefaultTimeout(120_000);

let db: MariaDb;
const READER = "reader";

// More than MySQL gives of a list that it puts together.
const SYNONYMS = Array.from({ length: 30 }, (_, i) => `${"long synonym ".repeat(5)}${i}|x`).sort();
const LONG = SYNONYMS.map((synonym) => `(12, '${synonym}')`).join(", ");

const HUMAN = `
  INSERT INTO meta (species_id, meta_key, meta_value) VALUES
    (NULL, 'schema_version', '114'), (1, 'species.production_name', 'homo_sapiens'),
    (1, 'species.alias', 'human'), (1, 'species.alias', 'hsap'), (1, 'species.taxonomy_id', '9606'),
    (1, 'assembly.default', 'GRCh38'), (1, 'species.display_name', 'Human'), (1, 'assembly.date', '2013-12'), (9, 'species.alias', 'nobody');
  INSERT INTO coord_system VALUES (1, 1), (2, 1);
  INSERT INTO seq_region VALUES (1, '13', 1), (2, 'HSCHR13_1', 1), (3, 'LRG_293', 2), (4, 'MT', 1);
  INSERT INTO seq_region_attrib VALUES (2, 16, '1'), (1, 6, '1');
  INSERT INTO xref VALUES (11, 1, 'HGNC:1101', 'BRCA2'), (12, 1, 'HGNC:2', 'ABC'), (13, 2, 'P1', 'P1'), (14, 1, 'HGNC:3', ''),
    (15, 1, 'HGNC:1101', 'BRCA2');
  INSERT INTO external_synonym VALUES (11, 'FANCD1'), (11, 'fancd1'), (15, 'BRCC2'), (15, 'FANCD1'), (13, 'not a name'), ${LONG};
  INSERT INTO object_xref (ensembl_id, ensembl_object_type, xref_id) VALUES
    (1, 'Gene', 15), (1, 'Gene', 13), (3, 'Transcript', 15);
  INSERT INTO gene (gene_id, biotype, seq_region_id, seq_region_start, seq_region_end, display_xref_id, description, is_current, stable_id, version) VALUES
    (1, 'protein_coding', 1, 32315086, 32400268, 11, 'BRCA2 DNA repair [Source:HGNC Symbol;Acc:HGNC:1101]', 1, 'ENSG00000139618', 17),
    (2, 'lncRNA', 2, 5, 6, 12, NULL, 1, 'ENSG2', 1),
    (3, 'snRNA', 1, 7, 8, NULL, NULL, 1, 'ENSG3', NULL),
    (4, 'snRNA', 1, 9, 10, 999, NULL, 1, 'ENSG4', 2),
    (5, 'snRNA', 1, 11, 12, 14, NULL, 1, 'ENSG5', 2),
    (6, 'protein_coding', 1, 1, 2, 11, NULL, 0, 'ENSG00000139618', 16),
    (7, 'LRG_gene', 3, 1, 2, 11, NULL, 1, 'LRG_293', 1),
    (8, 'protein_coding', 4, 16000, 500, NULL, NULL, 1, 'ENSG8', 1);
`;
const HUMAN_ROWS: Row[] = [
  [
    ...(["homo_sapiens", "BRCA2", "ENSG00000139618.17"] as const),
    "13:32315086-32400268",
    "core",
    null,
    "FANCD1|fancd1|BRCC2",
  ],
  [
    ...(["homo_sapiens", "ABC", "ENSG2.1"] as const),
    "HSCHR13_1:5-6",
    "core",
    null,
    SYNONYMS.join("|"),
  ],
  ["homo_sapiens", "ENSG3", "ENSG3", "13:7-8", "core"],
  ["homo_sapiens", "ENSG4", "ENSG4.2", "13:9-10", "core"],
  ["homo_sapiens", "ENSG5", "ENSG5.2", "13:11-12", "core"],
  ["homo_sapiens", "ENSG8", "ENSG8.1", "MT:16000-500", "core"],
];

const COLLECTION = `
  INSERT INTO meta (species_id, meta_key, meta_value) VALUES (1, 'species.production_name', 'bacillus_one'),
    (2, 'species.production_name', 'bacillus_two'), (3, 'species.production_name', 'bacillus_three'),
    (2, 'species.alias', 'two');
  INSERT INTO coord_system VALUES (1, 1), (2, 2), (3, 3), (4, 4);
  INSERT INTO seq_region VALUES (1, 'Chromosome', 1), (2, 'Chromosome', 2), (3, 'pXO1', 3), (4, 'x', 4);
  INSERT INTO gene (gene_id, biotype, seq_region_id, seq_region_start, seq_region_end, stable_id) VALUES
    (1, 'protein_coding', 2, 1, 2, 'b0002'), (2, 'protein_coding', 1, 1, 2, 'b0001'), (3, 'tRNA', 3, 1, 2, 'b0003'),
    (4, 'tRNA', 4, 1, 2, 'b0004');
`;

/** More than fits into the buffers of a connection. */
const MANY = 400_000;

beforeAll(async () => {
  db = await startMariaDb();
  await db.sql(`CREATE USER ${READER}; GRANT SELECT ON *.* TO ${READER}`);
  await coreDatabase(db, "homo_sapiens_core_114_38", HUMAN);
  await coreDatabase(db, "bacteria_0_collection_core_61_114_1", COLLECTION);
  await coreDatabase(db, "pan_core_114_1a", speciesWithGenes("pan", MANY));
  await coreDatabase(db, "pan_core_113_1", speciesWithGenes("old", 1));
  await coreDatabase(db, "pan_otherfeatures_114_1", speciesWithGenes("other", 1));
});

afterAll(() => db[Symbol.asyncDispose]());

const server = () => urlOf(db, "");

test("genes of a core database are rows, with the synonyms of the gene and of its nomenclature", async () => {
  const list = new RowList();
  await databaseSource({ url: urlOf(db, "homo_sapiens_core_114_38") }).read(list);
  expect(list.rows.map(withoutBiotype)).toEqual(HUMAN_ROWS);
  expect(list.rows.map((row) => row.slice(BIOTYPE))).toEqual([
    ["protein_coding"],
    // On a sequence that is not the reference.
    ["lncRNA", "0"],
    ...[["snRNA"], ["snRNA"], ["snRNA"], ["protein_coding"]],
  ]);
  expect(list.names).toEqual([
    ["homo_sapiens", "human"],
    ["homo_sapiens", "hsap"],
    ["homo_sapiens", "9606"],
    ["homo_sapiens", "GRCh38"],
    ["homo_sapiens", "Human"],
  ]);
  expect(list.details).toEqual([
    ["homo_sapiens", { displayName: "Human", taxon: 9606, assembly: "GRCh38" }],
  ]);
});

test("a collection holds many species, and genes of species without a name", async () => {
  const url = urlOf(db, "bacteria_0_collection_core_61_114_1");
  const rows = await rowsOf(databaseSource({ url }));
  expect(rows.map(([species, label]) => [species, label])).toEqual([
    ["bacillus_two", "b0002"],
    ["bacillus_one", "b0001"],
    ["bacillus_three", "b0003"],
    [null, "b0004"],
  ]);
});

test("a database with a table gene_autocomplete is read from that", async () => {
  await db.sql(`CREATE DATABASE both_core_99_1; USE both_core_99_1;
    CREATE TABLE gene_autocomplete (species varchar(9), display_label varchar(9));
    INSERT INTO gene_autocomplete VALUES ('s', 'TP53');`);
  const source = databaseSource({ url: urlOf(db, "both_core_99_1") });
  expect(await rowsOf(source)).toEqual([["s", "TP53", null, null, null]]);
  expect(source.name).toEndWith("/both_core_99_1 gene_autocomplete");
  const core = databaseSource({ url: urlOf(db, "homo_sapiens_core_114_38") });
  await rowsOf(core);
  expect(core.name).toEndWith("/homo_sapiens_core_114_38 core");
});

describe("a release", () => {
  const count = (rows: readonly Row[]) => {
    const all = Object.groupBy(rows, ([species]) => species ?? "none");
    return Object.fromEntries(Object.entries(all).map(([species, of]) => [species, of!.length]));
  };
  const COUNTS = { homo_sapiens: 6, bacillus_one: 1, bacillus_two: 1, bacillus_three: 1, none: 1 };

  test("is all core databases of it, one after another, each told to those who wait", async () => {
    const list = new RowList();
    const source = coreSource({ url: server(), release: 114 });
    await source.read(list);
    expect(source.name).toBe(`mysql://root@127.0.0.1:${db.port}/ release 114`);
    expect(count(list.rows)).toEqual({ ...COUNTS, pan: MANY });
    expect(list.parts).toEqual([
      "bacteria_0_collection_core_61_114_1, 1 of 3",
      "homo_sapiens_core_114_38, 2 of 3",
      "pan_core_114_1a, 3 of 3",
    ]);
  });

  test("is limited to species", async () => {
    const list = new RowList();
    const species = ["bacillus_two", "homo_sapiens"];
    await coreSource({ url: server(), release: 114, species }).read(list);
    expect(count(list.rows)).toEqual({ bacillus_two: 1, homo_sapiens: 6 });
    expect(new Set(list.names.map(([name]) => name))).toEqual(new Set(species));
  });

  test("that no database is of is an error", async () => {
    const error = await failureOf(coreSource({ url: server(), release: 11 }));
    expect(error.problem).toBe(
      `mysql://root@127.0.0.1:${db.port}/ has no core databases of release 11`,
    );
  });

  test("is of a server, and its URL names no database", () => {
    const make = () => coreSource({ url: urlOf(db, "pan_core_114_1a"), release: 114 });
    expect(make).toThrow(UsageError);
    expect(make).toThrow("names a database, and --release reads all of a server");
  });

  /** Has the server end each connection that reads pan, after some rows, up to so many times. */
  class Killing extends RowList {
    kills = 0;
    #rows = 0;

    constructor(private readonly times: number) {
      super();
    }

    override enter(part: string): void {
      super.enter(part);
      this.#rows = 0;
    }

    override add(row: SourceRow): void {
      super.add(row);
      if (row.species !== "pan" || this.kills === this.times || ++this.#rows !== 1000) return;
      this.kills++;
      // While this process waits, no more of the result arrives than fits into buffers.
      const statement = ["-e", `KILL USER ${READER}`];
      Bun.spawnSync([installed("mariadb"), "--socket", db.socketPath, "--user=root", ...statement]);
    }
  }

  const reader = () => urlOf(db, "", { login: READER });

  test("goes on after a connection that was killed in the middle of a database", async () => {
    const sink = new Killing(2);
    await coreSource({ url: reader(), release: 114, retryMs: [0, 0, 0] }).read(sink);
    expect(sink.kills).toBe(2);
    expect(count(sink.rows)).toEqual({ ...COUNTS, pan: MANY });
    const ids = new Set(sink.rows.map(([, , id]) => id));
    expect(ids.size).toBe(sink.rows.length);
    // Each of the other databases was begun once.
    expect(
      Object.values(Object.groupBy(sink.parts, (part) => part)).map((all) => all!.length),
    ).toEqual([1, 1, 3]);
  });

  test("ends with the name of a database that fails again and again", async () => {
    const sink = new Killing(Number.POSITIVE_INFINITY);
    const error = await failureOf(coreSource({ url: reader(), release: 114, retryMs: [0] }), sink);
    expect(error.problem).toStartWith("cannot read pan_core_114_1a: ");
  });

  test("ends at once with a database that cannot be read", async () => {
    await coreDatabase(db, "broken_core_112_1", speciesWithGenes("broken", 3));
    await db.sql("DROP TABLE broken_core_112_1.xref");
    const error = await failureOf(coreSource({ url: server(), release: 112, retryMs: [1e9] }));
    expect(error.problem).toContain("broken_core_112_1");
    expect(error.problem).toContain("xref");
  });
});
