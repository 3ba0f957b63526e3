/** Table gene_autocomplete, asked anew for each look-up. */

import { byField, FIELD_NAMES, GENE_FIELDS } from "../../columns/gene-fields.ts";
import { SourceError } from "../../errors.ts";
import { type Columns, findColumns, readRow } from "../columns.ts";
import type { RowSink } from "../source.ts";
import { parseDatabaseUrl } from "./database-url.ts";
import { DEFAULT_POOL_TIMEOUTS, MysqlPool, type PoolTimeouts } from "./pool.ts";
import { ResultRow, textAt } from "./text.ts";

const TABLE = "gene_autocomplete";
/** Species and label, which are selected first. */
const LABEL_COLUMNS = 2;

/** How long a table's questions wait, in milliseconds. */
export interface TableTimes extends PoolTimeouts {
  /** For a statement that reads every row. */
  scanMs: number;
  /** How long the table is taken to have the columns that it had. */
  shapeMs: number;
}

export const DEFAULT_TABLE_TIMES: TableTimes = {
  ...DEFAULT_POOL_TIMEOUTS,
  // Less than the 30 s after which a server cuts off a request that it has not answered.
  scanMs: 25_000,
  shapeMs: 10_000,
};

/** Is told of each question how it ended: null where it was answered. */
export type Outcome = (error: SourceError | null) => void;

/** Which rows a look-up needs. */
export interface RowsWanted {
  /** As the table has it. */
  species: string;
  /** What their labels begin with, or are, but for the case of A to Z and the number of spaces; folded so. */
  text: string;
  /** Labels that are the text alone. */
  exact: boolean;
  /** Species and label alone, without the gene. */
  labelsAlone: boolean;
}

/** A species with the rows that are there of it. */
export interface SpeciesCount {
  name: string;
  labels: number;
  genes: number;
}

/** How the table is at hand. */
interface Shape {
  /** Names of the columns, quoted, in the order in which they are selected: species and label first. */
  names: string[];
  /** Where the columns stand among those that are selected. */
  columns: Columns;
  /** A parameter as the species are written. */
  speciesText: string;
  /** Whether the column's own collation, and so its key, finds every case of A to Z. */
  labelIgnoresCase: boolean;
  idIgnoresCase: boolean;
}

export class LiveTable {
  readonly #pool: MysqlPool;
  #shape: Promise<Shape> | undefined;
  #shapeReadAt = 0;
  #ended = false;

  /** @throws UsageError where the URL is malformed */
  constructor(
    url: string,
    private readonly outcome: Outcome,
    private readonly times: TableTimes = DEFAULT_TABLE_TIMES,
  ) {
    this.#pool = new MysqlPool(parseDatabaseUrl(url), times);
  }

  /** What answers say the source is, without a password. */
  get name(): string {
    return `${this.#pool.name} ${TABLE}`;
  }

  /** Whether questions are answered now. @throws SourceError where they are not */
  ping(): Promise<void> {
    return this.#told(async () => {
      await this.#pool.execute(`SELECT species, display_label FROM ${TABLE} LIMIT 1`);
    });
  }

  /** The names of all species that have labels, as they are stored. @throws SourceError */
  species(): Promise<string[]> {
    return this.#told(async () => {
      const rows = await this.#pool.execute(
        `SELECT DISTINCT ${bytesOf("species")} FROM ${TABLE} WHERE ${LABELLED}`,
        [],
        this.times.scanMs,
      );
      return rows.map((row) => textAt(row, 0)!);
    });
  }

  /**
   * Whether there are labels of any of the species; true perhaps for a name that is only much like one.
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
   * How many labels and genes there are of each species; a gene that stands there twice counts once, where it
   * has a stable id. Rows that an index would refuse for control characters or their length are counted too.
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
   * Adds to the sink all rows that are wanted, and perhaps others: collations of all kinds call texts equal that
   * are not, so that what is right is for the caller to tell.
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
   * Adds to the sink all rows with a stable id, whatever their versions, and perhaps others; none where the table
   * has no stable ids.
   *
   * @param species as the table has it; null for all, which reads every row
   * @param id without a version, folded
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

  /** Labels of a species at random, some perhaps of others whose name is much like it. @throws SourceError */
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

  /** Ends all connections, and with them whatever still runs. */
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
    const read = labelsAlone ? { ...columns, gene: byField(() => null) } : columns;
    const rows = await this.#pool.execute(
      `SELECT ${selected.join(", ")} FROM ${TABLE}
       WHERE ${conditions.map(({ sql }) => `(${sql})`).join(" AND ")}`,
      conditions.flatMap(({ parameters }) => parameters),
      queryMs,
    );
    for (const row of rows) sink.add(readRow(new ResultRow(row, `table ${TABLE}`), read));
  }

  /** Asks, and tells how that ended. */
  async #told<T>(ask: () => Promise<T>): Promise<T> {
    try {
      const answer = await ask();
      this.outcome(null);
      return answer;
    } catch (error) {
      // What ends because we do is no failure of the database.
      if (error instanceof SourceError && !this.#ended) this.outcome(error);
      throw error;
    }
  }

  /** Asks in the form that the table has, and tells how that ended. */
  #inShape<T>(ask: (shape: Shape) => Promise<T>): Promise<T> {
    return this.#told(async () => {
      const shape = await this.#shapeOf();
      return ask(shape).catch((error) => {
        // The table may have been made anew in another form.
        this.#shape = undefined;
        throw error;
      });
    });
  }

  #shapeOf(): Promise<Shape> {
    const isOld = performance.now() - this.#shapeReadAt >= this.times.shapeMs;
    if (this.#shape !== undefined && !isOld) return this.#shape;
    this.#shapeReadAt = performance.now();
    this.#shape = this.#readShape().catch((error) => {
      this.#shape = undefined;
      throw error;
    });
    return this.#shape;
  }

  async #readShape(): Promise<Shape> {
    const described = await this.#pool.execute(`SHOW FULL COLUMNS FROM ${TABLE}`);
    const names = described.map((row) => textAt(row, 0)!);
    const found = findColumns(names, `table ${TABLE}`);
    const collation = (column: number) => textAt(described[column]!, 2);
    const { species, displayLabel, gene } = found;
    // Live answers know neither weights nor aliases.
    const ofGene = Object.values(gene).filter((column) => column !== null);
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

