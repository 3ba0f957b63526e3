import { type FileHandle, open, realpath, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { AssemblError, reason } from "../errors.ts";
import type { IndexData, Provenance } from "./document.ts";
import { encodeIndex } from "./encode.ts";
import { readIndex } from "./open-index.ts";
import { sync } from "./sync.ts";
import { clearTemporaries, temporaryOf } from "./temporaries.ts";
import { verifyIndex } from "./verify.ts";

/** Servers run as other users than builds do. */
const FILE_MODE = 0o644;

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

  const temporary = temporaryOf(target);
  try {
    await writeParts(temporary, parts);
    verifyIndex(await readIndex(temporary));
    await rename(temporary, target);
    await sync(dirname(target));
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw new AssemblError(
      `cannot write the index ${path}: ${reason(error)}`,
      "make room or choose another --output; the file there is as it was",
      { cause: error },
    );
  }
  return { generation, bytes, unchanged: false };
}

async function writeParts(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, "w", FILE_MODE);
  try {
    for (const part of parts) await writeAll(file, part);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    written += (await file.write(bytes, written, bytes.length - written)).bytesWritten;
  }
}
