/** The folder that the image test works in. */

import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { succeed } from "../../test/support/processes/program.ts";

/** Makes the folder; its disposal unmounts what is still mounted below it, and removes it. */
export async function workspace(): Promise<{ folder: string } & AsyncDisposable> {
  // The image's user must be able to read the index in here.
  process.umask(0o022);
  const folder = await mkdtemp(join(tmpdir(), "assembl-image-"));
  await chmod(folder, 0o755);
  return { folder, [Symbol.asyncDispose]: () => remove(folder) };
}

async function remove(folder: string): Promise<void> {
  for (const mount of await mountsBelow(folder)) {
    await succeed(["umount", "--lazy", mount], { env: process.env });
  }
  await rm(folder, { recursive: true, force: true });
}

/** The mount points below a folder, the innermost first. */
async function mountsBelow(folder: string): Promise<string[]> {
  const mounts = (await readFile("/proc/self/mountinfo", "utf8"))
    .split("\n")
    .flatMap((line) => line.split(" ")[4] ?? []);
  return mounts.filter((mount) => mount.startsWith(`${folder}/`)).reverse();
}
