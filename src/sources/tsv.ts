/** The lines of a label file as rows: a header, then fields between tabs, escaped as `mariadb --batch` does. */

import { SourceError } from "../errors.ts";
import { ABSENT, type Columns, findColumns } from "./columns.ts";
import { LineReader } from "./lines.ts";
import type { RowSink } from "./source.ts";

/** What the header says about the lines that follow. */
interface Header {
  columns: Columns;
  /** Fields of a full line. */
  fields: number;
  /** Fields that a line must at least have: up to the last needed column. */
  neededFields: number;
}

/** Feeds a sink from the bytes of a label file, given in chunks of any size. */
export class LabelTsvParser {
  readonly #lines: LineReader;
  #header: Header | null = null;

  /**
   * @param file what errors call the file
   * @param species only rows of exactly these; every row where it is null
   */
  constructor(
    private readonly file: string,
    private readonly sink: RowSink,
    private readonly species: ReadonlySet<string> | null,
  ) {
    this.#lines = new LineReader(file, (text, line) => this.#take(text, line));
  }

  /** @throws SourceError naming the line that is no row, or the column that the header lacks */
  push(chunk: Uint8Array): void {
    this.#lines.push(chunk);
  }

  /** @throws SourceError where the last line is no row, or there was no header */
  end(): void {
    this.#lines.end();
    if (this.#header === null) {
      throw new SourceError(
        `${this.file} is empty`,
        "give a TSV file whose first line names the columns species and display_label",
      );
    }
  }

  #take(text: string, line: number): void {
    const fields = text.split("\t");
    if (this.#header === null) this.#header = readHeader(fields, `${this.file} line ${line}`);
    else this.#addRow(this.#header, fields, line);
  }

  #addRow({ columns, fields: full, neededFields }: Header, fields: string[], line: number): void {
    if (fields.length < neededFields || fields.length > full) {
      throw new SourceError(
        `${this.file} line ${line} has ${fields.length} ${fields.length === 1 ? "field" : "fields"} where the header has ${full}`,
        "separate fields by one tab, and write a tab inside a field as \\t",
      );
    }
    const species = valueAt(fields, columns.species);
    if (this.species !== null && (species === null || !this.species.has(species))) return;
    this.sink.add(
      species,
      valueAt(fields, columns.displayLabel),
      valueAt(fields, columns.stableId),
      valueAt(fields, columns.location),
      valueAt(fields, columns.db),
    );
  }
}

function readHeader(names: string[], origin: string): Header {
  const columns = findColumns(names, origin);
  return {
    columns,
    fields: names.length,
    neededFields: Math.max(columns.species, columns.displayLabel) + 1,
  };
}

function valueAt(fields: string[], column: number): string | null {
  if (column === ABSENT || column >= fields.length) return null;
  const field = fields[column]!;
  if (field === "" || field === "NULL" || field === "\\N") return null;
  return field.includes("\\") ? unescaped(field) : field;
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
