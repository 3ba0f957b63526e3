import { existsSync } from "node:fs";
import { AssemblError } from "../errors.ts";
import { isRedisAddress, isWebAddress } from "../settings.ts";
import { readIndex } from "../store/read-index.ts";

/** Where `build` writes and the other commands look where they are not told. */
export const DEFAULT_INDEX = "assembl.msgpack";

/** An index that a command was given. */
export interface IndexOperand {
  /** Its path, or its address without what may be secret. */
  name: string;
  /** Nothing of them is checked. */
  bytes: Uint8Array;
}

/**
 * Reads the index that a command is to work on: a file, from a web server, or from Redis.
 *
 * @param given a path or address; undefined for the index that lies here
 * @throws AssemblError where none is named and none lies here, or it cannot be read
 */
export async function readOperand(given: string | undefined): Promise<IndexOperand> {
  const location = given ?? defaultIndex();
  if (isWebAddress(location)) return fromWeb(location);
  if (isRedisAddress(location)) return fromRedis(location);
  return { name: location, bytes: await readIndex(location) };
}

async function fromWeb(address: string): Promise<IndexOperand> {
  const { fetchIndex, nameOfUrl } = await import("./fetch-index.ts");
  const fetched = await fetchIndex(address, {
    generation: undefined,
    validators: {},
    signal: new AbortController().signal,
  });
  return { name: nameOfUrl(address), bytes: await all(fetched!.chunks) };
}

async function fromRedis(address: string): Promise<IndexOperand> {
  const { parseRedisLocation } = await import("../redis/location.ts");
  const { readPublished } = await import("../redis/read.ts");
  const location = parseRedisLocation(address);
  const published = await readPublished(location);
  return { name: location.name, bytes: await all(published!.chunks) };
}

async function all(chunks: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
  return Buffer.concat(await Array.fromAsync(chunks));
}

function defaultIndex(): string {
  if (existsSync(DEFAULT_INDEX)) return DEFAULT_INDEX;
  throw new AssemblError(
    `no index is named and there is no ./${DEFAULT_INDEX}`,
    "give --index PATH, set INDEX, or build one with `assembl build`",
  );
}
