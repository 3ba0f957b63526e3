import { existsSync } from "node:fs";
import { rename, unlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { AssemblError } from "../errors.ts";
import { temporaryOf } from "../store/atomic-write.ts";
import type { Generations, PrivateIndex } from "../store/generations.ts";
import { makePrivateFolder } from "../store/private-folder.ts";

export type Bytes = Uint8Array<ArrayBuffer>;

/** Fetches an index; null if there is no other than the one before. */
export type Fetch = () => Promise<AsyncGenerator<Bytes> | null>;

/** The last index from one location on another machine, kept where the next start finds it. */
export class KeptIndex {
  /** Null if there is no folder to keep it in. */
  readonly path: string | null;

  /** @param name becomes part of the name of the file, so each location has another */
  constructor(
    private readonly generations: Generations,
    name: string,
  ) {
    this.path = generations.pathOf(name);
  }

  /** The index that an earlier run kept; null if there is none, or it is damaged. */
  async recall(): Promise<PrivateIndex | null> {
    if (this.path === null || !existsSync(this.path)) return null;
    return this.generations.adopt(this.path).catch(() => null);
  }

  /**
   * Fetches an index and replaces the one that is kept.
   *
   * @param begin is called a second time, to fetch into memory, if the folder is full or gone
   * @throws AssemblError if it cannot be fetched or trusted; the index that is kept then stays as it was
   */
  async replace(begin: Fetch): Promise<PrivateIndex | null> {
    if (this.path === null) return this.#intoMemory(begin);
    try {
      return await this.#intoFile(this.path, begin);
    } catch (error) {
      if (error instanceof AssemblError) throw error;
      // The folder is full or gone, but the index can be served from memory.
      return this.#intoMemory(begin);
    }
  }

  /** Replaces the kept file only with an index that is verified. */
  async #intoFile(path: string, begin: Fetch): Promise<PrivateIndex | null> {
    await makePrivateFolder(dirname(path));
    const chunks = await begin();
    if (chunks === null) return null;
    const temporary = temporaryOf(`${path}-${crypto.randomUUID()}`);
    try {
      await writeFile(temporary, chunks);
      const adopted = await this.generations.adopt(temporary);
      await rename(temporary, path);
      return adopted;
    } finally {
      await unlink(temporary).catch(() => {});
    }
  }

  async #intoMemory(begin: Fetch): Promise<PrivateIndex | null> {
    const chunks = await begin();
    if (chunks === null) return null;
    return this.generations.adoptBytes(Buffer.concat(await Array.fromAsync(chunks)));
  }
}
