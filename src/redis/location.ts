import { UsageError } from "../errors.ts";

const DEFAULT_PORT = "6379";
const TAKES = "it takes redis[s]://[user:password@]host[:port][/db]?key=NAME";

/** Where in Redis an index is published. */
export interface RedisLocation {
  /** The URL that a client connects to: with user and password, without the key. */
  url: string;
  /** The key of the publication; its chunks are under keys that begin with it. */
  key: string;
  /** The address without user and password, for messages. */
  name: string;
}

/** Parses the address of a published index. @throws UsageError, which does not repeat it */
export function parseRedisLocation(address: string): RedisLocation {
  const given = URL.canParse(address) ? new URL(address) : null;
  const key = given?.searchParams.get("key");
  if (!given || !/^rediss?:$/.test(given.protocol) || !given.hostname) {
    throw new UsageError("this is not the address of an index in Redis", TAKES);
  }
  if (!/^(\/\d{0,5})?$/.test(given.pathname)) {
    throw new UsageError("the database in the address of Redis is not a number", TAKES);
  }
  if (given.port === "0") throw new UsageError("the port in the address of Redis is 0", TAKES);
  if (!key) throw new UsageError("the address of Redis has no key", TAKES);
  const { protocol, username, password, hostname, port } = given;
  const database = given.pathname.slice(1) || "0";
  const server = `${hostname}:${port || DEFAULT_PORT}/${database}`;
  const login = username || password ? `${username}:${password}@` : "";
  return {
    url: `${protocol}//${login}${server}`,
    key,
    name: `${protocol}//${server}?${new URLSearchParams({ key })}`,
  };
}
