/** Connections to Redis. */

import { AssemblError, reason } from "../errors.ts";
import type { RedisLocation } from "./location.ts";

/** How much of Redis is borne. */
export interface RedisLimits {
  /** How long connecting may take; milliseconds. */
  connectMs: number;
  /** How long an answer may be silent; milliseconds. */
  silenceMs: number;
}

export const DEFAULT_REDIS_LIMITS: RedisLimits = { connectMs: 5000, silenceMs: 30_000 };

/**
 * Connects, and never again by itself: the runtime's client would, but forget what it had subscribed to.
 *
 * @throws AssemblError where Redis cannot be reached
 */
export async function connect(
  { url, name }: RedisLocation,
  { connectMs, silenceMs }: RedisLimits = DEFAULT_REDIS_LIMITS,
): Promise<Bun.RedisClient> {
  let client: Bun.RedisClient | undefined;
  try {
    client = new Bun.RedisClient(url, {
      autoReconnect: false,
      enableOfflineQueue: false,
      connectionTimeout: connectMs,
      idleTimeout: silenceMs,
    });
    await client.connect();
    return client;
  } catch (error) {
    client?.close();
    // The runtime says the same of a server that is away, of one that refuses a password, and of one without TLS.
    throw new AssemblError(
      `cannot connect to ${name}: ${reasonOf(error)}`,
      "check that Redis runs there, with TLS for rediss alone, and takes the user and password of the address",
      { cause: error },
    );
  }
}

/** Connects for some commands. @throws AssemblError where Redis cannot be reached or refuses one of them */
export async function withRedis<T>(
  location: RedisLocation,
  work: (client: Bun.RedisClient) => Promise<T>,
): Promise<T> {
  const client = await connect(location);
  try {
    return await work(client);
  } catch (error) {
    throw failure(location, error);
  } finally {
    client.close();
  }
}

/** Errors that say what is wrong pass; others are about Redis or the way to it. */
export function failure({ name }: RedisLocation, error: unknown): AssemblError {
  if (error instanceof AssemblError) return error;
  const remedy = "check that Redis runs, is no read-only replica and has memory enough";
  return new AssemblError(`${name} fails: ${reasonOf(error)}`, remedy, { cause: error });
}

/** The server's own words, or the client's; its codes say nothing to a user. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, "") : reason(error);
}
