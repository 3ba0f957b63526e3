/** TSV files, plain or packed, from a path or standard input. */

import { reason, SourceError } from "../../errors.ts";
import { decompressed } from "./decompress.ts";
import { type TsvKind, TsvParser, type TsvRow } from "./tsv.ts";

/** What stands for standard input in place of a path. */
export const STANDARD_INPUT = "-";

/** Which file to read, and of it what. */
export interface TsvFileOptions {
  /** A path, or `-` for standard input. */
  path: string;
  /** Only lines of exactly these species; every line where it is absent. */
  species?: readonly string[];
}

/** What errors call a file. */
export function nameOfFile(path: string): string {
  return path === STANDARD_INPUT ? "standard input" : path;
}

/**
 * Reads a file's rows as a stream in constant memory; gzip and zstd are told by content.
 *
 * @throws SourceError where it cannot be read, or a line is wrong
 */
export async function readTsvFile<C>(
  path: string,
  kind: TsvKind<C>,
  take: (row: TsvRow, columns: C) => void,
): Promise<void> {
  const file = nameOfFile(path);
  const parser = new TsvParser(file, kind, take);
  for await (const chunk of decompressed(readChunks(path, file), file)) parser.push(chunk);
  parser.end();
}

async function* readChunks(path: string, file: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  try {
    yield* path === STANDARD_INPUT ? Bun.stdin.stream() : Bun.file(path).stream();
  } catch (error) {
    throw new SourceError(
      `cannot read ${file}: ${reason(error)}`,
      "check that it is a file which this user may read",
      { cause: error },
    );
  }
}
