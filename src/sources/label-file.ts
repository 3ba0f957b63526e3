/** Label files: TSV with a header, plain or packed, from a path or standard input. */

import { basename } from "node:path";
import { reason, SourceError } from "../errors.ts";
import { decompressed } from "./decompress.ts";
import type { Source } from "./source.ts";
import { LabelTsvParser } from "./tsv.ts";

const STANDARD_INPUT = "-";

/** Which file to read, and of it what. */
export interface LabelFileOptions {
  /** A path, or `-` for standard input. */
  path: string;
  /** Only rows of exactly these species; every row where it is absent. */
  species?: readonly string[];
}

/**
 * A label file as a source, read as a stream in constant memory. Columns stand in any order and
 * others are ignored; gzip and zstd are told by content. A line may leave out optional fields at its end.
 */
export function labelFileSource({ path, species }: LabelFileOptions): Source {
  const file = path === STANDARD_INPUT ? "standard input" : path;
  return {
    name: `file:${basename(path)}`,
    async read(sink) {
      const parser = new LabelTsvParser(file, sink, species ? new Set(species) : null);
      for await (const chunk of decompressed(readChunks(path, file), file)) parser.push(chunk);
      parser.end();
    },
  };
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
