/** Parses TSV files: a header, then rows of fields separated by tabs and escaped as by `mariadb --batch`. */

import { SourceError } from "../../errors.ts";
import { type Column, type RowValues, SHOWN_CHARACTERS } from "../columns.ts";
import { LineReader } from "./lines.ts";
import { openTextFile, type TextFile } from "./text-file.ts";

/** A kind of TSV file. */
export interface TsvKind<C> {
  /** What the error for an empty file asks for. */
  wanted: string;
  /** Finds the columns in the header. @throws SourceError if a required one is missing */
  columnsOf(names: readonly string[], origin: string): C;
  /** The columns for which every line must have a field. */
  requiredOf(columns: C): readonly number[];
}

const QUOTE = '"';
/** A whole cell in quotes. A quote in it is doubled, as spreadsheets do, or escaped, as R does. */
const QUOTED = /^"((?:[^"\\]|""|\\.)*)"$/;

/** One line of a file. Blanks around its fields do not count. */
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
    const field = this.fields[column]!.trim();
    if (field === "" || field === "NULL" || field === "\\N") return null;
    if (field.startsWith(QUOTE)) return this.#unquoted(field);
    return field.includes("\\") ? unescaped(field) : field;
  }

  /** The text of a cell in quotes, as spreadsheets and R write them. @throws SourceError if the cell does not end here */
  #unquoted(field: string): string | null {
    const [, quoted] = QUOTED.exec(field) ?? [];
    if (quoted === undefined) {
      throw new SourceError(
        `${this.origin} has the cell ${field.slice(0, SHOWN_CHARACTERS)}, which begins with a quote and does not end with one`,
        'write a tab or line break inside a cell as \\t or \\n, and a cell that begins with a quote as """..."',
      );
    }
    const text = quoted.replaceAll('""', QUOTE).replaceAll('\\"', QUOTE).trim();
    return text === "" ? null : unescaped(text);
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

/** Which file to read, and which of its lines. */
export interface TsvFileOptions {
  /** A path, or `-` for standard input. */
  path: string;
  /** Only lines of exactly these species; all lines if absent. */
  species?: readonly string[];
}

/**
 * Reads the rows of a file as a stream, in constant memory.
 *
 * @throws SourceError if it cannot be read or a line is malformed
 */
export async function readTsvFile<C>(
  path: string,
  kind: TsvKind<C>,
  take: (row: TsvRow, columns: C) => void,
): Promise<void> {
  await readTsv(await openTextFile(path), kind, take);
}

/** Reads the rows of a file that is open. @throws SourceError if it cannot be read or a line is malformed */
export async function readTsv<C>(
  { name, chunks }: TextFile,
  kind: TsvKind<C>,
  take: (row: TsvRow, columns: C) => void,
): Promise<void> {
  const parser = new TsvParser(name, kind, take);
  for await (const chunk of chunks) parser.push(chunk);
  parser.end();
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

  #readHeader(row: TsvRow): Header<C> {
    const { fields } = row;
    const names = fields.map((_, column) => row.value(column) ?? "");
    const columns = this.kind.columnsOf(names, row.origin);
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
