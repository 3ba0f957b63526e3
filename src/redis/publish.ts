import { AssemblError } from "../errors.ts";
import { withRedis } from "./connection.ts";
import type { RedisLocation } from "./location.ts";
import { channelOf, chunkKeys, type Publication, writePointer } from "./publication.ts";
import { currentPublication } from "./read.ts";

/** Small enough to be sent in time on a slow line; one value of Redis takes 512 MB. */
const CHUNK_BYTES = 2 ** 20;
/** When the chunks of a publisher that died vanish; seconds. */
const UPLOAD_SECONDS = 3600;
/** Publishers that may come first at one key before this one gives up. */
const ATTEMPTS = 100;

/** What became of a publication. */
export interface PublishResult {
  publication: Publication;
  /** The generation that was published before; null where none was. */
  before: string | null;
  chunks: number;
}

/**
 * Publishes an index: stores its chunks, then in one transaction points the key to them, drops those that it pointed
 * to before, and tells the servers that listen. Of several publishers at once the last is the one that remains.
 *
 * @param index nothing of it is checked
 * @throws AssemblError where Redis cannot be reached or refuses; what was published is then as it was
 */
export function publishIndex(
  location: RedisLocation,
  index: Uint8Array,
  generation: string,
): Promise<PublishResult> {
  return withRedis(location, async (client) => {
    // Before anything is written, so that a key that is somebody else's is told at once.
    await currentPublication(client, location);
    const publication = {
      id: crypto.randomUUID(),
      generation,
      bytes: index.length,
      chunkBytes: CHUNK_BYTES,
    };
    const keys = chunkKeys(location.key, publication);
    try {
      await store(client, keys, index);
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const before = await pointTo(client, location, publication, keys);
        if (before === OVERTAKEN) continue;
        return { publication, before: before?.generation ?? null, chunks: keys.length };
      }
      throw new AssemblError(
        `others publish as ${location.name} without end`,
        "see who does, or choose another key",
      );
    } catch (error) {
      // Where this fails too they vanish by themselves.
      await client.unlink(...(keys as [string])).catch(() => {});
      throw error;
    }
  });
}

async function store(
  client: Bun.RedisClient,
  keys: readonly string[],
  index: Uint8Array,
): Promise<void> {
  for (const [i, key] of keys.entries()) {
    const chunk = index.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES);
    await client.set(key, chunk, "EX", UPLOAD_SECONDS);
  }
}

const OVERTAKEN = Symbol("another publisher came first");

/** @returns what the key pointed to before; OVERTAKEN where the key or a chunk has changed meanwhile */
async function pointTo(
  client: Bun.RedisClient,
  location: RedisLocation,
  publication: Publication,
  keys: readonly string[],
): Promise<Publication | null | typeof OVERTAKEN> {
  const { key } = location;
  await client.send("WATCH", [key, ...keys]);
  const before = await currentPublication(client, location);
  if ((await client.send("EXISTS", [...keys])) !== keys.length) {
    throw new AssemblError(
      `chunks sent to ${location.name} were gone before all had come`,
      `see that Redis does not evict keys, and that sending takes less than ${UPLOAD_SECONDS} s`,
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
  const replies = await Promise.all(commands.map(([name, args]) => client.send(name, args)));
  return replies.at(-1) === null ? OVERTAKEN : before;
}
