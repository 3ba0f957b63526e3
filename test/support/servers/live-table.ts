/** Table gene_autocomplete of some rows in a real database, asked live. */

import { LiveRows } from "../../../src/live/live-rows.ts";
import { LiveTable } from "../../../src/sources/mysql/live-table.ts";
import type { Row } from "../data/rows.ts";
import type { Answers } from "../reference/answers.ts";
import type { MariaDb } from "./mariadb.ts";

const TABLE = "gene_autocomplete";
/** Without weight and aliases, which live answers do not know. */
const COLUMNS = 5;
const KEYS = "KEY (species, display_label)";

/** Makes the table anew; `options` as behind a CREATE TABLE's columns. */
export async function fillTable(
  db: MariaDb,
  rows: readonly Row[],
  options = "CHARSET utf8mb4",
  labelType = "varchar(255)",
  table = TABLE,
): Promise<void> {
  await db.sql(`CREATE OR REPLACE TABLE ${table} (
    species varchar(255), stable_id varchar(255), display_label ${labelType},
    location varchar(255), db varchar(32) DEFAULT 'core', ${KEYS}) ${options}`);
  await insertRows(db, rows, table);
}

export async function insertRows(db: MariaDb, rows: readonly Row[], table = TABLE): Promise<void> {
  const literal = (field: string | number | null | undefined) =>
    field == null
      ? "NULL"
      : `CONVERT(X'${Buffer.from(String(field)).toString("hex")}' USING utf8mb4)`;
  const values = rows.map((row) => `(${row.slice(0, COLUMNS).map(literal).join(", ")})`);
  await db.sql(
    `INSERT INTO ${table} (species, display_label, stable_id, location, db)
     VALUES ${values.join(", ")}`,
  );
}

/** Live answers over rows, which are put into a database of their own on the server. */
export async function openLiveAnswers(
  db: MariaDb,
  rows: readonly Row[],
  options?: string,
  labelType?: string,
): Promise<Answers> {
  const name = `live_${crypto.randomUUID().replaceAll("-", "")}`;
  await db.sql(`CREATE DATABASE ${name}`);
  await fillTable(db, rows, options, labelType, `${name}.${TABLE}`);
  const url = new URL(db.url);
  url.pathname = name;
  const table = new LiveTable(url.href, () => {});
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
