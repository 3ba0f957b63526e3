/** An index from a web server, as it arrives; nothing of it is trusted. */

import { AssemblError, IndexError, reason } from "../errors.ts";
import { DATA_START, generationAtStart } from "../format/index-file.ts";
import { decompressed, peek } from "../sources/files/decompress.ts";
import type { Bytes } from "./kept-index.ts";

/** How much of a web server is borne. */
export interface FetchLimits {
  /** How long it may take for its first byte, and be silent between others; milliseconds. */
  silenceMs: number;
  /** How long an index may take as a whole, however steadily it comes; milliseconds. */
  longestMs: number;
  /** The largest index that is taken, unpacked. */
  largestBytes: number;
}

export const DEFAULT_FETCH_LIMITS: FetchLimits = {
  silenceMs: 30_000,
  longestMs: 30 * 60_000,
  // Fifty times all of Ensembl.
  largestBytes: 2 ** 30,
};

/** What a web server calls the state of a file, to be asked whether it is still the same. */
export interface Validators {
  etag?: string;
  lastModified?: string;
}

/** An index on its way. */
export interface FetchedIndex {
  /** Unpacked; reading them throws AssemblError where they end early, are too many or stop coming. */
  chunks: AsyncGenerator<Bytes>;
  validators: Validators;
}

/** What is here already, and how to stop. */
export interface FetchOptions {
  generation: string | undefined;
  validators: Validators;
  signal: AbortSignal;
  limits?: FetchLimits;
}

/** The URL as messages show it: without user, password and query, which may be secrets. */
export function nameOfUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

/**
 * Asks for an index, plain or packed with gzip or zstd, told by content.
 *
 * @returns null where the server has what is here already
 * @throws AssemblError where the server cannot be asked, or answers with something else than an index
 */
export async function fetchIndex(url: string, options: FetchOptions): Promise<FetchedIndex | null> {
  const { generation, limits = DEFAULT_FETCH_LIMITS, signal } = options;
  const name = nameOfUrl(url);
  const patience = new Patience(signal, limits);
  try {
    const response = await fetch(url, {
      headers: { "Accept-Encoding": "identity", ...conditions(options) },
      signal: patience.signal,
      // Packed or not is told by content, and unpacked within a limit.
      decompress: false,
    });
    if (response.status === 304 && generation !== undefined) {
      patience.end();
      return null;
    }
    if (response.status !== 200) throw new Error(`it answers with status ${response.status}`);
    const unpacked = decompressed(patience.watch(response.body ?? emptyBody()), name);
    const { head, whole } = await peek(unpacked, DATA_START);
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
  if (generation === undefined) return {};
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
          `${name} is larger than ${largestBytes} bytes, unpacked`,
          "check that INDEX names an index of Assembl",
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

/** Ends what takes too long. */
class Patience {
  readonly #over = new AbortController();
  readonly #silence: ReturnType<typeof setTimeout>;
  readonly #whole: ReturnType<typeof setTimeout>;
  readonly signal: AbortSignal;

  constructor(stop: AbortSignal, { silenceMs, longestMs }: FetchLimits) {
    this.signal = AbortSignal.any([stop, this.#over.signal]);
    this.#silence = setTimeout(() => this.end("it is silent"), silenceMs);
    this.#whole = setTimeout(() => this.end("it is too slow"), longestMs);
  }

  async *watch(chunks: AsyncIterable<Bytes>): AsyncGenerator<Bytes> {
    for await (const chunk of chunks) {
      this.#silence.refresh();
      yield chunk;
    }
  }

  /** Nothing more is wanted: whatever of the answer was not read is not fetched. */
  end(why = "it is not needed"): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#whole);
    this.#over.abort(new Error(why));
  }
}

/** Errors that are about the contents pass, all others are about the way to them. */
function failure(name: string, error: unknown): AssemblError {
  if (error instanceof AssemblError) return error;
  return new IndexError(
    "unreadable",
    `cannot fetch the index ${name}: ${withoutUrl(reason(error))}`,
    "check INDEX, and that the web server runs",
    { cause: error },
  );
}

/** Bun's messages may repeat the whole URL, with a query that is a secret, and tell of an argument of `fetch`. */
function withoutUrl(message: string): string {
  return message.replace(/ fetching "[^"]*"/, "").replace(/\. For more information, pass .*$/, "");
}
