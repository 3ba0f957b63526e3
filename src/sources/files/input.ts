import { reason, SourceError } from "../../errors.ts";

const STANDARD_INPUT = "-";

/** A file or standard input, to be read once. */
export interface Input {
  /** How errors refer to it. */
  name: string;
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/**
 * Opens a file or standard input. Reading its chunks fails with a SourceError if it cannot be read.
 *
 * @param path `-` is standard input
 * @param remedy what that error tells the user to do
 */
export function openInput(path: string, remedy: string): Input {
  const isInput = path === STANDARD_INPUT;
  const name = isInput ? "standard input" : path;
  return { name, chunks: readChunks(isInput ? Bun.stdin : Bun.file(path), name, remedy) };
}

async function* readChunks(file: Bun.BunFile, name: string, remedy: string) {
  try {
    yield* file.stream();
  } catch (error) {
    throw new SourceError(`cannot read ${name}: ${reason(error)}`, remedy, { cause: error });
  }
}
