import { SourceError } from "../../errors.ts";
import type { Column, RowValues } from "../columns.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** One row of a result, its values as text. */
export class ResultRow implements RowValues {
  constructor(
    private readonly values: readonly unknown[],
    readonly origin: string,
  ) {}

  value(column: Column): string | null {
    return textAt(this.values, column);
  }
}

/** The text in a column of a row; null if there is no such column or its value is null or empty. */
export function textAt(values: readonly unknown[], column: Column): string | null {
  if (column === null) return null;
  const value = values[column];
  if (typeof value === "string") return value === "" ? null : value;
  if (value === null) return null;
  return Buffer.isBuffer(value) ? textOf(value) : String(value);
}

function textOf(binary: Buffer): string | null {
  try {
    return utf8.decode(binary) || null;
  } catch (error) {
    throw new SourceError(
      "a binary column holds bytes that are not UTF-8",
      "convert it in a query, for example with CONVERT(display_label USING latin1)",
      { cause: error },
    );
  }
}
