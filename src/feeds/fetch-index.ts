/** Fetches an index from a web server, which is not trusted. */

import { AssemblError, IndexError, reason } from "../errors.ts";
import { DATA_START, generationAtStart, LARGEST_INDEX_BYTES } from "../format/index-file.ts";
import { decompressed, peek } from "../sources/files/decompress.ts";
import type { Bytes } from "./kept-index.ts";

/** How long a web server may take, and how much it may send. */
export interface FetchLimits {
  /** How long it may take for the first byte, and between two others; milliseconds. */
  silenceMs: number;
  /** How long a whole index may take, even if it never stops arriving; milliseconds. */
  longestMs: number;
  /** The largest index that is accepted, decompressed. */
  largestBytes: number;
}

export const DEFAULT_FETCH_LIMITS: FetchLimits = {
  silenceMs: 30_000,
  longestMs: 30 * 60_000,
  largestBytes: LARGEST_INDEX_BYTES,
};

/** An index is not a twentieth of its size when it is compressed, but for some that are small. */
export const LARGEST_RATIO = 20;
export const SMALL_BYTES = 2 ** 24;
/** Redirects to be followed, all within the origin of the URL. */
export const MOST_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];
/** Of what a server says of a version: proxies refuse requests that repeat much more. */
const VALIDATOR = /^[\x20-\x7e]{1,256}$/;

/** What a web server says of the version of a file, to ask later whether it is still the same. */
export interface Validators {
  etag?: string;
  lastModified?: string;
}

/** What a text says of a version; none where it is too long to be sent again. */
export function validatorsOf(etag: unknown, lastModified: unknown): Validators {
  const isValid = (value: unknown) => typeof value === "string" && VALIDATOR.test(value);
  return {
    ...(isValid(etag) && { etag: etag as string }),
    ...(isValid(lastModified) && { lastModified: lastModified as string }),
  };
}

/** A version that was fetched and refused. */
export interface Refused {
  validators: Validators;
  error: unknown;
}

/** An index that is arriving. */
export interface FetchedIndex {
  /** Decompressed. Reading them throws AssemblError if they end early, are too many or stop arriving. */
  chunks: AsyncGenerator<Bytes>;
  validators: Validators;
}

/** What was fetched before, and how to stop. */
export interface FetchOptions {
  generation: string | null;
  validators: Validators;
  refused?: Refused | null;
  signal: AbortSignal;
  limits?: FetchLimits;
}

/** A URL as messages show it: without user, password and query, which may be secret. */
export function nameOfUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/**
 * Fetches an index, which may be compressed with gzip or zstd; its content tells.
 *
 * @returns null if the server has the same index as before
 * @throws AssemblError if the server cannot be reached, or answers with anything but an index; the error of the version
 *   that was refused if it has still that one
 */
export async function fetchIndex(url: string, options: FetchOptions): Promise<FetchedIndex | null> {
  const { generation, refused = null, limits = DEFAULT_FETCH_LIMITS, signal } = options;
  const name = nameOfUrl(url);
  const patience = new Patience(signal, limits);
  try {
    const response = await request(url, {
      headers: { "Accept-Encoding": "identity", ...conditions(options) },
      signal: patience.signal,
      // Decompressed below, within a limit.
      decompress: false,
    });
    if (response.status === 304) {
      if (refused !== null && isOf(response, options)) throw refused.error;
      if (generation !== null) {
        patience.end();
        return null;
      }
    }
    if (response.status !== 200) throw new Error(`it answers with status ${response.status}`);
    const unpacked = decompressed(patience.watch(response.body ?? emptyBody()), name);
    const { head, whole } = await peek(unpacked, (bytes) => bytes.length >= DATA_START);
    if (generationAtStart(head) === generation) {
      patience.end();
      return null;
    }
    const chunks = limited(whole, { name, patience, largestBytes: limits.largestBytes });
    const { headers } = response;
    const validators = validatorsOf(headers.get("etag"), headers.get("last-modified"));
    return { chunks, validators };
  } catch (error) {
    patience.end();
    throw failure(name, error);
  }
}

/** Asks for a URL, and for what it redirects to as long as that is of the same server. */
async function request(url: string, init: BunFetchRequestInit): Promise<Response> {
  let target = new URL(url);
  for (let redirects = 0; ; redirects++) {
    const response = await fetch(target.href, { ...init, redirect: "manual" });
    if (!REDIRECTS.includes(response.status)) return response;
    if (redirects === MOST_REDIRECTS) throw new Error(`it redirects more than ${redirects} times`);
    void response.body?.cancel();
    target = redirected(target, response.headers.get("location") ?? "");
  }
}

