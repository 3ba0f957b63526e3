/** Programs that have little disk space or few permissions. */

import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { TempDir } from "../temp.ts";

/** In KiB; smaller than the index that a test writes, larger than one of a few genes. */
const ROOM_KIB = 64;

const isRoot = process.getuid?.() === 0;

/** A command whose files cannot grow beyond ROOM_KIB: writing more fails, but does not kill it. */
export function bounded(command: readonly string[]): string[] {
  return ["bash", "-c", `trap '' XFSZ; ulimit -f ${ROOM_KIB}; exec "$@"`, "bash", ...command];
}

/** A command that is subject to the permissions of files, which root is not. */
export function unprivileged(command: readonly string[]): string[] {
  const dropped = "--bounding-set=-dac_override,-dac_read_search";
  return isRoot ? ["setpriv", dropped, ...command] : [...command];
}

export interface SmallDisk extends TempDir {
  /** A command that finds no space here: itself, or if no disk could be mounted, a bounded one. */
  confined(command: readonly string[]): string[];
}

/** Mounts a disk of ROOM_KIB at a path; if that is not permitted, it is only a folder. */
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
