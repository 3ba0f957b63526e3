import { AssemblError } from "../errors.ts";
import { type RedisConnection, withRedis } from "./connection.ts";
import type { RedisLocation } from "./location.ts";
import { channelOf, chunkKeys, type Publication, writePointer } from "./publication.ts";
import { currentPublication } from "./read.ts";

/** Small enough to be sent in time over a slow connection; a value in Redis may have 512 MB. */
const CHUNK_BYTES = 2 ** 20;
/** When the chunks of a publisher that has died expire; seconds. */
const UPLOAD_SECONDS = 3600;
/** How often other publishers may be faster before this one gives up. */
const ATTEMPTS = 100;

/** The result of publishing an index. */
export interface PublishResult {
  publication: Publication;
  /** The generation that was published before; null where none was. */
  before: string | null;
  chunks: number;
}

/**
 * Publishes an index: stores its chunks, then in one transaction makes the key point to them, deletes those that it
 * pointed to before, and announces it. Of several publishers at the same time the last one wins.
 *
 * @param index is not verified
 * @throws AssemblError if Redis cannot be reached or refuses; the old publication then stays as it was
 */
export function publishIndex(
  location: RedisLocation,
  index: Uint8Array,
  generation: string,
): Promise<PublishResult> {
  return withRedis(location, async (connection) => {
    // Read before anything is written, so that a key with other data is an error at once.
    await currentPublication(connection, location);
    const publication = {
      id: crypto.randomUUID(),
      generation,
      bytes: index.length,
      chunkBytes: CHUNK_BYTES,
    };
    const keys = chunkKeys(location.key, publication);
    try {
      await store(connection, keys, index);
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const before = await pointTo(connection, location, publication, keys);
        if (before === OVERTAKEN) continue;
        return { publication, before: before?.generation ?? null, chunks: keys.length };
      }
      throw new AssemblError(
        `other publishers keep replacing ${location.name}`,
        "find out which they are, or choose another key",
      );
    } catch (error) {
      // If this fails too, they expire.
      await connection.send("UNLINK", keys).catch(() => {});
      throw error;
    }
  });
}

async function store(
  connection: RedisConnection,
  keys: readonly string[],
  index: Uint8Array,
): Promise<void> {
  for (const [i, key] of keys.entries()) {
    const chunk = index.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES);
    await connection.send("SET", [key, chunk, "EX", UPLOAD_SECONDS]);
  }
}

const OVERTAKEN = Symbol("another publisher came first");

/** @returns what the key pointed to before; OVERTAKEN if the key or a chunk has changed meanwhile */
async function pointTo(
  connection: RedisConnection,
  location: RedisLocation,
  publication: Publication,
  keys: readonly string[],
): Promise<Publication | null | typeof OVERTAKEN> {
  const { key } = location;
  await connection.send("WATCH", [key, ...keys]);
  const before = await currentPublication(connection, location);
  if ((await connection.send("EXISTS", [...keys])) !== keys.length) {
    throw new AssemblError(
      `chunks sent to ${location.name} disappeared before all were there`,
      `check that Redis does not evict keys, and that sending takes less than ${UPLOAD_SECONDS} s`,
    );
  }
  const stale = before === null ? [] : chunkKeys(key, before);
  const commands: [string, string[]][] = [
    ["MULTI", []],
    ...keys.map((chunk): [string, string[]] => ["PERSIST", [chunk]]),
    ["SET", [key, writePointer(publication)]],
    ...(stale.length > 0 ? [["UNLINK", stale] as [string, string[]]] : []),
    ["PUBLISH", [channelOf(key), publication.generation]],
    ["EXEC", []],
  ];
  const replies = await Promise.all(
    commands.map(([name, args]) => connection.send(name, args, { items: commands.length })),
  );
  return replies.at(-1) === null ? OVERTAKEN : before;
}
