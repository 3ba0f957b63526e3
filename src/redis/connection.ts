/** Connections to Redis. */

import { AssemblError, reason } from "../errors.ts";
import type { RedisLocation } from "./location.ts";

/** How long Redis may keep its clients waiting. */
export interface RedisLimits {
  /** How long connecting may take; milliseconds. */
  connectMs: number;
  /** How long a connection may be silent; milliseconds. */
  silenceMs: number;
}

export const DEFAULT_REDIS_LIMITS: RedisLimits = { connectMs: 5000, silenceMs: 30_000 };

/**
 * Connects. The client does not reconnect by itself, as the runtime's then forgets its subscriptions.
 *
 * @throws AssemblError if Redis cannot be reached
 */
export async function connect(
  { url, name }: RedisLocation,
  { connectMs, silenceMs }: RedisLimits = DEFAULT_REDIS_LIMITS,
): Promise<Bun.RedisClient> {
  let client: Bun.RedisClient | null = null;
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
    // The runtime reports a server that is down, a refused password and missing TLS in the same way.
    throw new AssemblError(
      `cannot connect to ${name}: ${reasonOf(error)}`,
      "check that Redis runs there, with TLS only for rediss, and accepts the user and password in the address",
      { cause: error },
    );
  }
}

/** Connects for some commands. @throws AssemblError if Redis cannot be reached or refuses one of them */
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

/** An error as one that users see; what is not one yet comes from Redis or the connection. */
export function failure({ name }: RedisLocation, error: unknown): AssemblError {
  if (error instanceof AssemblError) return error;
  const remedy = "check that Redis runs, is not a read-only replica and has enough memory";
  return new AssemblError(`${name} fails: ${reasonOf(error)}`, remedy, { cause: error });
}

/** The message of the server or the client, without its code, which tells users nothing. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, "") : reason(error);
}
