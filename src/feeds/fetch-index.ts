/** Fetches an index from a web server, which is not trusted. */

import { AssemblError, IndexError, reason } from "../errors.ts";
import { DATA_START, generationAtStart } from "../format/index-file.ts";
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
  // Fifty times all of Ensembl.
  largestBytes: 2 ** 30,
};

/** What a web server says of the version of a file, to ask later whether it is still the same. */
export interface Validators {
  etag?: string;
  lastModified?: string;
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
 * @throws AssemblError if the server cannot be reached, or answers with anything but an index
 */
export async function fetchIndex(url: string, options: FetchOptions): Promise<FetchedIndex | null> {
  const { generation, limits = DEFAULT_FETCH_LIMITS, signal } = options;
  const name = nameOfUrl(url);
  const patience = new Patience(signal, limits);
  try {
    const response = await fetch(url, {
      headers: { "Accept-Encoding": "identity", ...conditions(options) },
      signal: patience.signal,
      // Decompressed below, within a limit.
      decompress: false,
    });
    if (response.status === 304 && generation !== null) {
      patience.end();
      return null;
    }
    if (response.status !== 200) throw new Error(`it answers with status ${response.status}`);
    const unpacked = decompressed(patience.watch(response.body ?? emptyBody()), name);
    const { head, whole } = await peek(unpacked, (bytes) => bytes.length >= DATA_START);
    if (generationAtStart(head) === generation) {
      patience.end();
      return null;
    }
    const chunks = limited(whole, { name, patience, largestBytes: limits.largestBytes });
    return { chunks, validators: validatorsOf(response) };
  } catch (error) {
    patience.end();
    throw failure(name, error);
  }
}

function conditions({ generation, validators }: FetchOptions): Record<string, string> {
  if (generation === null) return {};
  if (validators.etag !== undefined) return { "If-None-Match": validators.etag };
  return validators.lastModified === undefined
    ? {}
    : { "If-Modified-Since": validators.lastModified };
}

function validatorsOf({ headers }: Response): Validators {
  const etag = headers.get("etag");
  const lastModified = headers.get("last-modified");
  return { ...(etag !== null && { etag }), ...(lastModified !== null && { lastModified }) };
}

async function* limited(
  chunks: AsyncGenerator<Bytes>,
  { name, patience, largestBytes }: { name: string; patience: Patience; largestBytes: number },
): AsyncGenerator<Bytes> {
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > largestBytes) {
        throw new IndexError(
          "malformed",
          `${name} is larger than ${largestBytes} bytes, decompressed`,
          "check that INDEX is the address of an index of Assembl",
        );
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

  constructor(stop: AbortSignal, { silenceMs, longestMs }: FetchLimits) {
    this.signal = AbortSignal.any([stop, this.#over.signal]);
    this.#silence = setTimeout(() => this.end("it sends nothing"), silenceMs);
    this.#whole = setTimeout(() => this.end("it is too slow"), longestMs);
  }

  async *watch(chunks: AsyncIterable<Bytes>): AsyncGenerator<Bytes> {
    for await (const chunk of chunks) {
      this.#silence.refresh();
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
