/** The file that a server follows, and the ways to replace it. */

import { mkdir, rename, symlink, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { TempDir } from "../temp.ts";

/** A slow writer's step. */
const CHUNK_BYTES = 4096;

const NAME = "index.msgpack";

/** Writes an index to the file, and calls `midway` once when part of it is there. */
export type Replace = (
  file: FollowedFile,
  index: Uint8Array,
  midway: () => Promise<void>,
) => Promise<void>;

/** All ways, by name. */
export const WAYS: Readonly<Record<string, Replace>> = {
  async "another file renamed over it"({ path }, index) {
    const next = join(dirname(path), "next");
    await writeFile(next, index);
    await rename(next, path);
  },
  async "rewritten in place"({ path }, index) {
    await writeFile(path, index);
  },
  async "rewritten in place slowly"({ path }, index, midway) {
    await truncate(path, 0);
    for (let start = 0; start < index.length; start += CHUNK_BYTES) {
      if (start === CHUNK_BYTES) await midway();
      await writeFile(path, index.subarray(start, start + CHUNK_BYTES), { flag: "a" });
    }
  },
  async "a link that leads elsewhere"(file, index) {
    await symlink(await file.newFolder(index), file.link("next"));
    await rename(file.link("next"), file.link("live"));
  },
  async "a parent folder moved"(file, index) {
    const next = await file.newFolder(index);
    const parent = dirname(file.path);
    await rename(parent, join(file.link("live"), `before-${file.folders}`));
    await rename(join(next, "set"), parent);
  },
};

/** FOLDER/live/set/index.msgpack, where `live` is a link to a folder. */
export class FollowedFile {
  folders = 0;
  readonly path: string;

  private constructor(private readonly dir: TempDir) {
    this.path = join(this.link("live"), "set", NAME);
  }

  static async make(dir: TempDir, index: Uint8Array): Promise<FollowedFile> {
    const file = new FollowedFile(dir);
    await symlink(await file.newFolder(index), file.link("live"));
    return file;
  }

  link(name: string): string {
    return this.dir.join(name);
  }

  /** Makes a new folder with an index in it. */
  async newFolder(index: Uint8Array): Promise<string> {
    const folder = this.dir.join(`folder-${this.folders++}`);
    await mkdir(join(folder, "set"), { recursive: true });
    await writeFile(join(folder, "set", NAME), index);
    return folder;
  }
}
