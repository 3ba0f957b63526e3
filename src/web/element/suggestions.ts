/** Requests to the server, and its answers. */

/** A suggestion, with the fields of `GET /v1/suggest`. */
export interface GeneSuggestion {
  label: string;
  species: string;
  /** How the label matched: `exact`, `prefix`, `alias`, … */
  tier: string;
  /** The synonym or former symbol that matched. */
  alias?: string;
  /** Whether the alias is a former symbol. */
  former?: boolean;
  /** The part of the label that matched, in UTF-16 units. */
  offset?: number;
  length?: number;
  /** All parts that matched, of the label or the alias, in UTF-16 units. */
  matches?: readonly { field: string; offset: number; length: number }[];
  /** Number of genes with this label. */
  genes: number;
  stable_id?: string;
  chromosome?: string;
  /** Position of the first base, counted from 1; `end` is that of the last base. */
  start?: number;
  end?: number;
  /** Replaces chromosome, start and end where the location could not be parsed. */
  location?: string;
  db?: string;
  /** `protein_coding`, `lncRNA`, … */
  biotype?: string;
}

/** The answer to one query. */
export interface GeneAnswer {
  query: string;
  /** Address that was asked. */
  url: string;
  /** Time from the request to the complete answer. */
  milliseconds: number;
  /** The species that were searched, by the server's names. */
  species: readonly string[];
  suggestions: readonly GeneSuggestion[];
  /** The answer's ETag, which changes with the server's data; null where there is none. */
  tag: string | null;
}

/** A request that got no usable answer. */
export class LookUpFailure extends Error {
  constructor(
    /** The reason, in words for developers. */
    message: string,
    /** HTTP status; null where no answer came. */
    readonly status: number | null,
    /** Species that may have been meant. */
    readonly didYouMean: readonly string[] = [],
    /** Whether the server does not know the species. */
    readonly isOfSpecies = false,
    /** How long to wait before asking again, according to the server; 0 where it did not say. */
    readonly retryAfterMs = 0,
  ) {
    super(message);
  }

  /** Whether asking again may help. This includes success without JSON, such as a proxy's login page. */
  get mayPass(): boolean {
    const { status } = this;
    return status === null || status < 400 || status >= 500 || [408, 429].includes(status);
  }
}

/** Asks a server for suggestions. @throws LookUpFailure, or the signal's reason where it is aborted */
export async function askServer(url: URL, query: string, signal: AbortSignal): Promise<GeneAnswer> {
  const start = performance.now();
  const { status, headers, body } = await fetchJson<Partial<GeneAnswer>>(url, { signal });
  const milliseconds = performance.now() - start;
  const { species, suggestions } = body;
  if (!Array.isArray(species) || !Array.isArray(suggestions)) {
    throw new LookUpFailure("there are no suggestions in the answer", status);
  }
  return { query, url: url.href, milliseconds, species, suggestions, tag: headers.get("ETag") };
}

/** The minimum of each server that was asked, by the address of its `/v1/index`. */
const minimums = new Map<string, Promise<number>>();
/** How long to wait for `/v1/index`; a server without an index counts the rows of its database first. */
const LONGEST_INDEX_MS = 2000;

/** Code points that a query needs to find more than whole names; 0 where the server does not say. */
export function minimumOf(suggest: URL): Promise<number> {
  const { href } = new URL("index", suggest);
  let minimum = minimums.get(href);
  if (minimum === undefined) {
    const signal = AbortSignal.timeout(LONGEST_INDEX_MS);
    minimum = fetchJson<{ label_minimum: number }>(href, { signal })
      .then(({ body }) => body.label_minimum ?? 0)
      .catch(() => 0);
    minimums.set(href, minimum);
  }
  return minimum;
}

interface Problem {
  detail?: string;
  did_you_mean?: string[];
}

/**
 * Fetches JSON; an answer without any counts as an empty object.
 *
 * @throws LookUpFailure, or the signal's reason where it is aborted
 */
export async function fetchJson<T extends object>(url: URL | string, request: RequestInit) {
  const type = request.body ? { "Content-Type": "application/json" } : {};
  const headers = { Accept: "application/json", ...type };
  let response: Response;
  try {
    response = await fetch(url, { ...request, headers });
  } catch {
    request.signal?.throwIfAborted();
    throw new LookUpFailure("the server cannot be reached", null);
  }
  const { status, ok } = response;
  const body = ((await response.json().catch(() => null)) ?? {}) as Partial<T> & Problem;
  request.signal?.throwIfAborted();
  if (!ok) {
    const { detail = `the server answered ${status}`, did_you_mean: meant } = body;
    const wait = waitOf(response.headers.get("Retry-After"));
    throw new LookUpFailure(detail, status, meant, meant !== undefined, wait);
  }
  return { status, headers: response.headers, body };
}

/** The longest Retry-After that is heeded: a day. Timers cannot wait for more than 24 days. */
const LONGEST_WAIT_MS = 86_400_000;

/** Milliseconds to wait for a Retry-After, which is a number of seconds or a date. */
function waitOf(retryAfter: string | null): number {
  const given = retryAfter ?? "0";
  const ms = /^\d+$/.test(given) ? Number(given) * 1000 : Date.parse(given) - Date.now();
  return Math.min(Math.max(ms || 0, 0), LONGEST_WAIT_MS);
}
