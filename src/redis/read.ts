import { IndexError } from "../errors.ts";
import { LARGEST_INDEX_BYTES } from "../format/index-file.ts";
import { connect, failure, type RedisConnection } from "./connection.ts";
import type { RedisLocation } from "./location.ts";
import { chunkKeys, type Publication, readPointer } from "./publication.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** How long reading a whole index may take, even if each answer is fast; milliseconds. */
const LONGEST_MS = 30 * 60_000;
/** The largest value that is read as a pointer, in bytes; `publish` writes some 150. */
const LARGEST_POINTER = 4096;

/** A publication that was replaced by another one while it was read. */
export class Overtaken extends IndexError {}

/** A publication and its bytes, as they arrive. */
export interface Published {
  publication: Publication;
  /** Reading them throws AssemblError if some are missing. */
  chunks: AsyncGenerator<Bytes>;
}

/** Which publications need not be read, and how to stop. */
export interface ReadOptions {
  isKnown?: (publication: Publication) => boolean;
  signal?: AbortSignal;
}

/**
 * Reads what is published at a location.
 *
 * @returns null if it is known
 * @throws AssemblError if Redis cannot be reached, or nothing is published there
 */
export async function readPublished(
  location: RedisLocation,
  { isKnown = () => false, signal }: ReadOptions = {},
): Promise<Published | null> {
  const connection = await connect(location);
  const end = () => connection.close();
  const timer = setTimeout(
    () => connection.close(`it takes longer than ${LONGEST_MS / 60_000} minutes`),
    LONGEST_MS,
  );
  timer.unref();
  signal?.addEventListener("abort", end);
  connection.onclose = () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
  };
  try {
    signal?.throwIfAborted();
    const publication = await currentPublication(connection, location);
    if (publication === null) {
      throw new IndexError(
        "missing",
        `nothing is published at ${location.name}`,
        "publish an index with `assembl publish`",
      );
    }
    if (!isKnown(publication)) {
      return { publication, chunks: chunksOf(connection, location, publication) };
    }
    connection.close();
    return null;
  } catch (error) {
    connection.close();
    throw failure(location, error);
  }
}

/** What the key points to; null if it does not exist. @throws AssemblError if it holds something else */
export async function currentPublication(
  connection: RedisConnection,
  { key }: RedisLocation,
): Promise<Publication | null> {
  const pointer = await connection.get(key, LARGEST_POINTER).catch((error: Error) => {
    if (error.message.startsWith(WRONG_TYPE)) return "";
    throw error;
  });
  return pointer === null ? null : readPointer(key, pointer.toString());
}

/** How Redis says that the value of a key is not a string. */
const WRONG_TYPE = "WRONGTYPE";

async function* chunksOf(
  connection: RedisConnection,
  location: RedisLocation,
  publication: Publication,
): AsyncGenerator<Bytes> {
  const { bytes, chunkBytes } = publication;
  try {
    if (bytes > LARGEST_INDEX_BYTES) throw damaged(location, `claims ${bytes} bytes`);
    const keys = chunkKeys(location.key, publication);
    for (const [i, key] of keys.entries()) {
      const expected = Math.min(chunkBytes, bytes - i * chunkBytes);
      // Checked first, so that no value is fetched that is larger than it should be.
      const length = await connection.send("STRLEN", [key]);
      const chunk = length === expected ? await connection.get(key, expected) : null;
      if (chunk?.length === expected) yield chunk as Bytes;
      else
        throw await incomplete(
          connection,
          location,
          publication,
          `chunk ${i + 1} of ${keys.length}`,
        );
    }
  } catch (error) {
    throw failure(location, error);
  } finally {
    connection.close();
  }
}

/** Why a chunk is wrong or missing: the publication was replaced by another, or it is damaged. */
async function incomplete(
  connection: RedisConnection,
  location: RedisLocation,
  { id }: Publication,
  chunk: string,
): Promise<IndexError> {
  const now = await currentPublication(connection, location);
  if (now !== null && now.id !== id) {
    return new Overtaken(
      "missing",
      `${location.name} was replaced by a new publication while it was read`,
    );
  }
  return damaged(location, `lacks an intact ${chunk}`);
}

function damaged({ name }: RedisLocation, how: string): IndexError {
  return new IndexError("malformed", `the index at ${name} ${how}`, "publish it again");
}
