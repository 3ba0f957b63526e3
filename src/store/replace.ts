import { type FileHandle, open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { sync } from "./sync.ts";
import { temporaryOf } from "./temporaries.ts";

/** Servers run as other users than builds do. */
const FILE_MODE = 0o644;

/**
 * Puts bytes in the place of a file so that whatever happens the path holds a whole one: into a temporary file
 * beside it, synced, and only then renamed.
 *
 * @param check looks at the temporary file before it takes its place; what it throws leaves the old one there
 */
export async function replaceFile(
  path: string,
  parts: readonly Uint8Array[],
  check: (temporary: string) => Promise<void> = async () => {},
): Promise<void> {
  const temporary = temporaryOf(path);
  try {
    await writeParts(temporary, parts);
    await check(temporary);
    await rename(temporary, path);
    await sync(dirname(path));
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}

async function writeParts(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, "w", FILE_MODE);
  try {
    for (const part of parts) await writeAll(file, part);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    written += (await file.write(bytes, written, bytes.length - written)).bytesWritten;
  }
}
