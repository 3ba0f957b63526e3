/** Reads TSV files, plain or compressed, from a path or standard input. */

import { decompressed } from "./decompress.ts";
import { openInput } from "./input.ts";
import { type TsvKind, TsvParser, type TsvRow } from "./tsv.ts";

/** Which file to read, and which of its lines. */
export interface TsvFileOptions {
  /** A path, or `-` for standard input. */
  path: string;
  /** Only lines of exactly these species; all lines if absent. */
  species?: readonly string[];
}

/**
 * Reads the rows of a file as a stream, in constant memory. Its content tells whether it is compressed.
 *
 * @throws SourceError if it cannot be read or a line is malformed
 */
export async function readTsvFile<C>(
  path: string,
  kind: TsvKind<C>,
  take: (row: TsvRow, columns: C) => void,
): Promise<void> {
  const { name, chunks } = openInput(path, "check that it is a file which this user may read");
  const parser = new TsvParser(name, kind, take);
  for await (const chunk of decompressed(chunks, name)) parser.push(chunk);
  parser.end();
}