/** A server that may name any address has requests sent to those that only this machine reaches. */
export function redirected(from: URL, location: string): URL {
  if (!URL.canParse(location, from.href)) throw new Error("it redirects to no address");
  const to = new URL(location, from);
  const isSecured = from.protocol === "http:" && to.protocol === "https:" && !from.port && !to.port;
  if (to.origin !== from.origin && !(isSecured && to.hostname === from.hostname)) {
    throw new Error("it redirects to another server, which is not followed");
  }
  to.username = from.username;
  to.password = from.password;
  return to;
}

/** Has the server compare what it has with the version that is served, and with the one that was refused. */
function conditions({ generation, validators, refused }: FetchOptions): Record<string, string> {
  const known = [
    ...(generation === null ? [] : [validators]),
    ...(refused ? [refused.validators] : []),
  ];
  const tags = known.flatMap(({ etag }) => etag ?? []);
  if (tags.length > 0) return { "If-None-Match": [...new Set(tags)].join(", ") };
  const date = known.at(-1)?.lastModified;
  return date === undefined ? {} : { "If-Modified-Since": date };
}

/** Whether the server says that it still has the version that was refused. */
function isOf({ headers }: Response, { generation, validators, refused }: FetchOptions): boolean {
  const tag = headers.get("etag");
  const { etag } = refused!.validators;
  // Without a tag in the answer only one version can be meant where only one was asked for.
  if (tag === null || etag === undefined) {
    return generation === null || validators.etag === undefined;
  }
  return tag.replace(WEAK, "") === etag.replace(WEAK, "");
}

const WEAK = /^W\//;

async function* limited(
  chunks: AsyncGenerator<Bytes>,
  { name, patience, largestBytes }: { name: string; patience: Patience; largestBytes: number },
): AsyncGenerator<Bytes> {
  const tooMuch = (how: string) =>
    new IndexError(
      "malformed",
      `${name} ${how}`,
      "check that INDEX is the address of an index of Assembl",
    );
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > largestBytes) throw tooMuch(`is larger than ${largestBytes} bytes, decompressed`);
      if (bytes > SMALL_BYTES + LARGEST_RATIO * patience.bytes) {
        throw tooMuch(`is more than ${LARGEST_RATIO} times as large, decompressed`);
      }
      yield chunk;
    }
  } catch (error) {
    throw failure(name, error);
  } finally {
    patience.end();
  }
}

async function* emptyBody(): AsyncGenerator<Bytes> {}

/** Aborts a request that takes too long. */
class Patience {
  readonly #over = new AbortController();
  readonly #silence: ReturnType<typeof setTimeout>;
  readonly #whole: ReturnType<typeof setTimeout>;
  readonly signal: AbortSignal;
  /** How many have arrived, compressed as they are, some of which may unpack to nothing. */
  bytes = 0;
  readonly largestBytes: number;

  constructor(stop: AbortSignal, { silenceMs, longestMs, largestBytes }: FetchLimits) {
    this.largestBytes = largestBytes;
    this.signal = AbortSignal.any([stop, this.#over.signal]);
    this.#silence = setTimeout(() => this.end("it sends nothing"), silenceMs);
    this.#whole = setTimeout(() => this.end("it is too slow"), longestMs);
  }

  async *watch(chunks: AsyncIterable<Bytes>): AsyncGenerator<Bytes> {
    for await (const chunk of chunks) {
      this.#silence.refresh();
      this.bytes += chunk.length;
      // What is larger than that, decompressed, is refused sooner.
      if (this.bytes > this.largestBytes + SMALL_BYTES) {
        throw new Error(`it sends more than ${this.largestBytes} bytes`);
      }
      yield chunk;
    }
  }

  /** Aborts the request; what has not arrived by now is not fetched. */
  end(why = "it is not needed"): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#whole);
    this.#over.abort(new Error(why));
  }
}

/** An error as one that users see; what is not one yet comes from the network. */
function failure(name: string, error: unknown): AssemblError {
  if (error instanceof AssemblError) return error;
  return new IndexError(
    "unreadable",
    `cannot fetch the index ${name}: ${withoutUrl(reason(error))}`,
    "check INDEX, and that the web server runs",
    { cause: error },
  );
}

/** Bun's messages may contain the whole URL, whose query may be secret, and hints about an argument of `fetch`. */
function withoutUrl(message: string): string {
  return message.replace(/ fetching "[^"]*"/, "").replace(/\. For more information, pass .*$/, "");
}
