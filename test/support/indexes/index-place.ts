/** A place where a server finds its index, and how people put another one there. */

import { mkdir, rename, symlink, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { TempDir } from "../temp.ts";

/** A slow writer's step. */
const CHUNK_BYTES = 4096;

const NAME = "index.msgpack";

/** Puts an index in the place; `midway` is called once where a part of it is there. */
export type Replace = (
  place: IndexPlace,
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
  async "a link that leads elsewhere"(place, index) {
    await symlink(await place.newFolder(index), place.link("next"));
    await rename(place.link("next"), place.link("live"));
  },
  async "a parent folder moved"(place, index) {
    const next = await place.newFolder(index);
    const parent = dirname(place.path);
    await rename(parent, join(place.link("live"), `before-${place.folders}`));
    await rename(join(next, "set"), parent);
  },
};

/** FOLDER/live/set/index.msgpack, where `live` is a link to a folder. */
export class IndexPlace {
  folders = 0;
  readonly path: string;

  private constructor(private readonly dir: TempDir) {
    this.path = join(this.link("live"), "set", NAME);
  }

  static async make(dir: TempDir, index: Uint8Array): Promise<IndexPlace> {
    const place = new IndexPlace(dir);
    await symlink(await place.newFolder(index), place.link("live"));
    return place;
  }

  link(name: string): string {
    return this.dir.join(name);
  }

  /** A folder of its own with an index in it. */
  async newFolder(index: Uint8Array): Promise<string> {
    const folder = this.dir.join(`folder-${this.folders++}`);
    await mkdir(join(folder, "set"), { recursive: true });
    await writeFile(join(folder, "set", NAME), index);
    return folder;
  }
}
