import { UsageError } from "../errors.ts";

const DEFAULT_PORT = "6379";
const TAKES = "it takes redis[s]://[user:password@]host[:port][/db]?key=NAME";

/** A place in Redis where an index is published. */
export interface RedisLocation {
  /** What a client connects to: with user and password, without the key. */
  url: string;
  /** The key that names what is published; all other keys begin with it. */
  key: string;
  /** What messages call it: without user and password. */
  name: string;
}

/** Takes the address of a published index apart. @throws UsageError, which does not repeat it */
export function parseRedisLocation(address: string): RedisLocation {
  const given = URL.canParse(address) ? new URL(address) : undefined;
  const key = given?.searchParams.get("key");
  if (!given || !/^rediss?:$/.test(given.protocol) || !given.hostname) {
    throw new UsageError("this is no address of an index in Redis", TAKES);
  }
  if (!/^(\/\d{0,5})?$/.test(given.pathname)) {
    throw new UsageError("the database in the address of Redis is no number of one", TAKES);
  }
  if (given.port === "0") throw new UsageError("the port in the address of Redis is 0", TAKES);
  if (!key) throw new UsageError("the address of Redis names no key", TAKES);
  const { protocol, username, password, hostname, port } = given;
  const database = given.pathname.slice(1) || "0";
  const place = `${hostname}:${port || DEFAULT_PORT}/${database}`;
  const login = username || password ? `${username}:${password}@` : "";
  return {
    url: `${protocol}//${login}${place}`,
    key,
    name: `${protocol}//${place}?${new URLSearchParams({ key })}`,
  };
}
