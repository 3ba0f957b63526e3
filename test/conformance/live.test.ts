import { afterAll, beforeAll, setDefaultTimeout } from "bun:test";
import { LiveRows } from "../../src/live/live-rows.ts";
import { foldAscii } from "../../src/names/fold.ts";
import { LiveTable } from "../../src/sources/mysql/live-table.ts";
import type { Row } from "../support/data/rows.ts";
import type { Answers } from "../support/reference/answers.ts";
import { databaseOf } from "../support/servers/database.ts";
import { type MariaDb, startMariaDb } from "../support/servers/mariadb.ts";
import { describeConformance } from "./describe.ts";

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

let db: MariaDb;
beforeAll(async () => {
  db = await startMariaDb();
});
afterAll(() => db[Symbol.asyncDispose]());

/** Live answers from a new database of these rows. */
async function openLiveAnswers(
  rows: readonly Row[],
  options: string,
  labelType?: string,
): Promise<Answers> {
  const { url } = await databaseOf(db, rows, options, labelType);
  const table = new LiveTable(url, () => {});
  const matches = async (species: string, text: string, limit: number, labelsAlone: boolean) => {
    const found = new LiveRows(species, text);
    await table.read({ species, text, exact: false, labelsAlone }, found);
    return found.best(limit, false);
  };
  return {
    labels: async (species, query, limit) =>
      (await matches(species, query, limit, true)).map(({ label }) => label),
    matches: (species, query, limit) => matches(species, query, limit, false),
    [Symbol.asyncDispose]: () => table.end(),
  };
}

for (const [kind, [options, labelType]] of Object.entries(TABLES)) {
  describeConformance(
    `a live database with ${kind}`,
    (rows) => openLiveAnswers(rows, options, labelType),
    { folding: foldAscii, limits: [2, 1000] },
  );
}
