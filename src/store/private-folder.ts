/** The folder of files that servers map. Nobody else may write to it: truncating a mapped file kills the process. */

import { mkdir, open, readdir, readFile, realpath, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { clearTemporaries, temporaryOf } from "./atomic-write.ts";

const OWNER_ONLY = 0o700;
const WRITABLE_BY_ALL = 0o002;
/** With the sticky bit only the owner of a file may replace it. */
const STICKY_OR_WRITABLE_BY_ALL = 0o1002;
const PROCESSES = "/proc";

/** Makes the folder, and those above it, if they are not there. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: OWNER_ONLY });
}

/**
 * Makes the folder fit for use: it is there, private and writable, and holds nothing that killed processes left.
 *
 * @throws Error where this process does not own the folder or cannot write to it
 */
export async function preparePrivateFolder(folder: string): Promise<void> {
  await makePrivateFolder(folder);
  const { uid, mode } = await stat(folder);
  if (uid !== process.getuid?.()) throw new Error("it belongs to another user");
  if ((mode & STICKY_OR_WRITABLE_BY_ALL) === WRITABLE_BY_ALL) {
    throw new Error("everybody may replace its files");
  }
  const probe = temporaryOf(join(folder, `probe-${crypto.randomUUID()}`));
  await (await open(probe, "w")).close();
  await unlink(probe);
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
