import { readdir, readFile, rename, stat, unlink, utimes } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { AssemblError, reason } from "../errors.ts";
import { CHECKSUM_BYTES, LARGEST_INDEX_BYTES } from "../format/index-file.ts";
import { notMsgpack, ShapeReader } from "../format/shape.ts";
import { OpenIndex } from "../lookup/open-index.ts";
import { duringSync, FOR_OWNER, replaceFile, temporaryOf, writeForOwner } from "./atomic-write.ts";
import { makePrivateFolder, mappedByOthers, preparePrivateFolder } from "./private-folder.ts";
import { collected, mapIndex, tooLarge } from "./read-index.ts";
import type { OpenedFile, UntrustedFile } from "./untrusted-file.ts";
import { verifyChecksum, verifyIndex } from "./verify.ts";

const SUFFIX = ".msgpack";
const NOTE_SUFFIX = ".json";
const GENERATION = /^[0-9a-f]{32}$/;
const GENERATION_FILE = /^[0-9a-f]{32}\.msgpack$/;
/** The largest index that is read into memory where no folder can be written to, or has room. */
export const LARGEST_IN_MEMORY_BYTES = 2 ** 28;

type Bytes = Uint8Array<ArrayBuffer>;

/** Reports a problem with a folder; indexes are served all the same. */
export type Warn = (event: string, folder: string, why: string) => void;

export interface GenerationsOptions {
  /** The folders to choose from, best first. */
  folders: readonly string[];
  /** How many generations to keep. */
  keep: number;
  warn: Warn;
  /**
   * The full check, of a file or of bytes, by another process. In this one it would hold requests up for a fifth of a
   * second, and leave 10 MB of compiled code and garbage. Absent where neither matters. @throws AssemblError naming the
   * defect
   */
  verifyElsewhere?: (index: string | Uint8Array) => Promise<unknown>;
}

/** Which generation was taken from a location, and what is to be known of it at the next start. */
export interface Note {
  generation: string;
  [fact: string]: unknown;
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
 * copies it here, verifies the copy, and maps that. Several servers of one user may share the folder.
 */
export class Generations {
  /** Whether an index is in use, so that requests would wait while this process checks another. */
  #isInUse = false;
  /** The index that was read into memory last. */
  #inMemory: PrivateIndex | null = null;

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

  /** Where to build an index under a name of its own; null where indexes are read into memory. */
  pathOf(name: string): string | null {
    return this.folder === null ? null : join(this.folder, name + SUFFIX);
  }

  /**
   * The index in a file, private and verified: from an earlier copy if there is one, else from a new one, after the
   * full check.
   *
   * @throws AssemblError naming the defect of the file
   */
  async adopt(file: UntrustedFile): Promise<PrivateIndex> {
    await using opened = await file.open();
    const generation = await opened.outline();
    const known = await this.#installed(generation);
    if (known !== null && (await endsLike(opened, known.index.bytes))) return known;
    if (this.folder === null) return await this.#readIntoMemory(opened);
    try {
      return await this.#intoFile(opened.chunks(), this.folder);
    } catch (error) {
      if (error instanceof AssemblError) throw error;
      this.#warnOfCopy(this.folder, error);
      return await this.#readIntoMemory(opened);
    }
  }

  /** The copy of a generation that was made earlier; null where there is none, or it is damaged or not this user's. */
  async recall(generation: string): Promise<PrivateIndex | null> {
    return this.folder === null ? null : this.#installed(generation);
  }

  /**
   * Takes an index as it arrives, and reads nothing behind its end.
   *
   * @param begin is called a second time, for bytes to read into memory, if the folder is full or gone
   * @returns null where `begin` does
   * @throws AssemblError naming its defect, or from the bytes
   */
  async receive(begin: () => Promise<AsyncIterable<Bytes> | null>): Promise<PrivateIndex | null> {
    const { folder } = this;
    let chunks = await begin();
    if (chunks === null) return null;
    if (folder !== null) {
      try {
        return await this.#intoFile(untilEnd(chunks), folder);
      } catch (error) {
        if (error instanceof AssemblError) throw error;
        this.#warnOfCopy(folder, error);
      }
      chunks = await begin();
      if (chunks === null) return null;
    }
    const limits = { most: LARGEST_IN_MEMORY_BYTES, refuse: tooLargeForMemory };
    return this.#inMemoryOnly(await collected(untilEnd(chunks), limits));
  }

  /** What was noted under a name; null where nothing was, or it cannot be read. */
  async noted(name: string): Promise<Note | null> {
    return this.folder === null ? null : readNote(join(this.folder, name + NOTE_SUFFIX));
  }

  /** Notes a generation under a name, so that it is not removed. Without room for it the next start does without. */
  async note(name: string, note: Note): Promise<void> {
    if (this.folder === null) return;
    const path = join(this.folder, name + NOTE_SUFFIX);
    const parts = [Buffer.from(JSON.stringify(note))];
    await replaceFile(path, parts, { mode: FOR_OWNER }).catch(() => {});
  }

