import { IndexError } from "../errors.ts";
import { connect, failure } from "./connection.ts";
import type { RedisLocation } from "./location.ts";
import { chunkKeys, type Publication, readPointer } from "./publication.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The largest index that is accepted: fifty times all of Ensembl. */
const LARGEST_BYTES = 2 ** 30;

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
  const client = await connect(location);
  const end = () => client.close();
  signal?.addEventListener("abort", end);
  client.onclose = () => signal?.removeEventListener("abort", end);
  try {
    signal?.throwIfAborted();
    const publication = await currentPublication(client, location);
    if (publication === null) {
      throw new IndexError(
        "missing",
        `nothing is published at ${location.name}`,
        "publish an index with `assembl publish`",
      );
    }
    if (!isKnown(publication)) {
      return { publication, chunks: chunksOf(client, location, publication) };
    }
    client.close();
    return null;
  } catch (error) {
    client.close();
    throw failure(location, error);
  }
}

/** What the key points to; null if it does not exist. @throws AssemblError if it holds something else */
export async function currentPublication(
  client: Bun.RedisClient,
  { key }: RedisLocation,
): Promise<Publication | null> {
  const pointer = await client.get(key).catch((error: Error) => {
    if (error.message.startsWith(WRONG_TYPE)) return "";
    throw error;
  });
  return pointer === null ? null : readPointer(key, pointer);
}

/** How Redis says that the value of a key is not a string. */
const WRONG_TYPE = "WRONGTYPE";

async function* chunksOf(
  client: Bun.RedisClient,
  location: RedisLocation,
  publication: Publication,
): AsyncGenerator<Bytes> {
  const { bytes, chunkBytes } = publication;
  try {
    if (bytes > LARGEST_BYTES) throw damaged(location, `claims ${bytes} bytes`);
    const keys = chunkKeys(location.key, publication);
    for (const [i, key] of keys.entries()) {
      const expected = Math.min(chunkBytes, bytes - i * chunkBytes);
      // Checked first, so that no value is fetched that is larger than it should be.
      const length = await client.strlen(key);
      const chunk = length === expected ? await client.getBuffer(key) : null;
      if (chunk?.length === expected) yield chunk;
      else
        throw await incomplete(client, location, publication, `chunk ${i + 1} of ${keys.length}`);
    }
  } catch (error) {
    throw failure(location, error);
  } finally {
    client.close();
  }
}

/** Why a chunk is wrong or missing: the publication was replaced by another, or it is damaged. */
async function incomplete(
  client: Bun.RedisClient,
  location: RedisLocation,
  { id }: Publication,
  chunk: string,
): Promise<IndexError> {
  const now = await currentPublication(client, location);
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
