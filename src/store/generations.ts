import {
  chmod,
  copyFile,
  link,
  open,
  readdir,
  rename,
  stat,
  unlink,
  utimes,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { AssemblError, reason } from "../errors.ts";
import { CHECKSUM_BYTES } from "../format/index-file.ts";
import { OpenIndex } from "../lookup/open-index.ts";
import { makePrivateFolder } from "./private-folder.ts";
import { mapIndex, readGeneration, readIndex } from "./read-index.ts";
import { duringSync } from "./sync.ts";
import { clearTemporaries, temporaryOf } from "./temporaries.ts";
import { mappedByOthers } from "./uses.ts";
import { verifyChecksum, verifyIndex } from "./verify.ts";

const SUFFIX = ".msgpack";
const GENERATION_FILE = /^[0-9a-f]{32}\.msgpack$/;
const WRITABLE_BY_ALL = 0o002;
/** With the sticky bit only the owner of a file may replace it. */
const ANYBODYS = 0o1002;
/** Mapping takes the right to write, though nothing is written. */
const PRIVATE_FILE = 0o600;

/** Is told what is wrong with a folder. */
export type Warn = (event: string, folder: string, why: string) => void;

/** What a store of generations needs to know. */
export interface GenerationsOptions {
  /** Where it may be, best first. */
  folders: readonly string[];
  /** Generations that it keeps. */
  keep: number;
  /** Is told why a folder was passed over or could not be used. */
  warn: Warn;
  /**
   * The full check of a file outside this process: it takes a fifth of a second, for which requests would wait, and
   * leaves compiled code and garbage of 10 MB behind. Absent where neither matters. @throws AssemblError naming what
   * is wrong
   */
  verifyElsewhere?: (path: string) => Promise<unknown>;
}

/** An index whose bytes nobody else writes, verified and opened. */
export interface PrivateIndex {
  index: OpenIndex;
  /** The copy; null where it was read into memory because no folder could be written to. */
  path: string | null;
  /** Removes the generations beyond those to be kept, now that this one is in use and those are not. */
  removeOld(): Promise<void>;
}

/**
 * Private copies of indexes, each under its generation.
 *
 * A mapped file that somebody truncates or rewrites kills the process, so a server never maps the file that it
 * is given: it copies it here, verifies the copy, and maps that. Several servers may share the folder.
 */
export class Generations {
  /** Whether an index of here is in use, and requests would wait for what is done here. */
  #isInUse = false;

  private constructor(
    /** Null where indexes are read into memory. */
    private readonly folder: string | null,
    private readonly options: GenerationsOptions,
  ) {}

  /** A store in the first of the folders that this process owns and can write to, or in none. */
  static async open(options: GenerationsOptions): Promise<Generations> {
    const { folders, warn } = options;
    for (const folder of folders) {
      try {
        await prepare(folder);
        return new Generations(folder, options);
      } catch (error) {
        warn("folder refused", folder, reason(error));
      }
    }
    warn("no folder for copies: indexes are read into memory", folders.join(", "), "all refused");
    return new Generations(null, options);
  }

  /** Where to keep an index of ours under a name that is no generation; null where nothing can be kept. */
  pathOf(name: string): string | null {
    return this.folder === null ? null : join(this.folder, name + SUFFIX);
  }

  /**
   * The index at a path, private and verified: the copy that is here already where it is whole, else a new one
   * after the full check.
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

  /** An index that is in memory already, after the full check. @throws IndexError naming its defect */
  adoptBytes(bytes: Uint8Array): PrivateIndex {
    return { index: verifyIndex(bytes), path: null, removeOld: nothing };
  }

  /** A copy made of the file before; null where there is none, or either is not whole. */
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
      // What lies in the folder was written by us, and is replaced but never rewritten.
      await (dirname(path) === folder ? link : copyToMap)(path, temporary);
      const index = await duringSync(temporary, () => this.#verify(temporary));
      const copy = join(folder, index.generation + SUFFIX);
      await rename(temporary, copy);
      return this.#inFile(index, copy);
    } catch (error) {
      await unlink(temporary).catch(() => {});
      if (error instanceof AssemblError) throw error;
      // The folder is full or gone, which is no reason not to serve.
      this.options.warn("copy failed: the index is read into memory", folder, reason(error));
      return inMemory(path);
    }
  }

  /** Maps, checks and opens a file of the folder; where there is another process for that, there and in steps. */
  async #verify(path: string): Promise<OpenIndex> {
    const { verifyElsewhere } = this.options;
    const bytes = mapIndex(path);
    // What is empty or not there, as a copy yet to be made, is no work for another process.
    if (bytes.length === 0 || verifyElsewhere === undefined) return verifyIndex(bytes);
    await verifyElsewhere(path);
    return OpenIndex.openInSteps(bytes);
  }

  #inFile(index: OpenIndex, path: string): PrivateIndex {
    return { index, path, removeOld: () => this.#removeOld(path) };
  }

  /** Removes all but the generations used last and those that other servers use. */
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

/** @throws Error where this process does not own the folder or cannot write to it */
async function prepare(folder: string): Promise<void> {
  await makePrivateFolder(folder);
  const { uid, mode } = await stat(folder);
  if (uid !== process.getuid?.()) throw new Error("it belongs to another user");
  if ((mode & ANYBODYS) === WRITABLE_BY_ALL) throw new Error("everybody may replace its files");
  const probe = temporaryOf(join(folder, `probe-${crypto.randomUUID()}`));
  await (await open(probe, "w")).close();
  await unlink(probe);
  await clearTemporaries(folder);
}

async function nothing(): Promise<void> {}

/** A copy that was verified when it was made. */
function openWhole(bytes: Uint8Array): OpenIndex {
  return new OpenIndex(bytes, verifyChecksum(bytes));
}

/** `copyFile` would copy a lack of permissions too. */
async function copyToMap(path: string, copy: string): Promise<void> {
  await copyFile(path, copy);
  await chmod(copy, PRIVATE_FILE);
}

/** A file that is torn has another length or another checksum at its end. */
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
