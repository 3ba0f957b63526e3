/** Table gene_autocomplete, queried for each request. */

import { byField, FIELD_NAMES, GENE_FIELDS } from "../../columns/gene-fields.ts";
import { SourceError } from "../../errors.ts";
import { stemOf, withoutVersion } from "../../names/stable-id.ts";
import { type Columns, findColumns, readRow } from "../columns.ts";
import type { RowSink } from "../source.ts";
import { parseDatabaseUrl } from "./database-url.ts";
import { DEFAULT_POOL_TIMEOUTS, MysqlPool, type PoolTimeouts } from "./pool.ts";
import { ResultRow, textAt } from "./text.ts";

const TABLE = "gene_autocomplete";
/** Species and label are selected first. */
const LABEL_COLUMNS = 2;

/** How long to wait for a table, in milliseconds. */
export interface TableTimes extends PoolTimeouts {
  /** For the result of a statement that reads every row. */
  scanMs: number;
  /** How long the table is assumed to keep its columns. */
  shapeMs: number;
}

export const DEFAULT_TABLE_TIMES: TableTimes = {
  ...DEFAULT_POOL_TIMEOUTS,
  // Less than the 30 s after which our server cuts off a request that it has not answered.
  scanMs: 25_000,
  shapeMs: 10_000,
};

/** Called after each query with its error, or null if the database answered. */
export type Outcome = (error: SourceError | null) => void;

/** Which rows a query needs. */
export interface RowsWanted {
  /** As the table spells it. */
  species: string;
  /** What labels start with or equal, apart from the case of A to Z and the number of spaces; folded by `foldAscii`. */
  text: string;
  /** Only labels that equal the text. */
  exact: boolean;
  /** Only species and label, without the gene. */
  labelsAlone: boolean;
}

/** How many labels and genes of a species there are. */
export interface SpeciesCount {
  name: string;
  labels: number;
  genes: number;
}

/** What is known of the columns of the table. */
interface Shape {
  /** The names of the columns that are selected, quoted; species and label come first. */
  names: string[];
  /** The positions of the columns among those that are selected. */
  columns: Columns;
  /** SQL for a parameter in the charset and collation of the species column. */
  speciesText: string;
  /** Whether the collation of the column, and so its key, ignores the case of A to Z. */
  labelIgnoresCase: boolean;
  idIgnoresCase: boolean;
}

export class LiveTable {
  readonly #pool: MysqlPool;
  #shape: Promise<Shape> | null = null;
  #shapeReadAt = 0;
  #ended = false;

  /** @throws UsageError if the URL is malformed */
  constructor(
    url: string,
    private readonly outcome: Outcome,
    private readonly times: TableTimes = DEFAULT_TABLE_TIMES,
  ) {
    this.#pool = new MysqlPool(parseDatabaseUrl(url), times);
  }

  /** How answers describe the source, without a password. */
  get name(): string {
    return `${this.#pool.name} ${TABLE}`;
  }

