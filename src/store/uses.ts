import { readdir, readFile, realpath } from "node:fs/promises";
import { join } from "node:path";

const PROCESSES = "/proc";

/**
 * The names of the files of a folder that other processes have mapped, as far as Linux tells this user of them; none on
 * other systems, where a file that is removed lives on for those that have it.
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
