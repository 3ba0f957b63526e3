/** Columns that are written and read again at once. */

import { ColumnReader, ColumnWriter } from "../../src/columns/packed.ts";
import { IndexError } from "../../src/errors.ts";

/** The bytes of some columns. */
export function bytesOf(write: (out: ColumnWriter) => void): Uint8Array {
  const out = new ColumnWriter();
  write(out);
  return out.finish();
}

/** Columns as they are read after they were written. */
export function written(write: (out: ColumnWriter) => void): ColumnReader {
  return new ColumnReader(bytesOf(write), 0);
}

/** The bytes of texts whose ends or length may be wrong. */
export function craftedTexts(
  ends: readonly number[],
  text: string | Uint8Array,
  length = Buffer.byteLength(text),
): Uint8Array {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(length);
  return Buffer.concat([bytesOf((out) => out.numbers(ends)), size, Buffer.from(text)]);
}

/** How columns refuse to be read; null if they do not. Other errors are thrown on. */
export function refusalOf(read: () => unknown): string | null {
  try {
    read();
    return null;
  } catch (error) {
    if (error instanceof IndexError && error.defect === "genes") return error.problem;
    throw error;
  }
}
