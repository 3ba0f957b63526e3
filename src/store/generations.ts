import { chmod, copyFile, link, readdir, rename, stat, unlink, utimes } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { AssemblError, reason } from "../errors.ts";
import { CHECKSUM_BYTES } from "../format/index-file.ts";
import { OpenIndex } from "../lookup/open-index.ts";
import { duringSync, temporaryOf } from "./atomic-write.ts";
import { makePrivateFolder, mappedByOthers, preparePrivateFolder } from "./private-folder.ts";
import { mapIndex, readGeneration, readIndex } from "./read-index.ts";
import { verifyChecksum, verifyIndex } from "./verify.ts";

const SUFFIX = ".msgpack";
const GENERATION_FILE = /^[0-9a-f]{32}\.msgpack$/;
/** To be mapped a file must be writable, though nothing is written to it. */
const PRIVATE_FILE = 0o600;

/** Reports a problem with a folder; indexes are served all the same. */
export type Warn = (event: string, folder: string, why: string) => void;

export interface GenerationsOptions {
  /** The folders to choose from, best first. */
  folders: readonly string[];
  /** How many generations to keep. */
  keep: number;
  warn: Warn;
  /**
   * The full check of a file by another process. In this one it would hold requests up for a fifth of a second, and
   * leave 10 MB of compiled code and garbage. Absent where neither matters. @throws AssemblError naming the defect
   */
  verifyElsewhere?: (path: string) => Promise<unknown>;
}

/** An index, verified and opened, whose bytes no other process writes to. */
export interface PrivateIndex {
  index: OpenIndex;
  /** The copy; null where the index was read into memory, as no folder could be written to. */
  path: string | null;
  /** Removes all generations but those used last, as many as are to be kept; to be called once this one is in use. */
  removeOld(): Promise<void>;
}

/**
 * Private copies of indexes, each named by its generation.
 *
 * A process dies when a file that it has mapped is truncated, so a server never maps the file that it is given: it
 * copies it here, verifies the copy, and maps that. Several servers may share the folder.
 */
export class Generations {
  /** Whether an index is in use, so that requests would wait while this process checks another. */
  #isInUse = false;

  private constructor(
    /** Null where indexes are read into memory. */
    private readonly folder: string | null,
    private readonly options: GenerationsOptions,
  ) {}

  /** A store in the first of the folders that this process owns and can write to, else in memory. */
  static async open(options: GenerationsOptions): Promise<Generations> {
    const { folders, warn } = options;
    for (const folder of folders) {
      try {
        await preparePrivateFolder(folder);
        return new Generations(folder, options);
      } catch (error) {
        warn("folder refused", folder, reason(error));
      }
    }
    warn("no folder for copies: indexes are read into memory", folders.join(", "), "all refused");
    return new Generations(null, options);
  }

  /** Where to keep an index under a name of its own; null where indexes are read into memory. */
  pathOf(name: string): string | null {
    return this.folder === null ? null : join(this.folder, name + SUFFIX);
  }

  /**
   * The index at a path, private and verified: from an earlier copy if there is one, else from a new one, after the
   * full check.
   *
   * @throws AssemblError naming the defect of the file
   */
  async adopt(path: string): Promise<PrivateIndex> {
    if (this.folder === null) return inMemory(path);
    const copy = join(this.folder, (await readGeneration(path)) + SUFFIX);
    const index = (await this.#installed(copy, path)) ?? (await this.#copy(path, this.folder));
    this.#isInUse = true;
    return index;
  }

  /** Verifies an index that is in memory. @throws IndexError naming its defect */
  adoptBytes(bytes: Uint8Array): PrivateIndex {
    return { index: verifyIndex(bytes), path: null, removeOld: nothing };
  }

  /** The copy that was made of the file earlier; null where there is none, or one of the two is damaged. */
  async #installed(copy: string, path: string): Promise<PrivateIndex | null> {
    try {
      const index = this.#isInUse ? await this.#verify(copy) : openWhole(mapIndex(copy));
      if (!copy.endsWith(index.generation + SUFFIX)) return null;
      if (!(await endsLike(path, index.bytes))) return null;
      const now = new Date();
      await utimes(copy, now, now);
      return this.#inFile(index, copy);
    } catch {
      return null;
    }
  }

  async #copy(path: string, folder: string): Promise<PrivateIndex> {
    const temporary = temporaryOf(join(folder, `copy-${crypto.randomUUID()}`));
    try {
      await makePrivateFolder(folder);
      // A file of the folder itself was written here, and is never written to again.
      await (dirname(path) === folder ? link : copyToMap)(path, temporary);
      const index = await duringSync(temporary, () => this.#verify(temporary));
      const copy = join(folder, index.generation + SUFFIX);
      await rename(temporary, copy);
      return this.#inFile(index, copy);
    } catch (error) {
      await unlink(temporary).catch(() => {});
      if (error instanceof AssemblError) throw error;
      // The folder is full or gone, but the index can still be served from memory.
      this.options.warn("copy failed: the index is read into memory", folder, reason(error));
      return inMemory(path);
    }
  }

  /** Maps, checks and opens a file of the folder; checked by another process where there is one, and opened in steps. */
  async #verify(path: string): Promise<OpenIndex> {
    const { verifyElsewhere } = this.options;
    const bytes = mapIndex(path);
    // An empty file is refused at once, without another process.
    if (bytes.length === 0 || verifyElsewhere === undefined) return verifyIndex(bytes);
    await verifyElsewhere(path);
    return OpenIndex.openInSteps(bytes);
  }

  #inFile(index: OpenIndex, path: string): PrivateIndex {
    return { index, path, removeOld: () => this.#removeOld(path) };
  }

  /** Removes all generations but those used last and those that other servers have mapped. */
  async #removeOld(current: string): Promise<void> {
    const folder = dirname(current);
    const others: { path: string; used: number }[] = [];
    for (const name of await readdir(folder).catch(() => [])) {
      if (!GENERATION_FILE.test(name) || name === basename(current)) continue;
      const path = join(folder, name);
      others.push({ path, used: (await stat(path).catch(() => null))?.mtimeMs ?? 0 });
    }
    others.sort((a, b) => b.used - a.used);
    const old = others.slice(this.options.keep - 1);
    if (old.length === 0) return;
    const inUse = await mappedByOthers(folder).catch(() => new Set());
    for (const { path } of old) if (!inUse.has(basename(path))) await unlink(path).catch(() => {});
  }
}

async function nothing(): Promise<void> {}

/** Opens a copy that had the full check when it was made. */
function openWhole(bytes: Uint8Array): OpenIndex {
  return new OpenIndex(bytes, verifyChecksum(bytes));
}

/** Copies a file so that the copy can be mapped: `copyFile` alone would copy permissions too. */
async function copyToMap(path: string, copy: string): Promise<void> {
  await copyFile(path, copy);
  await chmod(copy, PRIVATE_FILE);
}

/** Whether a file has the length and the checksum of an index; one that is cut short or half overwritten has not. */
async function endsLike(path: string, bytes: Uint8Array): Promise<boolean> {
  const file = Bun.file(path);
  const start = bytes.length - CHECKSUM_BYTES;
  return (
    file.size === bytes.length &&
    Buffer.compare(await file.slice(start).bytes(), bytes.subarray(start)) === 0
  );
}

async function inMemory(path: string): Promise<PrivateIndex> {
  return { index: verifyIndex(await readIndex(path)), path: null, removeOld: nothing };
}
