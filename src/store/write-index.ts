import { lstat, realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { AssemblError, reason } from "../errors.ts";
import type { IndexData, Provenance } from "../format/document.ts";
import { encodeIndex, LARGEST_INDEX_BYTES } from "../format/index-file.ts";
import { clearTemporaries, replaceFile } from "./atomic-write.ts";
import { readIndex, WRITABLE_BY_OTHERS } from "./read-index.ts";
import { verifyIndex } from "./verify.ts";

const ROOT = 0;
const COMPRESSED_SUFFIX = ".zst";
/** Higher levels take several times as long for one per cent less. */
const COMPRESSION_LEVEL = 19;

/** What became of a build's data. */
export interface Written {
  generation: string;
  /** Size of the file. */
  bytes: number;
  /** Whether the file had this generation already, and was left alone. */
  unchanged: boolean;
}

/** An index that was compressed. */
export interface Compressed {
  path: string;
  bytes: number;
}

/**
 * Writes an index: the new file is read back and verified before it replaces the old one.
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
  const target = await targetOf(path);
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  if (bytes > LARGEST_INDEX_BYTES) {
    throw new AssemblError(
      `the index would have ${bytes} bytes, and servers take at most ${LARGEST_INDEX_BYTES}`,
      "build several indexes, each of some of the species (--species)",
    );
  }
  await clearTemporaries(dirname(target));
  if (generation === installed) return { generation, bytes, unchanged: true };

  try {
    await replaceFile(target, parts, {
      check: async (temporary) => void verifyIndex(await readIndex(temporary)),
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

/**
 * Writes an index compressed with zstd beside itself, for a web server to hand out.
 *
 * @throws AssemblError where it cannot be written; what was there is then as it was
 */
export async function compressIndex(path: string): Promise<Compressed> {
  const level = COMPRESSION_LEVEL;
  const compressed = await Bun.zstdCompress(await readIndex(path), { level });
  const output = path + COMPRESSED_SUFFIX;
  try {
    await replaceFile(await targetOf(output), [compressed]);
  } catch (error) {
    throw new AssemblError(
      `cannot write the compressed index ${output}: ${reason(error)}`,
      "make room or choose another --output; the index itself was written",
      { cause: error },
    );
  }
  return { path: output, bytes: compressed.length };
}

/**
 * The file to replace: a symbolic link stays, and the file that it leads to is replaced.
 *
 * @throws AssemblError where another user may have put the link there, and so have chosen the file
 */
async function targetOf(path: string): Promise<string> {
  const link = await lstat(path).catch(() => null);
  if (!link?.isSymbolicLink()) return path;
  const isOwn = link.uid === process.getuid?.() || link.uid === ROOT;
  const { mode } = await stat(dirname(path));
  if (!isOwn && (mode & WRITABLE_BY_OTHERS) !== 0) {
    throw new AssemblError(
      `${path} is a link of another user, in a folder to which others may write`,
      "remove it, or give the path that it leads to as --output",
    );
  }
  return realpath(path).catch(() => path);
}
