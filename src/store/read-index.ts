import { lstatSync, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { AssemblError, IndexError } from "../errors.ts";
import { LARGEST_INDEX_BYTES } from "../format/index-file.ts";

const STANDARD_INPUT = "-";
const CHUNK_BYTES = 1 << 20;
/** Write permission of group and others. */
export const WRITABLE_BY_OTHERS = 0o022;

/**
 * Maps an index file into memory; what is written to the bytes does not reach the file. Whoever can truncate the file
 * can end this process, so it must be this user's, under no other name, and not writable by others.
 *
 * @throws IndexError
 */
export function mapIndex(path: string): Uint8Array {
  try {
    const found = lstatSync(path);
    if (!isOwn(found))
      throw new IndexError("unreadable", `${cannotRead(path)} (others may change it)`);
    return found.size === 0 ? new Uint8Array(0) : Bun.mmap(path, { shared: false });
  } catch (error) {
    throw error instanceof IndexError ? error : unreadable(path, error);
  }
}

/** Whether a file is a regular one that only this user can write to, under one name. */
export function isOwn(found: Stats): boolean {
  return (
    found.isFile() &&
    found.uid === process.getuid?.() &&
    found.nlink === 1 &&
    (found.mode & WRITABLE_BY_OTHERS) === 0
  );
}

/** Reads an index file, which may be a pipe, into memory. @param path `-` is standard input @throws IndexError */
export async function readIndex(path: string): Promise<Uint8Array> {
  const limits = { most: LARGEST_INDEX_BYTES, refuse: () => tooLarge(path) };
  try {
    if (path === STANDARD_INPUT) return await collected(Bun.stdin.stream(), limits);
    await using file = await open(path);
    const { size } = await file.stat();
    return await collected(chunksOf(file), size > 0 ? { ...limits, size } : limits);
  } catch (error) {
    throw error instanceof AssemblError ? error : unreadable(path, error);
  }
}

/** How many bytes are read into memory. */
export interface CollectOptions {
  /** The most that may come. */
  most: number;
  /** How many will come, where that is known; what comes beyond is not read. */
  size?: number;
  /** Makes the error where more come. */
  refuse(): AssemblError;
}

/** Reads bytes into one buffer, of which only what is filled takes memory. @throws AssemblError where they are too many */
export async function collected(
  chunks: AsyncIterable<Uint8Array>,
  { most, size = most, refuse }: CollectOptions,
): Promise<Uint8Array> {
  if (size > most) throw refuse();
  const buffer = Buffer.allocUnsafeSlow(size);
  let filled = 0;
  for await (const chunk of chunks) {
    if (filled + chunk.length > size && size === most) throw refuse();
    buffer.set(chunk.subarray(0, size - filled), filled);
    filled = Math.min(size, filled + chunk.length);
    if (filled === size && size < most) break;
  }
  return buffer.subarray(0, filled);
}

/** An error of the system as one that users see. */
export function unreadable(path: string, error: unknown): IndexError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") {
    return new IndexError(
      "missing",
      `there is no index at ${path}`,
      "build one with `assembl build`, or give the path of one",
      { cause: error },
    );
  }
  return new IndexError(
    "unreadable",
    `${cannotRead(path)} (${code ?? String(error)})`,
    "give a file that this user may read",
    { cause: error },
  );
}

/** @param name how the error refers to the index */
export function tooLarge(name: string): IndexError {
  return new IndexError(
    "malformed",
    `${name} has more than ${LARGEST_INDEX_BYTES} bytes, which no index has`,
    "give a file that `assembl build` wrote",
  );
}

function cannotRead(path: string): string {
  return `cannot read the index ${path}`;
}

async function* chunksOf(file: FileHandle): AsyncGenerator<Uint8Array> {
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const { bytesRead } = await file.read(chunk, 0, chunk.length, null);
    if (bytesRead === 0) return;
    yield chunk.subarray(0, bytesRead);
  }
}
