/** Rows of gene_autocomplete, or of a query that looks like it, from a MySQL or MariaDB server. */

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

/** Which server to read, and of it what. */
export interface MysqlOptions {
  /** `mysql://user[:password]@host[:port]/db[?socket=/path]` */
  url: string;
  /** `table` or `db.table`, unquoted; `gene_autocomplete` where it is absent. */
  table?: string;
  /** A SELECT to read in place of a table; its columns have the names of gene_autocomplete's. */
  query?: string;
  /** Only rows of exactly these species; every row where it is absent. */
  species?: readonly string[];
  timeouts?: Timeouts;
}

/**
 * A table or query as a source, streamed in constant memory. All columns but `species` and `display_label` may
 * be missing, as some are in old releases. Empty text counts as no value.
 *
 * @throws UsageError where the URL is malformed
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

/** The SELECT for those columns that the table has. */
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

/** A condition that spares the transfer of other species' rows. */
function isOneOf(species: ReadonlySet<string>): string {
  if (species.size === 0) return "FALSE";
  // Such literals compare byte for byte, and mean the same whatever the server's sql_mode.
  const literals = [...species].map((name) => `X'${Buffer.from(name).toString("hex")}'`);
  return `CONVERT(species USING utf8mb4) IN (${literals.join(", ")})`;
}

/** The first dot separates database and table. */
function quotedTable(table: string): string {
  const dot = table.indexOf(".");
  if (dot === -1) return quoted(table);
  return `${quoted(table.slice(0, dot))}.${quoted(table.slice(dot + 1))}`;
}

function quoted(identifier: string): string {
  return `\`${identifier.replaceAll("`", "``")}\``;
}

/** Hands the rows of a result to a sink, without the species that were not asked for. */
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

  /** @throws SourceError where there was no result at all */
  end(): void {
    if (this.#columns === null) {
      throw new SourceError(`${this.origin} gives no rows`, "give a SELECT");
    }
  }
}
