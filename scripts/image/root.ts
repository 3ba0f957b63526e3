/** Inspects a root file system. */

import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Where programs are looked for. */
const PROGRAM_FOLDERS = ["/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin"];
/** Mounted when the image runs, and not part of it. */
const MOUNTED = ["/proc", "/sys", "/dev", "/data", "/etc/hosts", "/etc/resolv.conf", "/run"];
const EXECUTABLE = 0o111;
const WRITABLE_BY_OTHERS = 0o002;

/** The programs in a root file system, in byte order. */
export async function programsIn(root: string): Promise<string[]> {
  const found = await Promise.all(
    PROGRAM_FOLDERS.map(async (folder) => {
      const names = await readdir(join(root, folder)).catch(() => []);
      return names.map((name) => join(folder, name));
    }),
  );
  const isProgram = async (path: string) =>
    ((await lstat(join(root, path))).mode & EXECUTABLE) !== 0;
  return keep(found.flat().sort(), isProgram);
}

/** The files and folders that any user can write to; what is in such a folder is not listed. */
export async function writableIn(root: string, folder = "/"): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink() || MOUNTED.includes(path)) continue;
    const { mode } = await lstat(join(root, path));
    if ((mode & WRITABLE_BY_OTHERS) !== 0) found.push(path);
    else if (entry.isDirectory()) found.push(...(await writableIn(root, path)));
  }
  return found.sort();
}

async function keep<T>(items: T[], isWanted: (item: T) => Promise<boolean>): Promise<T[]> {
  const wanted = await Promise.all(items.map(isWanted));
  return items.filter((_, i) => wanted[i]);
}