  /** Resolves if the database answers now. @throws SourceError if it does not */
  ping(): Promise<void> {
    return this.#reported(async () => {
      await this.#pool.execute(`SELECT species, display_label FROM ${TABLE} LIMIT 1`);
    });
  }

  /** The names of all species that have labels, as the table spells them. @throws SourceError */
  species(): Promise<string[]> {
    return this.#reported(async () => {
      const rows = await this.#pool.execute(
        `SELECT DISTINCT ${bytesOf("species")} FROM ${TABLE} WHERE ${LABELLED}`,
        [],
        this.times.scanMs,
      );
      return rows.map((row) => textAt(row, 0)!);
    });
  }

  /**
   * Whether any of the species has labels. It may also be true for a name that merely resembles one that has.
   *
   * @throws SourceError
   */
  hasSpecies(names: readonly string[]): Promise<boolean> {
    return this.#inShape(async (shape) => {
      const conditions = names.map((name) => speciesCondition(name, shape));
      const rows = await this.#pool.execute(
        `SELECT 1 FROM ${TABLE}
         WHERE (${conditions.map(({ sql }) => sql).join(" OR ")}) AND ${LABELLED} LIMIT 1`,
        conditions.flatMap(({ parameters }) => parameters),
      );
      return rows.length > 0;
    });
  }

  /**
   * How many labels and genes each species has. Repeated genes count once if they have a stable id. Rows that an index
   * would refuse for control characters or their length count too.
   *
   * @throws SourceError
   */
  counts(): Promise<SpeciesCount[]> {
    return this.#inShape(async ({ columns }) => {
      const label = bytesOf("display_label");
      const rows = await this.#pool.execute(
        `SELECT ${bytesOf("species")}, COUNT(DISTINCT ${label}), ${genesOf(columns)}
         FROM ${TABLE} WHERE ${LABELLED} GROUP BY 1`,
        [],
        this.times.scanMs,
      );
      return rows.map((row) => ({
        name: textAt(row, 0)!,
        labels: Number(row[1]),
        genes: Number(row[2]),
      }));
    });
  }

  /**
   * Adds all wanted rows to the sink, and perhaps others: some collations treat different texts as equal, so the caller
   * has to filter the rows.
   *
   * @throws SourceError
   */
  read(wanted: RowsWanted, sink: RowSink): Promise<void> {
    const { labelsAlone } = wanted;
    return this.#inShape(async (shape) => {
      const conditions = [speciesCondition(wanted.species, shape), labelCondition(wanted, shape)];
      await this.#select(shape, conditions, sink, { labelsAlone });
    });
  }

  /**
   * Adds to the sink all rows with a stable id, whatever the versions of both, and perhaps others; none where the table
   * has no stable ids.
   *
   * @param species as the table has it; null for all, which reads every row
   * @param id folded
   * @throws SourceError
   */
  readById(species: string | null, id: string, sink: RowSink): Promise<void> {
    return this.#inShape(async (shape) => {
      if (shape.columns.gene.stableId === null) return;
      const withId = idCondition(id, shape);
      if (species === null) {
        await this.#select(shape, [withId], sink, { queryMs: this.times.scanMs });
      } else {
        await this.#select(shape, [speciesCondition(species, shape), withId], sink);
      }
    });
  }

  /** Random labels of a species, perhaps some of others with a similar name. @throws SourceError */
  sampleLabels(species: string, count: number): Promise<string[]> {
    return this.#inShape(async (shape) => {
      const { sql, parameters } = speciesCondition(species, shape);
      const rows = await this.#pool.execute(
        `SELECT display_label FROM ${TABLE} WHERE ${sql} AND ${LABELLED}
         ORDER BY RAND() LIMIT ${Math.trunc(count)}`,
        parameters,
        this.times.scanMs,
      );
      return rows.map((row) => textAt(row, 0)!);
    });
  }

  /** Ends all connections, and with them all queries that still run. */
  end(): Promise<void> {
    this.#ended = true;
    return this.#pool.end();
  }

  /** Adds the rows that meet all conditions to the sink. */
  async #select(
    { names, columns }: Shape,
    conditions: readonly Condition[],
    sink: RowSink,
    { labelsAlone = false, queryMs }: { labelsAlone?: boolean; queryMs?: number } = {},
  ): Promise<void> {
    const selected = labelsAlone ? names.slice(0, LABEL_COLUMNS) : names;
    const read = labelsAlone ? { ...columns, gene: byField(() => null), reference: null } : columns;
    const rows = await this.#pool.execute(
      `SELECT ${selected.join(", ")} FROM ${TABLE}
       WHERE ${conditions.map(({ sql }) => `(${sql})`).join(" AND ")}`,
      conditions.flatMap(({ parameters }) => parameters),
      queryMs,
    );
    for (const row of rows) sink.add(readRow(new ResultRow(row, `table ${TABLE}`), read));
  }

  /** Runs queries, and reports how that ended. */
  async #reported<T>(ask: () => Promise<T>): Promise<T> {
    try {
      const answer = await ask();
      this.outcome(null);
      return answer;
    } catch (error) {
      // What fails because this table was ended is not a failure of the database.
      if (error instanceof SourceError && !this.#ended) this.outcome(error);
      throw error;
    }
  }

  /** Runs queries that depend on the columns of the table, and reports how that ended. */
  #inShape<T>(ask: (shape: Shape) => Promise<T>): Promise<T> {
    return this.#reported(async () => {
      const shape = await this.#shapeOf();
      return ask(shape).catch((error) => {
        // The table may have been replaced by one with other columns.
        this.#shape = null;
        throw error;
      });
    });
  }

  #shapeOf(): Promise<Shape> {
    const isOld = performance.now() - this.#shapeReadAt >= this.times.shapeMs;
    if (this.#shape !== null && !isOld) return this.#shape;
    this.#shapeReadAt = performance.now();
    this.#shape = this.#readShape().catch((error) => {
      this.#shape = null;
      throw error;
    });
    return this.#shape;
  }

  async #readShape(): Promise<Shape> {
    const described = await this.#pool.execute(`SHOW FULL COLUMNS FROM ${TABLE}`);
    const names = described.map((row) => textAt(row, 0)!);
    const found = findColumns(names, `table ${TABLE}`);
    const collation = (column: number) => textAt(described[column]!, 2);
    const { species, displayLabel, reference, gene } = found;
    // Live answers know neither weights nor aliases.
    const ofGene = [...Object.values(gene), reference].filter((column) => column !== null);
    const selected = [species, displayLabel, ...ofGene].map((column) => names[column]!);
    return {
      names: selected.map((name) => `\`${name}\``),
      columns: findColumns(selected, `table ${TABLE}`),
      speciesText: parameterIn(collation(species)),
      labelIgnoresCase: ignoresCase(collation(displayLabel)),
      idIgnoresCase: gene.stableId !== null && ignoresCase(collation(gene.stableId)),
    };
  }
}

