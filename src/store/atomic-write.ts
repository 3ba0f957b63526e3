/** Files that are whole whatever happens: written under a temporary name beside their own, synced, then renamed. */

import { type FileHandle, open, readdir, rename, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";

/** Servers may run as another user than builds. */
const FILE_MODE = 0o644;
const SUFFIX = ".tmp";

/** The temporary files that this process has named. */
const ours = new Set<string>();

/**
 * Replaces a file, so that its path always holds a whole one.
 *
 * @param check is given the new file before it replaces the old one; if it throws, the old one stays
 */
export async function replaceFile(
  path: string,
  parts: readonly Uint8Array[],
  check: (temporary: string) => Promise<void> = async () => {},
): Promise<void> {
  const temporary = temporaryOf(path);
  try {
    await writeParts(temporary, parts);
    await check(temporary);
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}

/** Where to write what will be renamed to the path. Other processes and machines may share the folder. */
export function temporaryOf(path: string): string {
  const temporary = join(dirname(path), `.${basename(path)}.${hostname()}.${process.pid}${SUFFIX}`);
  ours.add(temporary);
  return temporary;
}

/** Removes what killed processes of this machine have left in a folder. */
export async function clearTemporaries(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const path = join(folder, name);
    const pid = pidOf(name);
    if (pid === null || isRunning(pid) || ours.has(path)) continue;
    await unlink(path).catch(() => {});
  }
}

/** Runs `work` while a file is synced, which takes the disk a while; resolves once both are done. */
export async function duringSync<T>(path: string, work: () => Promise<T>): Promise<T> {
  const file = await open(path, "r");
  const synced = Promise.allSettled([file.sync()]);
  try {
    const result = await work();
    const [outcome] = await synced;
    if (outcome.status === "rejected") throw outcome.reason;
    return result;
  } finally {
    await synced;
    await file.close();
  }
}

/** Resolves once the names in a folder would survive a power failure. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
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

/** The process that a temporary file of this machine belongs to; null for any other file. */
function pidOf(name: string): number | null {
  const owner = `.${hostname()}.`;
  const at = name.lastIndexOf(owner);
  if (!name.startsWith(".") || !name.endsWith(SUFFIX) || at <= 0) return null;
  const pid = name.slice(at + owner.length, -SUFFIX.length);
  return /^\d+$/.test(pid) ? Number(pid) : null;
}

/** Whether another process has this id. Ours does not count: in a container an earlier run may have had the same. */
function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
