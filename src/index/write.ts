import { constants } from "node:fs";
import { type FileHandle, open, readdir, rename, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { AssemblError, reason } from "../errors.ts";
import type { IndexData, Provenance } from "./document.ts";
import { encodeIndex } from "./encode.ts";
import { readIndex } from "./open-index.ts";
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
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  await clearTemporaries(path);
  if (generation === installed) return { generation, bytes, unchanged: true };

  const temporary = temporaryOf(path, process.pid);
  try {
    await writeParts(temporary, parts);
    verifyIndex(await readIndex(temporary));
    await rename(temporary, path);
    await syncFolder(dirname(path));
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

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Builds on one machine may run at once, so each has a name of its own. */
function temporaryOf(path: string, pid: number): string {
  return join(dirname(path), `.${basename(path)}.${hostname()}.${pid}.tmp`);
}

/** Removes what builds that were killed on this machine have left beside the index. */
async function clearTemporaries(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch(() => []);
  const start = `.${basename(path)}.${hostname()}.`;
  for (const name of names) {
    if (!name.startsWith(start) || !name.endsWith(".tmp")) continue;
    const pid = Number(name.slice(start.length, -".tmp".length));
    if (pid === process.pid || !isRunning(pid))
      await unlink(join(dirname(path), name)).catch(() => {});
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
