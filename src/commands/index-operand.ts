import { existsSync } from "node:fs";
import { AssemblError } from "../errors.ts";
import { readIndex } from "../index/open-index.ts";
import { verifyBytes } from "../index/verify.ts";

/** Where `build` writes and the other commands look where they are not told. */
export const DEFAULT_INDEX = "assembl.msgpack";

/** The index that a command is to read. @throws AssemblError where none is named and none lies here */
export function indexPath(given: string | undefined): string {
  if (given !== undefined) return given;
  if (existsSync(DEFAULT_INDEX)) return DEFAULT_INDEX;
  throw new AssemblError(
    `no index is named and there is no ./${DEFAULT_INDEX}`,
    "give --index PATH, set INDEX, or build one with `assembl build`",
  );
}

/** An index file's bytes, checked against its checksum. @throws IndexError naming the defect */
export async function loadIndex(path: string): Promise<Uint8Array> {
  const bytes = await readIndex(path);
  verifyBytes(bytes);
  return bytes;
}
