/** The lines of a TSV file as rows: a header, then fields between tabs, escaped as `mariadb --batch` does. */

import { SourceError } from "../../errors.ts";
import type { Column, RowValues } from "../columns.ts";
import { LineReader } from "./lines.ts";

/** What kind of rows a file holds. */
export interface TsvKind<C> {
  /** What a user is told to give in place of an empty file. */
  wanted: string;
  /** Finds the columns in the header. @throws SourceError where a needed one is missing */
  columnsOf(names: readonly string[], origin: string): C;
  /** The columns that every line has to have a field of. */
  neededOf(columns: C): readonly number[];
}

/** One line of a file. */
export class TsvRow implements RowValues {
  constructor(
    readonly fields: readonly string[],
    private readonly file: string,
    private readonly line: number,
  ) {}

  /** `genes.tsv line 7`, for errors. */
  get origin(): string {
    return `${this.file} line ${this.line}`;
  }

  /** The value in a column; null where there is none. */
  value(column: Column): string | null {
    if (column === null || column >= this.fields.length) return null;
    const field = this.fields[column]!;
    if (field === "" || field === "NULL" || field === "\\N") return null;
    return field.includes("\\") ? unescaped(field) : field;
  }
}

/** What the header says about the lines that follow. */
interface Header<C> {
  columns: C;
  /** Fields of a full line. */
  fields: number;
  /** Fields that a line must at least have: up to the last needed column. */
  neededFields: number;
}

/** Hands on the rows of a file whose bytes are given in chunks of any size. */
export class TsvParser<C> {
  readonly #lines: LineReader;
  #header: Header<C> | null = null;

  /** @param file what errors call the file */
  constructor(
    private readonly file: string,
    private readonly kind: TsvKind<C>,
    private readonly take: (row: TsvRow, columns: C) => void,
  ) {
    this.#lines = new LineReader(file, (text, line) => this.#takeLine(text, line));
  }

  /** @throws SourceError naming the line that is no row, or the column that the header lacks */
  push(chunk: Uint8Array): void {
    this.#lines.push(chunk);
  }

  /** @throws SourceError where the last line is no row, or there was no header */
  end(): void {
    this.#lines.end();
    if (this.#header === null) {
      throw new SourceError(`${this.file} is empty`, `give ${this.kind.wanted}`);
    }
  }

  #takeLine(text: string, line: number): void {
    const row = new TsvRow(text.split("\t"), this.file, line);
    if (this.#header === null) this.#header = this.#readHeader(row);
    else this.#takeRow(this.#header, row);
  }

  #takeRow({ columns, fields: full, neededFields }: Header<C>, row: TsvRow): void {
    const { length } = row.fields;
    if (length < neededFields || length > full) {
      throw new SourceError(
        `${row.origin} has ${length} ${length === 1 ? "field" : "fields"} where the header has ${full}`,
        "separate fields by one tab, and write a tab inside a field as \\t",
      );
    }
    this.take(row, columns);
  }

  #readHeader({ fields, origin }: TsvRow): Header<C> {
    const columns = this.kind.columnsOf(fields, origin);
    return {
      columns,
      fields: fields.length,
      neededFields: Math.max(...this.kind.neededOf(columns)) + 1,
    };
  }
}

const ESCAPES: Record<string, string> = {
  "\\t": "\t",
  "\\n": "\n",
  "\\0": "\0",
  "\\\\": "\\",
};

/** Any other backslash stands for itself, as files written by hand do not escape. */
function unescaped(field: string): string {
  return field.replace(/\\[tn0\\]/g, (sequence) => ESCAPES[sequence]!);
}
