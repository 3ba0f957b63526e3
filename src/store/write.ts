import { realpath } from "node:fs/promises";
import { dirname } from "node:path";
import { AssemblError, reason } from "../errors.ts";
import type { IndexData, Provenance } from "../format/document.ts";
import { encodeIndex } from "../format/index-file.ts";
import { readIndex } from "./read-index.ts";
import { replaceFile } from "./replace.ts";
import { clearTemporaries } from "./temporaries.ts";
import { verifyIndex } from "./verify.ts";

/** What became of a build's data. */
export interface Written {
  generation: string;
  /** Size of the file. */
  bytes: number;
  /** The file held this generation already and was left alone. */
  unchanged: boolean;
}

/**
 * Writes an index so that whatever happens the path holds a whole one: into a temporary file beside it,
 * synced, read back and verified, and only then renamed.
 *
 * @param installed the generation that the path holds now, or null
 * @throws AssemblError where the folder cannot be written to or is full; the old file is then as it was
 */
export async function writeIndex(
  path: string,
  data: IndexData,
  provenance: Provenance,
  installed: string | null,
): Promise<Written> {
  const { generation, parts } = encodeIndex(data, provenance);
  // A link stays one, and what it leads to is replaced.
  const target = await realpath(path).catch(() => path);
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  await clearTemporaries(dirname(target));
  if (generation === installed) return { generation, bytes, unchanged: true };

  try {
    await replaceFile(target, parts, async (temporary) => {
      verifyIndex(await readIndex(temporary));
    });
  } catch (error) {
    throw new AssemblError(
      `cannot write the index ${path}: ${reason(error)}`,
      "make room or choose another --output; the file there is as it was",
      { cause: error },
    );
  }
  return { generation, bytes, unchanged: false };
}
