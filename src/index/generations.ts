import { copyFile, mkdir, open, readdir, rename, stat, unlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { IndexError, reason } from "../errors.ts";
import { CHECKSUM_BYTES } from "./encode.ts";
import { mapIndex, readGeneration, readIndex } from "./open-index.ts";
import { sync } from "./sync.ts";
import { clearTemporaries, temporaryOf } from "./temporaries.ts";
import { verifyChecksum, verifyIndex } from "./verify.ts";

const SUFFIX = ".msgpack";
const GENERATION_FILE = /^[0-9a-f]{32}\.msgpack$/;
/** Only the owner may enter: what others can write to must not be mapped. */
const PRIVATE_FOLDER = 0o700;

/** An index whose bytes nobody else writes. */
export interface PrivateIndex {
  generation: string;
  bytes: Uint8Array;
  /** The copy; null where it was read into memory because no folder could be written to. */
  path: string | null;
}

/**
 * Private copies of indexes, each under its generation.
 *
 * A mapped file that somebody truncates or rewrites kills the process, so a server never maps the file that it
 * is given: it copies it here, verifies the copy, and maps that. Several servers may share the folder.
 */
export class Generations {
  private constructor(
    /** Null where indexes are read into memory. */
    private readonly folder: string | null,
    private readonly keep: number,
  ) {}

  /**
   * Keeps `keep` generations in the first of the folders that this process owns and can write to, or none.
   *
   * @param refused is told why a folder was passed over
   */
  static async open(
    folders: readonly string[],
    keep: number,
    refused: (folder: string, why: string) => void,
  ): Promise<Generations> {
    for (const folder of folders) {
      try {
        await prepare(folder);
        return new Generations(folder, keep);
      } catch (error) {
        refused(folder, reason(error));
      }
    }
    return new Generations(null, keep);
  }

  /**
   * The index at a path, private and verified: the copy that is here already where its checksum holds, else a
   * new one after the full check.
   *
   * @throws IndexError naming the defect of the file
   */
  async adopt(path: string): Promise<PrivateIndex> {
    if (this.folder === null) return inMemory(path);
    const copy = join(this.folder, (await readGeneration(path)) + SUFFIX);
    return (await installed(copy, path)) ?? this.#copy(path, this.folder);
  }

  async #copy(path: string, folder: string): Promise<PrivateIndex> {
    const temporary = temporaryOf(join(folder, `copy-${crypto.randomUUID()}`));
    try {
      await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
      await copyFile(path, temporary);
      const bytes = mapIndex(temporary);
      const { generation } = verifyIndex(bytes);
      await sync(temporary);
      const copy = join(folder, generation + SUFFIX);
      await rename(temporary, copy);
      await this.#removeOld(folder, generation);
      return { generation, bytes, path: copy };
    } catch (error) {
      await unlink(temporary).catch(() => {});
      if (error instanceof IndexError) throw error;
      // The folder is full or gone, which is no reason not to serve.
      return inMemory(path);
    }
  }

  /** Removes all but the generations used last; one that is mapped lives on for those who map it. */
  async #removeOld(folder: string, current: string): Promise<void> {
    const others: { path: string; used: number }[] = [];
    for (const name of await readdir(folder)) {
      if (!GENERATION_FILE.test(name) || name === current + SUFFIX) continue;
      const path = join(folder, name);
      others.push({ path, used: (await stat(path).catch(() => null))?.mtimeMs ?? 0 });
    }
    others.sort((a, b) => b.used - a.used);
    for (const { path } of others.slice(this.keep - 1)) await unlink(path).catch(() => {});
  }
}

/** @throws Error where this process does not own the folder or cannot write to it */
async function prepare(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
  const { uid } = await stat(folder);
  if (uid !== process.getuid?.()) throw new Error("it belongs to another user");
  const probe = temporaryOf(join(folder, `probe-${crypto.randomUUID()}`));
  await (await open(probe, "w")).close();
  await unlink(probe);
  await clearTemporaries(folder);
}

/** A copy made of the file before; null where there is none, or either is not whole. */
async function installed(copy: string, path: string): Promise<PrivateIndex | null> {
  try {
    const bytes = mapIndex(copy);
    const { generation } = verifyChecksum(bytes);
    if (!copy.endsWith(generation + SUFFIX) || !(await endsLike(path, bytes))) return null;
    const now = new Date();
    await utimes(copy, now, now);
    return { generation, bytes, path: copy };
  } catch {
    return null;
  }
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
  const bytes = await readIndex(path);
  return { generation: verifyIndex(bytes).generation, bytes, path: null };
}
