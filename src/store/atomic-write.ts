/**
 * Files that are whole whatever happens: written under a temporary name beside their own, synced, then renamed. The
 * folder may be one that others write to: nobody can know the temporary name beforehand, and nothing that is there is
 * opened.
 */

import { constants } from "node:fs";
import { type FileHandle, open, readdir, rename, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";

/** Servers may run as another user than builds. */
const FOR_ALL = 0o644;
/** To be mapped a file must be writable, though nothing is written to it. */
export const FOR_OWNER = 0o600;
const SUFFIX = ".tmp";

/** The temporary files that this process has named. */
const ours = new Set<string>();

/** How a file is replaced. */
export interface ReplaceOptions {
  /** Is given the new file before it replaces the old one; if it throws, the old one stays. */
  check?: (temporary: string) => Promise<void>;
  /** Permissions of the new file. */
  mode?: number;
}

/** Replaces a file, so that its path always holds a whole one. */
export async function replaceFile(
  path: string,
  parts: Iterable<Uint8Array>,
  { check = async () => {}, mode = FOR_ALL }: ReplaceOptions = {},
): Promise<void> {
  const temporary = temporaryOf(path);
  try {
    await using file = await createFile(temporary, mode);
    for (const part of parts) await writeAll(file, part);
    await file.sync();
    await check(temporary);
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}

/** Writes a new file for its owner alone. @throws Error where there is one, be it a link */
export async function writeForOwner(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  await using file = await createFile(path, FOR_OWNER);
  for await (const chunk of chunks) await writeAll(file, chunk);
}

/** Creates a file where there is nothing. @throws Error where there is something, be it a link */
export function createFile(path: string, mode: number): Promise<FileHandle> {
  const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
  return open(path, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, mode);
}

/** A new name for what will be renamed to the path. Other processes and machines may share the folder. */
export function temporaryOf(path: string): string {
  const name = `.${basename(path)}-${crypto.randomUUID()}.${hostname()}.${process.pid}${SUFFIX}`;
  const temporary = join(dirname(path), name);
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
