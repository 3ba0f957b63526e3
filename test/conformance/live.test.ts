import { afterAll, beforeAll, setDefaultTimeout } from "bun:test";
import { foldAscii } from "../../src/names/fold.ts";
import { openLiveAnswers } from "../support/servers/live-table.ts";
import { type MariaDb, startMariaDb } from "../support/servers/mariadb.ts";
import { describeConformance } from "./describe.ts";

// Thousands of queries, and a database that has to start.
setDefaultTimeout(120_000);

const TABLES: Record<string, [options: string, labelType?: string]> = {
  "a collation that takes e for é": ["CHARSET utf8mb4 COLLATE utf8mb4_general_ci"],
  "a binary collation": ["CHARSET utf8mb4 COLLATE utf8mb4_bin"],
  "a language in which i and I are two letters": ["CHARSET utf8mb4 COLLATE utf8mb4_turkish_ci"],
  "labels of bytes": ["CHARSET utf8mb4", "varbinary(1020)"],
};

let db: MariaDb;
beforeAll(async () => {
  db = await startMariaDb();
});
afterAll(() => db[Symbol.asyncDispose]());

for (const [kind, [options, labelType]] of Object.entries(TABLES)) {
  describeConformance(
    `a live database with ${kind}`,
    (rows) => openLiveAnswers(db, rows, options, labelType),
    { folding: foldAscii, limits: [2, 1000] },
  );
}
