/** Parses TSV files: a header, then rows of fields separated by tabs and escaped as by `mariadb --batch`. */

import { SourceError } from "../../errors.ts";
import type { Column, RowValues } from "../columns.ts";
import { LineReader } from "./lines.ts";

/** A kind of TSV file. */
export interface TsvKind<C> {
  /** What the error for an empty file asks for. */
  wanted: string;
  /** Finds the columns in the header. @throws SourceError if a required one is missing */
  columnsOf(names: readonly string[], origin: string): C;
  /** The columns for which every line must have a field. */
  requiredOf(columns: C): readonly number[];
}

/** One line of a file. */
export class TsvRow implements RowValues {
  constructor(
    readonly fields: readonly string[],
    private readonly file: string,
    private readonly line: number,
  ) {}

  get origin(): string {
    return `${this.file} line ${this.line}`;
  }

  value(column: Column): string | null {
    if (column === null || column >= this.fields.length) return null;
    const field = this.fields[column]!;
    if (field === "" || field === "NULL" || field === "\\N") return null;
    return field.includes("\\") ? unescaped(field) : field;
  }
}

/** What the header says about the lines after it. */
interface Header<C> {
  columns: C;
  /** The number of fields of a full line. */
  fields: number;
  /** The fewest fields of a line, which reach to the last required column. */
  requiredFields: number;
}

/** Calls `take` for each row of a file, whose bytes are given in chunks of any size. */
export class TsvParser<C> {
  readonly #lines: LineReader;
  #header: Header<C> | null = null;

  /** @param file how errors refer to the file */
  constructor(
    private readonly file: string,
    private readonly kind: TsvKind<C>,
    private readonly take: (row: TsvRow, columns: C) => void,
  ) {
    this.#lines = new LineReader(file, (text, line) => this.#takeLine(text, line));
  }

  /** @throws SourceError if a line is malformed or the header lacks a required column */
  push(chunk: Uint8Array): void {
    this.#lines.push(chunk);
  }

  /** @throws SourceError if the last line is malformed or there was no header */
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

  #takeRow({ columns, fields: full, requiredFields }: Header<C>, row: TsvRow): void {
    const { length } = row.fields;
    if (length < requiredFields || length > full) {
      throw new SourceError(
        `${row.origin} has ${length} ${length === 1 ? "field" : "fields"} where the header has ${full}`,
        "separate fields with one tab, and write a tab inside a field as \\t",
      );
    }
    this.take(row, columns);
  }

  #readHeader({ fields, origin }: TsvRow): Header<C> {
    const columns = this.kind.columnsOf(fields, origin);
    return {
      columns,
      fields: fields.length,
      requiredFields: Math.max(...this.kind.requiredOf(columns)) + 1,
    };
  }
}

const ESCAPES: Record<string, string> = {
  "\\t": "\t",
  "\\n": "\n",
  "\\0": "\0",
  "\\\\": "\\",
};

/** Any other backslash stands for itself, as files written by hand escape nothing. */
function unescaped(field: string): string {
  return field.replace(/\\[tn0\\]/g, (sequence) => ESCAPES[sequence]!);
}