  async #installed(generation: string): Promise<PrivateIndex | null> {
    if (this.#inMemory?.index.generation === generation) return this.#inMemory;
    if (this.folder === null) return null;
    const copy = join(this.folder, generation + SUFFIX);
    try {
      await makePrivateFolder(this.folder);
      const index = this.#isInUse ? await this.#verify(copy) : openWhole(mapIndex(copy));
      if (index.generation !== generation) return null;
      const now = new Date();
      await utimes(copy, now, now);
      return this.#inFile(index, copy);
    } catch {
      return null;
    }
  }

  /** @throws AssemblError naming the index's defect, Error where the folder is full, gone or not private */
  async #intoFile(chunks: AsyncIterable<Bytes>, folder: string): Promise<PrivateIndex> {
    await makePrivateFolder(folder);
    const temporary = temporaryOf(join(folder, "copy"));
    try {
      await writeForOwner(temporary, chunks);
      const index = await duringSync(temporary, () => this.#verify(temporary));
      const copy = join(folder, index.generation + SUFFIX);
      await rename(temporary, copy);
      this.#inMemory = null;
      return this.#inFile(index, copy);
    } catch (error) {
      await unlink(temporary).catch(() => {});
      throw error;
    }
  }

  async #readIntoMemory(file: OpenedFile): Promise<PrivateIndex> {
    if (file.size > LARGEST_IN_MEMORY_BYTES) throw tooLargeForMemory();
    return this.#inMemoryOnly(await file.bytes());
  }

  async #inMemoryOnly(bytes: Uint8Array): Promise<PrivateIndex> {
    const index = await this.#check(bytes, bytes);
    this.#isInUse = true;
    this.#inMemory = { index, path: null, removeOld: async () => {} };
    return this.#inMemory;
  }

  /** Maps, checks and opens a file of the folder. */
  #verify(path: string): Promise<OpenIndex> {
    return this.#check(mapIndex(path), path);
  }

  /** Checks an index, by another process where there is one, and opens it in steps. */
  async #check(bytes: Uint8Array, index: string | Uint8Array): Promise<OpenIndex> {
    const { verifyElsewhere } = this.options;
    if (verifyElsewhere === undefined) return verifyIndex(bytes);
    await verifyElsewhere(index);
    return OpenIndex.openInSteps(bytes);
  }

  #warnOfCopy(folder: string, error: unknown): void {
    this.options.warn("copy failed: the index is read into memory", folder, reason(error));
  }

  #inFile(index: OpenIndex, path: string): PrivateIndex {
    this.#isInUse = true;
    return { index, path, removeOld: () => this.#removeOld(path) };
  }

  /** Removes all generations but those used last, those that are noted, and those that other servers have mapped. */
  async #removeOld(current: string): Promise<void> {
    const folder = dirname(current);
    const others: { path: string; used: number }[] = [];
    const names = await readdir(folder).catch(() => []);
    const notes = names.filter((name) => name.endsWith(NOTE_SUFFIX));
    const noted = await Promise.all(notes.map((name) => readNote(join(folder, name))));
    const kept = noted.map((note) => `${note?.generation}${SUFFIX}`);
    for (const name of names) {
      if (!GENERATION_FILE.test(name) || name === basename(current) || kept.includes(name))
        continue;
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

/** Opens a copy that had the full check when it was made. */
function openWhole(bytes: Uint8Array): OpenIndex {
  return new OpenIndex(bytes, verifyChecksum(bytes));
}

/** Whether a file has the length and the checksum of an index; one that is half overwritten has not. */
async function endsLike(file: OpenedFile, bytes: Uint8Array): Promise<boolean> {
  const end = Buffer.alloc(CHECKSUM_BYTES);
  const start = bytes.length - CHECKSUM_BYTES;
  await file.read(end, start);
  return file.size === bytes.length && end.equals(bytes.subarray(start));
}

/** The bytes of an index up to its end. @throws IndexError as soon as it is not an index, too large, or goes on */
async function* untilEnd(chunks: AsyncIterable<Bytes>): AsyncGenerator<Bytes> {
  const shape = new ShapeReader();
  let bytes = 0;
  for await (const chunk of chunks) {
    shape.read(chunk, bytes);
    bytes += chunk.length;
    if (shape.next > LARGEST_INDEX_BYTES) throw tooLarge("the index");
    if (shape.isWhole && bytes > shape.next) throw notMsgpack();
    yield chunk;
  }
  if (!shape.isWhole || bytes < shape.next) throw notMsgpack();
}

async function readNote(path: string): Promise<Note | null> {
  try {
    const note = JSON.parse(await readFile(path, "utf8"));
    return GENERATION.test(note?.generation) ? note : null;
  } catch {
    return null;
  }
}

function tooLargeForMemory(): AssemblError {
  return new AssemblError(
    `the index is larger than ${LARGEST_IN_MEMORY_BYTES} bytes, and no larger one is read into memory`,
    "set STATE_DIR to a folder of this user that has room for it",
  );
}
