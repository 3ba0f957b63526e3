import { reason, SourceError } from "../../errors.ts";
import { LineReader } from "./lines.ts";

const STANDARD_INPUT = "-";

/**
 * Reads names, one a line; blank lines are none.
 *
 * @param path `-` is standard input
 * @throws SourceError where the file cannot be read or is no text
 */
export async function readNameList(path: string): Promise<string[]> {
  const isInput = path === STANDARD_INPUT;
  const file = isInput ? "standard input" : path;
  const names: string[] = [];
  const lines = new LineReader(file, (line) => {
    if (line.trim() !== "") names.push(line);
  });
  for await (const chunk of chunksOf(isInput ? Bun.stdin : Bun.file(path), file)) lines.push(chunk);
  lines.end();
  return names;
}

async function* chunksOf(from: Bun.BunFile, file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* from.stream();
  } catch (error) {
    throw new SourceError(
      `cannot read ${file}: ${reason(error)}`,
      "give a file with one name a line, or none for standard input",
      { cause: error },
    );
  }
}
