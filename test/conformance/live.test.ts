import { afterAll, beforeAll, expect, setDefaultTimeout } from "bun:test";
import { LiveCatalogue } from "../../src/live/live-catalogue.ts";
import type { Answers } from "../../src/lookup/catalogue.ts";
import { fold, foldAscii } from "../../src/names/fold.ts";
import { LiveTable } from "../../src/sources/mysql/live-table.ts";
import { narrowCatalogueOf } from "../live/narrow-catalogue.ts";
import { WITHOUT_INDEX } from "../reference/reference.ts";
import type { Row } from "../support/data/rows.ts";
import { databaseOf } from "../support/servers/database.ts";
import { type MariaDb, startMariaDb } from "../support/servers/mariadb.ts";
import { describeConformance, type GeneratedCase, type Opened } from "./describe.ts";

// A database must start, and there are thousands of queries.
setDefaultTimeout(120_000);

const TABLES: Record<string, [options: string, labelType?: string]> = {
  "a collation in which e equals é": ["CHARSET utf8mb4 COLLATE utf8mb4_general_ci"],
  "a binary collation": ["CHARSET utf8mb4 COLLATE utf8mb4_bin"],
  "a collation in which i and I are different letters": [
    "CHARSET utf8mb4 COLLATE utf8mb4_turkish_ci",
  ],
  "labels of bytes": ["CHARSET utf8mb4", "varbinary(1020)"],
};
/** Each case is a new table, and shrinking one would take minutes. */
const PROPERTY = { numRuns: 5, endOnFailure: true };
const LIMIT = 1000;

let db: MariaDb;
beforeAll(async () => {
  db = await startMariaDb();
});
afterAll(() => db[Symbol.asyncDispose]());

/** A live catalogue of a new database of these rows. */
async function openLive(rows: readonly Row[], options: string, labelType?: string) {
  const { url } = await databaseOf(db, rows, options, labelType);
  const catalogue = new LiveCatalogue(new LiveTable(url, () => {}));
  return { catalogue, [Symbol.asyncDispose]: () => catalogue.end() };
}

/** Compares a database with an index of its rows: all members of the labels that both fold the same. */
async function expectSameOfIndex(
  { catalogue }: Opened,
  { species, rows, queries }: GeneratedCase,
): Promise<void> {
  const isPlain = (text: string) => fold(text) === foldAscii(text);
  const index = narrowCatalogueOf(rows);
  // Greek letters are read as Latin ones where nothing is found, and an index may find other labels.
  for (const query of queries.filter((text) => isPlain(text) && !/\p{Script=Greek}/u.test(text))) {
    const question = { query, limit: LIMIT, labelMinimum: 2, match: "prefix" } as const;
    const suggestions = async (asked: Answers) =>
      (await asked.suggest(species, question)).suggestions.filter(({ label }) => isPlain(label));
    const labels = async (asked: Answers) =>
      (await asked.labels(species, question)).labels.filter(isPlain);
    expect(await suggestions(catalogue)).toEqual(await suggestions(index));
    expect(await labels(catalogue)).toEqual(await labels(index));
  }
}

for (const [kind, [options, labelType]] of Object.entries(TABLES)) {
  describeConformance(
    `a live database with ${kind}`,
    (rows) => openLive(rows, options, labelType),
    { mode: WITHOUT_INDEX, limits: [2, LIMIT], property: PROPERTY, also: expectSameOfIndex },
  );
}
