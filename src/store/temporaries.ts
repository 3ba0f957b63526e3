/** Files on their way to their name: written beside it, and renamed once they are whole. */

import { readdir, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";

const SUFFIX = ".tmp";

/** Where to write what will be renamed to the path. Processes and machines may share the folder. */
export function temporaryOf(path: string): string {
  const temporary = join(dirname(path), `.${basename(path)}.${hostname()}.${process.pid}${SUFFIX}`);
  ours.add(temporary);
  return temporary;
}

/** The files that this process has named so far. */
const ours = new Set<string>();

/** Removes what processes of this machine that were killed have left in a folder. */
export async function clearTemporaries(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const path = join(folder, name);
    const pid = pidOf(name);
    if (pid === null || isRunning(pid) || ours.has(path)) continue;
    await unlink(path).catch(() => {});
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

/** In a container each run has the same number: a file of this number that is not ours is of a run before. */
function isRunning(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
