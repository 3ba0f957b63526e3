import { realpath } from "node:fs/promises";
import { AssemblError, reason } from "../errors.ts";
import { readIndex } from "./read-index.ts";
import { replaceFile } from "./replace.ts";

const SUFFIX = ".zst";
/** Beyond it a hundredth less is got for several times the time. */
const LEVEL = 19;

/** What a compressed index is like. */
export interface Compressed {
  path: string;
  bytes: number;
}

/**
 * Writes an index compressed with zstd beside itself, for a web server to hand out.
 *
 * @throws AssemblError where it cannot be written; what was there is then as it was
 */
export async function compressIndex(path: string): Promise<Compressed> {
  const compressed = await Bun.zstdCompress(await readIndex(path), { level: LEVEL });
  const output = path + SUFFIX;
  const target = await realpath(output).catch(() => output);
  try {
    await replaceFile(target, [compressed]);
  } catch (error) {
    throw new AssemblError(
      `cannot write the compressed index ${output}: ${reason(error)}`,
      "make room or choose another --output; the index itself is in its place",
      { cause: error },
    );
  }
  return { path: output, bytes: compressed.length };
}
