/** The folder of files that servers map. Nobody else may write to it: truncating a mapped file kills the process. */

import { lstat, mkdir, readdir, readFile, realpath, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { clearTemporaries, createFile, FOR_OWNER, temporaryOf } from "./atomic-write.ts";
import { isOwn, WRITABLE_BY_OTHERS } from "./read-index.ts";

const OWNER_ONLY = 0o700;
const STICKY = 0o1000;
const PROCESSES = "/proc";

/**
 * Makes the folder, and those above it, if they are not there.
 *
 * @throws Error where others may replace its files, or have put a link to it where they may write
 */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: OWNER_ONLY });
  const { uid, mode } = await stat(folder);
  if (uid !== process.getuid?.()) throw new Error("it belongs to another user");
  // With the sticky bit only the owner of a file may replace it, and files of others are not mapped.
  if ((mode & WRITABLE_BY_OTHERS) !== 0 && (mode & STICKY) === 0) {
    throw new Error("others may replace its files: `chmod go-w` it");
  }
  if (!(await lstat(folder)).isSymbolicLink()) return;
  const above = await stat(dirname(folder));
  if ((above.mode & WRITABLE_BY_OTHERS) === 0) return;
  throw new Error("it is a link in a folder to which others may write");
}

/**
 * Makes the folder fit for use: it is there, private and writable, and holds nothing that killed processes left.
 *
 * @throws Error where it is not private, or this process cannot write to it
 */
export async function preparePrivateFolder(folder: string): Promise<void> {
  await makePrivateFolder(folder);
  const probe = temporaryOf(join(folder, "probe"));
  await (await createFile(probe, FOR_OWNER)).close();
  const found = await lstat(probe);
  await unlink(probe);
  if (!isOwn(found)) throw new Error("its file system does not keep owners and permissions");
  await clearTemporaries(folder);
}

/**
 * The names of the folder's files that other processes have mapped, as far as Linux shows them to this user; none on
 * other systems. A removed file lives on for a process that has mapped it, but cannot be opened again.
 */
export async function mappedByOthers(folder: string): Promise<Set<string>> {
  const mapped = new Set<string>();
  const prefix = `${await realpath(folder)}/`;
  for (const pid of await readdir(PROCESSES).catch(() => [])) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    const maps = await readFile(join(PROCESSES, pid, "maps"), "utf8").catch(() => "");
    for (const line of maps.split("\n")) {
      const at = line.indexOf(prefix);
      if (at >= 0) mapped.add(line.slice(at + prefix.length));
    }
  }
  return mapped;
}
