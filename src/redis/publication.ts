/**
 * How an index lies in Redis. The key itself is the pointer, a JSON text that names one publication; the bytes are in
 * chunks under keys of their own, KEY:ID:0 and so on, which nothing changes once the pointer names them.
 */

import { AssemblError } from "../errors.ts";

/** The layout that this program writes and reads. */
const LAYOUT = 1;

/** One index as it was published once. */
export interface Publication {
  /** No other publication's, even of the same index. */
  id: string;
  generation: string;
  /** Of the whole index. */
  bytes: number;
  /** Of each chunk but the last, which may be shorter. */
  chunkBytes: number;
}

/** Where publications of the key are announced: their generation. */
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

/** @param text what lies under the key. @throws AssemblError where that is no pointer */
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

/** More chunks than the largest index has, at the size that is written. */
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
