import { IndexError } from "../errors.ts";
import { connect, failure } from "./connection.ts";
import type { RedisLocation } from "./location.ts";
import { chunkKeys, type Publication, readPointer } from "./publication.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The largest index that is taken: fifty times all of Ensembl. */
const LARGEST_BYTES = 2 ** 30;

/** A publication that was taken away while it was read, as there is another by now. */
export class Overtaken extends IndexError {}

/** What is published, and its bytes on their way. */
export interface Published {
  publication: Publication;
  /** Reading them throws AssemblError where not all is there. */
  chunks: AsyncGenerator<Bytes>;
}

/** What is here already, and how to stop. */
export interface ReadOptions {
  isKnown?: (publication: Publication) => boolean;
  signal?: AbortSignal;
}

/**
 * Reads what is published in a place.
 *
 * @returns null where it is known
 * @throws AssemblError where Redis cannot be reached, or nothing is published there
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
        `nothing is published as ${location.name}`,
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

/** What the key points to; null where there is nothing. @throws AssemblError where it holds something else */
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

/** How Redis says that a key holds no text. */
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
      // Asked first, so that no more is fetched than there should be.
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

/** Why a chunk is not what it should be: another publication has taken the place of this one, or it is damaged. */
async function incomplete(
  client: Bun.RedisClient,
  location: RedisLocation,
  { id }: Publication,
  chunk: string,
): Promise<IndexError> {
  const now = await currentPublication(client, location);
  if (now !== null && now.id !== id) {
    return new Overtaken("missing", `${location.name} was published anew while it was read`);
  }
  return damaged(location, `has lost ${chunk}, or it was altered`);
}

function damaged({ name }: RedisLocation, how: string): IndexError {
  return new IndexError("malformed", `the index at ${name} ${how}`, "publish it again");
}
