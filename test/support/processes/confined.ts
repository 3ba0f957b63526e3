/** Programs that have little disk space or few permissions. */

import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { TempDir } from "../temp.ts";
import { until } from "../until.ts";
import { installed } from "./debian.ts";

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

export interface StoppableMount extends TempDir {
  /** Has each call hang that concerns its files, as with a file server that is away. */
  stop(): void;
  resume(): void;
}

/**
 * Mounts the folder `source` at `mount`, both of them in a folder; it hangs while it is stopped.
 *
 * @param options of bindfs
 * @throws Error
 */
export async function mountStoppable(
  dir: TempDir,
  options: readonly string[] = [],
): Promise<StoppableMount> {
  const path = dir.join("mount");
  await mkdir(dir.join("source"), { recursive: true });
  await mkdir(path, { recursive: true });
  const before = (await stat(path)).dev;
  // Nothing of it is remembered, or some calls would be answered without it.
  const kept = ["entry_timeout=0", "negative_timeout=0", "attr_timeout=0"].join(",");
  const folders = [dir.join("source"), path];
  const command = [installed("bindfs"), "-f", "-o", `direct_io,${kept}`, ...options, ...folders];
  const mounted = Bun.spawn(command, { stdio: ["ignore", "ignore", "inherit"] });
  await until(async () => mounted.exitCode !== null || (await stat(path)).dev !== before);
  if (mounted.exitCode !== null) throw new Error("no folder could be mounted");
  return {
    path,
    join: (...parts) => join(path, ...parts),
    stop: () => mounted.kill("SIGSTOP"),
    resume: () => mounted.kill("SIGCONT"),
    async [Symbol.asyncDispose]() {
      mounted.kill("SIGCONT");
      // It unmounts the folder when it is ended, unless a call that hung still holds a file open.
      mounted.kill();
      await mounted.exited;
      Bun.spawnSync(["umount", "-l", path], { stderr: "ignore" });
    },
  };
}
