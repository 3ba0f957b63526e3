/** Databases with a table gene_autocomplete. */

import type { Row } from "../data/rows.ts";
import type { MariaDb } from "./mariadb.ts";

const TABLE = "gene_autocomplete";
/** Of a row, without weight and aliases, which live answers do not use. */
const COLUMNS = 5;

/** The columns of Ensembl's own table, for CREATE TABLE statements. */
export const ENSEMBL_COLUMNS = `species varchar(255), stable_id varchar(128), display_label varchar(128),
  location varchar(60), db varchar(32) DEFAULT 'core'`;

/** A database for one test. */
export interface TestDatabase {
  name: string;
  /** As root. */
  url: string;
  /** The qualified name of its table. */
  table: string;
}

/** Creates an empty database. */
export async function createDatabase(db: MariaDb): Promise<TestDatabase> {
  const name = `live_${crypto.randomUUID().replaceAll("-", "")}`;
  await db.sql(`CREATE DATABASE ${name}`);
  return { name, url: urlOf(db, name), table: `${name}.${TABLE}` };
}

/** Creates a database whose table has these rows; `options` are those of CREATE TABLE. */
export async function databaseOf(
  db: MariaDb,
  rows: readonly Row[],
  options?: string,
  labelType?: string,
): Promise<TestDatabase> {
  const database = await createDatabase(db);
  await fillTable(db, rows, options, labelType, database.table);
  return database;
}

/** The URL of a database, through another port or as another user if these are given. */
export function urlOf(db: MariaDb, name: string, { port = db.port, login = "root" } = {}): string {
  return `mysql://${login}@127.0.0.1:${port}/${name}`;
}

/** Creates or replaces a table with these rows; `options` are those of CREATE TABLE. */
export async function fillTable(
  db: MariaDb,
  rows: readonly Row[],
  options = "CHARSET utf8mb4",
  labelType = "varchar(255)",
  table = TABLE,
): Promise<void> {
  await db.sql(`CREATE OR REPLACE TABLE ${table} (
    species varchar(255), stable_id varchar(255), display_label ${labelType},
    location varchar(255), db varchar(32) DEFAULT 'core', KEY (species, display_label)) ${options}`);
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
