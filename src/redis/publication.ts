/**
 * How an index is stored in Redis. The key holds the pointer, a JSON text that names one publication. Its bytes are in
 * chunks under the keys KEY:ID:0, KEY:ID:1 and so on, which do not change once the pointer names them.
 */

import { AssemblError } from "../errors.ts";

/** The layout that this program writes and reads. */
const LAYOUT = 1;

/** One publication of an index. */
export interface Publication {
  /** Different for each publication, even of the same index. */
  id: string;
  generation: string;
  /** Length of the whole index. */
  bytes: number;
  /** Length of each chunk except the last, which may be shorter. */
  chunkBytes: number;
}

/** The channel on which publications under a key are announced, with their generation. */
export function channelOf(key: string): string {
  return `${key}:published`;
}

/** The keys of a publication's chunks, in order. */
export function chunkKeys(key: string, { id, bytes, chunkBytes }: Publication): string[] {
  const count = Math.ceil(bytes / chunkBytes);
  return Array.from({ length: count }, (_, i) => `${key}:${id}:${i}`);
}

export function writePointer({ id, generation, bytes, chunkBytes }: Publication): string {
  return JSON.stringify({ assembl: LAYOUT, id, generation, bytes, chunk_bytes: chunkBytes });
}

/** @param text the value of the key. @throws AssemblError if it is not a pointer */
export function readPointer(key: string, text: string): Publication {
  const { assembl, id, generation, bytes, chunk_bytes: chunkBytes } = parse(text);
  if (assembl !== LAYOUT) {
    throw new AssemblError(
      `the key ${key} holds ${assembl === undefined ? "no published index" : "an index in another layout"}`,
      `choose another key, or delete this one and all ${key}:*`,
    );
  }
  const publication = { id, generation, bytes, chunkBytes };
  if (isPublication(publication)) return publication;
  throw new AssemblError(
    `the key ${key} holds a damaged pointer to an index`,
    `delete it and all ${key}:*, and publish again`,
  );
}

/** More chunks than the largest index has in the size that `publish` writes. */
const MOST_CHUNKS = 100_000;

function isPublication(
  given: Record<string, unknown>,
): given is Record<string, never> & Publication {
  const { id, generation, bytes, chunkBytes } = given;
  return (
    typeof id === "string" &&
    typeof generation === "string" &&
    isPositive(bytes) &&
    isPositive(chunkBytes) &&
    bytes / chunkBytes <= MOST_CHUNKS
  );
}

function isPositive(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function parse(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