/** A column's text in UTF-8 and as bytes, which nothing compares but byte for byte. */
function bytesOf(column: string): string {
  return `CAST(CONVERT(${column} USING utf8mb4) AS BINARY)`;
}

/** Rows that have a species and a label. */
const LABELLED = "TRIM(species) <> '' AND TRIM(display_label) <> ''";

/** What counts the genes of rows: those with a stable id that are equal in all fields count once. */
function genesOf({ gene }: Columns): string {
  if (gene.stableId === null) return "COUNT(*)";
  const id = "NULLIF(CAST(stable_id AS BINARY), '')";
  const others = FIELD_NAMES.filter((name) => name !== "stableId" && gene[name] !== null).map(
    (name) => `COALESCE(CAST(${GENE_FIELDS[name].column} AS BINARY), '')`,
  );
  return `COUNT(DISTINCT ${[id, bytesOf("display_label"), ...others].join(", ")}) + SUM(${id} IS NULL)`;
}

const ASCII = /^[\x20-\x7e]*$/;
/** Languages whose i and I are different letters, and a collation that takes t and T for such. */
const OTHER_CASES = /turkish|_tr_|azeri|_az_|^latin7_general/;

/** Binary columns have no collation. */
function ignoresCase(collation: string | null): boolean {
  return collation !== null && /_ci$/.test(collation) && !OTHER_CASES.test(collation);
}

/**
 * A parameter in a column's own charset and collation, as only for such its key is used. What cannot be written
 * so is in no row, and becomes something else; binary columns hold UTF-8.
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
  // Where the text has one space the label may have several.
  const beginning = literally(text).replaceAll(" ", " %");
  const patterns = exact ? [beginning, `${beginning} %`] : [`${beginning}%`];
  const like = likeIn("display_label", labelIgnoresCase && ASCII.test(text));
  return {
    sql: [...patterns.map(() => like), "display_label LIKE ' %'"].join(" OR "),
    parameters: patterns,
  };
}

function idCondition(id: string, { idIgnoresCase }: Shape): Condition {
  const like = likeIn("stable_id", idIgnoresCase && ASCII.test(id));
  return { sql: `${like} OR ${like}`, parameters: [literally(id), `${literally(id)}.%`] };
}

/** No pattern is read from a text: what stands for anything in one is escaped. */
const ESCAPE = "ESCAPE '|'";

function literally(text: string): string {
  return text.replace(/[|%_]/g, "|$&");
}

/** Compares a column with a pattern in any case of A to Z, by the column's key where its collation does so. */
function likeIn(column: string, byKey: boolean): string {
  if (byKey) return `${column} LIKE ? ${ESCAPE}`;
  return `LOWER(CONVERT(${column} USING utf8mb4)) COLLATE utf8mb4_bin
         LIKE LOWER(CONVERT(? USING utf8mb4)) COLLATE utf8mb4_bin ${ESCAPE}`;
}
