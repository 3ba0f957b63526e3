import { existsSync } from "node:fs";
import { rename, unlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { AssemblError } from "../errors.ts";
import { temporaryOf } from "../store/atomic-write.ts";
import type { Generations, PrivateIndex } from "../store/generations.ts";
import { makePrivateFolder } from "../store/private-folder.ts";

export type Bytes = Uint8Array<ArrayBuffer>;

/** An index on its way; null where there is no other than was brought last. */
export type Fetch = () => Promise<AsyncGenerator<Bytes> | null>;

/** The index that came last from one place on another machine, kept where the next start finds it. */
export class KeptIndex {
  /** Null where nothing can be kept. */
  readonly path: string | null;

  /** @param name no other place's, and a part of a file's name */
  constructor(
    private readonly generations: Generations,
    name: string,
  ) {
    this.path = generations.pathOf(name);
  }

  /** The index that an earlier run kept; null where there is none, or it is not whole. */
  async recall(): Promise<PrivateIndex | null> {
    if (this.path === null || !existsSync(this.path)) return null;
    return this.generations.adopt(this.path).catch(() => null);
  }

  /**
   * Fetches an index to keep in the place of the one before.
   *
   * @param begin called once more, with nothing kept, where the folder is full or gone
   * @throws AssemblError where it cannot be fetched or trusted; what was kept is then as it was
   */
  async replace(begin: Fetch): Promise<PrivateIndex | null> {
    if (this.path === null) return this.#intoMemory(begin);
    try {
      return await this.#intoFile(this.path, begin);
    } catch (error) {
      if (error instanceof AssemblError) throw error;
      // The folder is full or gone, which is no reason not to serve.
      return this.#intoMemory(begin);
    }
  }

  /** Only what was verified takes the place of what is kept. */
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
