/** Places and programs with less room or fewer rights than a test's own. */

import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { TempDir } from "../temp.ts";

/** Less than the index that is to be written, more than one of a few genes; in KiB. */
const ROOM_KIB = 64;

const isRoot = process.getuid?.() === 0;

/** A command whose files may not grow beyond ROOM_KIB; writing on is an error to it and not its end. */
export function bounded(command: readonly string[]): string[] {
  return ["bash", "-c", `trap '' XFSZ; ulimit -f ${ROOM_KIB}; exec "$@"`, "bash", ...command];
}

/** A command for which the permissions of files hold, as they do not for root. */
export function unprivileged(command: readonly string[]): string[] {
  const dropped = "--bounding-set=-dac_override,-dac_read_search";
  return isRoot ? ["setpriv", dropped, ...command] : [...command];
}

export interface SmallDisk extends TempDir {
  /** The command that finds no room here: itself, or where no disk could be mounted a bounded one. */
  confined(command: readonly string[]): string[];
}

/** A disk of ROOM_KIB at a path, where one may be mounted; elsewhere a folder. */
export async function mountSmall(path: string): Promise<SmallDisk> {
  await mkdir(path);
  const options = ["-t", "tmpfs", "-o", `size=${ROOM_KIB}k`, "tmpfs", path];
  const mounted = isRoot && Bun.spawnSync(["mount", ...options]).success;
  return {
    path,
    join: (...parts) => join(path, ...parts),
    confined: (command) => (mounted ? [...command] : bounded(command)),
    async [Symbol.asyncDispose]() {
      if (mounted) Bun.spawnSync(["umount", path]);
      await rm(path, { recursive: true, force: true });
    },
  };
}
