/** The kinds of location that an index can have: a file, a web server or Redis. */

import { existsSync } from "node:fs";
import { AssemblError, UsageError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Generations } from "../store/generations.ts";
import type { Feed } from "./feed.ts";

/** Where `build` writes, and where other commands look when no index is named. */
export const DEFAULT_INDEX = "assembl.msgpack";

/** What a feed needs to follow an index at any location. */
export interface FollowOptions {
  /** How often to check for another index where nothing announces it; milliseconds, 0 for never. */
  refreshMs: number;
  /** Where private copies are kept. */
  generations: Generations;
  log: Log;
}

/** An index that was read for a command. */
export interface ReadIndex {
  /** Its path, or its address without the parts that may be secret. */
  name: string;
  /** Not verified. */
  bytes: Uint8Array;
}

/** One kind of location. What it needs is loaded when it is used: a server keeps everything that it has loaded. */
interface LocationKind {
  /** Schemes of its URLs, in lower case; empty for a path, which has none. */
  schemes: readonly string[];
  /** How a location is written, as help and errors say it. */
  form: string;
  /** Whether a location with one of the schemes is complete. */
  isValid: (location: string) => boolean;
  /** The feed with which a server follows the index. @throws UsageError */
  follow: (location: string, options: FollowOptions) => Promise<Feed>;
  /** Reads the index once. @throws AssemblError if it cannot be read */
  read: (location: string) => Promise<ReadIndex>;
}

const KINDS: readonly LocationKind[] = [
  {
    schemes: [""],
    form: "the path of an index file",
    isValid: (path) => path !== "",
    follow: async (path, { generations }) => {
      const { FileFeed } = await import("./file-feed.ts");
      return new FileFeed(path, generations);
    },
    read: async (path) => {
      const { readIndex } = await import("../store/read-index.ts");
      return { name: path, bytes: await readIndex(path) };
    },
  },
  {
    schemes: ["http", "https"],
    form: "http(s)://...",
    isValid: (url) => URL.canParse(url),
    follow: async (url, { refreshMs, generations }) => {
      const { WebFeed } = await import("./web-feed.ts");
      return new WebFeed(url, refreshMs, generations);
    },
    read: async (url) => {
      const { fetchIndex, nameOfUrl } = await import("./fetch-index.ts");
      const fetched = await fetchIndex(url, {
        generation: null,
        validators: {},
        signal: new AbortController().signal,
      });
      return { name: nameOfUrl(url), bytes: await concatenate(fetched!.chunks) };
    },
  },
  {
    schemes: ["redis", "rediss"],
    form: "redis://host:port/db?key=NAME",
    isValid: (address) => URL.canParse(address) && new URL(address).searchParams.has("key"),
    follow: async (address, options) => {
      const { RedisFeed } = await import("./redis-feed.ts");
      return new RedisFeed({ address, ...options });
    },
    read: async (address) => {
      const { parseRedisLocation } = await import("../redis/location.ts");
      const { readPublished } = await import("../redis/read.ts");
      const location = parseRedisLocation(address);
      const published = await readPublished(location);
      return { name: location.name, bytes: await concatenate(published!.chunks) };
    },
  },
];

const FORMS = KINDS.map(({ form }) => form);

/** All forms of locations, as help and errors list them. */
export const LOCATION_FORMS = `${FORMS.slice(0, -1).join(", ")}, or ${FORMS.at(-1)}`;

/** The schemes of those that are URLs, as help lists them. */
export const LOCATION_SCHEMES = KINDS.flatMap(({ schemes }) => schemes)
  .filter((scheme) => scheme !== "")
  .join(", ");

/** The feed with which a server follows the index at a location. @throws AssemblError if it cannot be used */
export async function followIndex(location: string, options: FollowOptions): Promise<Feed> {
  return requireKind(location).follow(location, options);
}

/**
 * Reads the index that a command is given.
 *
 * @param given its location; null for the default index, ./assembl.msgpack
 * @throws AssemblError if no location is given and there is no default index, or the index cannot be read
 */
export async function readIndexAt(given: string | null): Promise<ReadIndex> {
  const location = given ?? defaultIndex();
  return requireKind(location).read(location);
}

/** Whether a text is the location of an index. */
export function isIndexLocation(text: string): boolean {
  return kindOf(text)?.isValid(text) ?? false;
}

/** Whether a text is a URL of any scheme, and so not a path. */
export function isUrl(text: string): boolean {
  return schemeOf(text) !== "";
}

function requireKind(location: string): LocationKind {
  const kind = kindOf(location);
  if (kind?.isValid(location)) return kind;
  // A URL may hold a password, which no message repeats.
  throw new UsageError("there can be no index at this address", `give ${LOCATION_FORMS}`);
}

function kindOf(location: string): LocationKind | null {
  const scheme = schemeOf(location);
  return KINDS.find(({ schemes }) => schemes.includes(scheme)) ?? null;
}

function schemeOf(location: string): string {
  return /^([a-z][a-z0-9+.-]*):\/\//i.exec(location)?.[1]?.toLowerCase() ?? "";
}

async function concatenate(chunks: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
  return Buffer.concat(await Array.fromAsync(chunks));
}

function defaultIndex(): string {
  if (existsSync(DEFAULT_INDEX)) return DEFAULT_INDEX;
  throw new AssemblError(
    `no index is named and there is no ./${DEFAULT_INDEX}`,
    "give --index PATH, set INDEX, or build one with `assembl build`",
  );
}
