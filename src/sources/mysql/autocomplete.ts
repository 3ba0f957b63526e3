/** Reads the rows of gene_autocomplete, or of a query with its columns, from a MySQL or MariaDB server. */

import { SourceError } from "../../errors.ts";
import { type Columns, findColumns, presentColumns, readRow } from "../columns.ts";
import type { RowSink, Source } from "../source.ts";
import {
  DEFAULT_TIMEOUTS,
  type ResultHandler,
  type RunQuery,
  type Timeouts,
  withConnection,
} from "./connection.ts";
import { describeDatabase, parseDatabaseUrl } from "./database-url.ts";
import { ResultRow } from "./text.ts";

const DEFAULT_TABLE = "gene_autocomplete";

/** Which server to read, and what to read from it. */
export interface MysqlOptions {
  /** `mysql://user[:password]@host[:port]/db[?socket=/path]` */
  url: string;
  /** `table` or `db.table`, unquoted; `gene_autocomplete` if absent. */
  table?: string;
  /** A SELECT to read instead of a table. Its columns are named like those of gene_autocomplete. */
  query?: string;
  /** Only rows of exactly these species; all rows if absent. */
  species?: readonly string[];
  timeouts?: Timeouts;
}

/**
 * A table or query as a source, read as a stream in constant memory. Only the columns `species` and `display_label`
 * are required, as old releases lack some of the others. Empty text counts as no value.
 *
 * @throws UsageError if the URL is malformed
 */
export function mysqlSource({ url, table, query, species, timeouts }: MysqlOptions): Source {
  const database = parseDatabaseUrl(url);
  const origin = query === undefined ? (table ?? DEFAULT_TABLE) : "(query)";
  const wanted = species ? new Set(species) : null;
  return {
    name: `${describeDatabase(database)} ${origin}`,
    read: (sink) =>
      withConnection(database, timeouts ?? DEFAULT_TIMEOUTS, async (run) => {
        const sql = query ?? (await selectFrom(table ?? DEFAULT_TABLE, wanted, run));
        const rows = new RowReader(
          query === undefined ? `table ${origin}` : "the query",
          wanted,
          sink,
        );
        await run(sql, rows);
        rows.end();
      }),
  };
}

/** The SELECT for the columns that the table has. */
async function selectFrom(
  table: string,
  species: ReadonlySet<string> | null,
  run: RunQuery,
): Promise<string> {
  const from = quotedTable(table);
  let columns: string[] = [];
  await run(`SELECT * FROM ${from} LIMIT 0`, {
    columns(names) {
      const present = presentColumns(findColumns(names, `table ${table}`));
      columns = present.map((column) => quoted(names[column]!));
    },
    row() {},
  });
  const select = `SELECT ${columns.join(", ")} FROM ${from}`;
  return species === null ? select : `${select} WHERE ${isOneOf(species)}`;
}

/** A condition that keeps the server from sending the rows of other species. */
function isOneOf(species: ReadonlySet<string>): string {
  if (species.size === 0) return "FALSE";
  // Hexadecimal literals are compared byte by byte, and the server's sql_mode does not change their meaning.
  const literals = [...species].map((name) => `X'${Buffer.from(name).toString("hex")}'`);
  return `CONVERT(species USING utf8mb4) IN (${literals.join(", ")})`;
}

/** The first dot separates the database from the table. */
function quotedTable(table: string): string {
  const dot = table.indexOf(".");
  if (dot === -1) return quoted(table);
  return `${quoted(table.slice(0, dot))}.${quoted(table.slice(dot + 1))}`;
}

function quoted(identifier: string): string {
  return `\`${identifier.replaceAll("`", "``")}\``;
}

/** Adds the rows of a result to a sink, without those of species that were not asked for. */
class RowReader implements ResultHandler {
  #columns: Columns | null = null;

  constructor(
    private readonly origin: string,
    private readonly wanted: ReadonlySet<string> | null,
    private readonly sink: RowSink,
  ) {}

  columns(names: string[]): void {
    this.#columns = findColumns(names, this.origin);
  }

  row(values: readonly unknown[]): void {
    const row = new ResultRow(values, this.origin);
    const species = row.value(this.#columns!.species);
    if (this.wanted === null || (species !== null && this.wanted.has(species))) {
      this.sink.add(readRow(row, this.#columns!));
    }
  }

  /** @throws SourceError if there was no result at all */
  end(): void {
    if (this.#columns === null) {
      throw new SourceError(`${this.origin} gives no rows`, "give a SELECT");
    }
  }
}