interface Condition {
  sql: string;
  parameters: string[];
}

/** SQL for a column as UTF-8 bytes, which compare byte by byte. */
function bytesOf(column: string): string {
  return `CAST(CONVERT(${column} USING utf8mb4) AS BINARY)`;
}

/** The condition for rows that have a species and a label. */
const LABELLED = "TRIM(species) <> '' AND TRIM(display_label) <> ''";

/** SQL that counts genes: those with a stable id that are equal in all fields count once. */
function genesOf({ gene }: Columns): string {
  if (gene.stableId === null) return "COUNT(*)";
  const id = "NULLIF(CAST(stable_id AS BINARY), '')";
  const others = FIELD_NAMES.filter((name) => name !== "stableId" && gene[name] !== null).map(
    (name) => `COALESCE(CAST(${GENE_FIELDS[name].column} AS BINARY), '')`,
  );
  return `COUNT(DISTINCT ${[id, bytesOf("display_label"), ...others].join(", ")}) + SUM(${id} IS NULL)`;
}

const ASCII = /^[\x20-\x7e]*$/;
/** Collations of languages in which i and I are different letters, and one that treats t and T as such. */
const OTHER_CASES = /turkish|_tr_|azeri|_az_|^latin7_general/;

/** Binary columns have no collation. */
function ignoresCase(collation: string | null): boolean {
  return collation !== null && /_ci$/.test(collation) && !OTHER_CASES.test(collation);
}

/**
 * SQL for a parameter in the charset and collation of a column, as only for such the column's key is used. Characters
 * outside the charset are replaced, and are in no row anyway. Binary columns hold UTF-8.
 */
function parameterIn(collation: string | null): string {
  if (collation === null) return "?";
  const charset = collation.split("_", 1)[0];
  return `CONVERT(? USING ${charset}) COLLATE ${collation}`;
}

function speciesCondition(name: string, { speciesText }: Shape): Condition {
  return { sql: `species = ${speciesText}`, parameters: [name] };
}

function labelCondition(wanted: RowsWanted, { labelIgnoresCase }: Shape): Condition {
  const { text, exact } = wanted;
  // A space in the text stands for any number of spaces in the label.
  const beginning = literally(text).replaceAll(" ", " %");
  const patterns = exact ? [beginning, `${beginning} %`] : [`${beginning}%`];
  const like = likeIn("display_label", labelIgnoresCase && ASCII.test(text));
  return {
    sql: [...patterns.map(() => like), "display_label LIKE ' %'"].join(" OR "),
    parameters: patterns,
  };
}

function idCondition(id: string, { idIgnoresCase }: Shape): Condition {
  const unversioned = withoutVersion(id);
  const patterns = [literally(id), literally(unversioned), `${literally(stemOf(unversioned))}.%`];
  const like = likeIn("stable_id", idIgnoresCase && ASCII.test(id));
  return { sql: patterns.map(() => like).join(" OR "), parameters: patterns };
}

const ESCAPE = "ESCAPE '|'";

/** The text as a LIKE pattern that matches nothing else. */
function literally(text: string): string {
  return text.replace(/[|%_]/g, "|$&");
}

/** SQL that compares a column with a pattern in any case of A to Z. @param byKey whether its collation does so */
function likeIn(column: string, byKey: boolean): string {
  if (byKey) return `${column} LIKE ? ${ESCAPE}`;
  return `LOWER(CONVERT(${column} USING utf8mb4)) COLLATE utf8mb4_bin
         LIKE LOWER(CONVERT(? USING utf8mb4)) COLLATE utf8mb4_bin ${ESCAPE}`;
}
