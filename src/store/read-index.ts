import { statSync } from "node:fs";
import { IndexError } from "../errors.ts";
import { DATA_START, generationAtStart } from "../format/index-file.ts";

/** Maps an index file into memory; what is written to the bytes does not reach the file. @throws IndexError */
export function mapIndex(path: string): Uint8Array {
  try {
    return statSync(path).size === 0 ? new Uint8Array(0) : Bun.mmap(path, { shared: false });
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** The generation that an index file states, read from its first bytes alone. @throws IndexError */
export async function readGeneration(path: string): Promise<string> {
  try {
    return generationAtStart(await Bun.file(path).slice(0, DATA_START).bytes());
  } catch (error) {
    if (error instanceof IndexError) throw error;
    throw unreadable(path, error);
  }
}

/** Reads an index file into memory. @throws IndexError */
export async function readIndex(path: string): Promise<Uint8Array> {
  try {
    return await Bun.file(path).bytes();
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): IndexError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") {
    return new IndexError(
      "missing",
      `there is no index at ${path}`,
      "build one with `assembl build`, or give the path of one",
      { cause: error },
    );
  }
  return new IndexError(
    "unreadable",
    `cannot read the index ${path} (${code ?? String(error)})`,
    "give a file that this user may read",
    { cause: error },
  );
}
