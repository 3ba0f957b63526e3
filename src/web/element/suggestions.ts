/** What a server answers to a query, as the element uses it. */

/** A label offered for what was typed; the fields of `GET /v1/suggest`. */
export interface GeneSuggestion {
  label: string;
  species: string;
  /** Why the label matched: `exact`, `prefix`, `alias`, … */
  tier: string;
  /** The synonym or former name that matched. */
  alias?: string;
  /** The matched part of the label, in UTF-16 units. */
  offset?: number;
  length?: number;
  /** Genes of this spelling. */
  genes: number;
  stable_id?: string;
  chromosome?: string;
  /** 1-based, both ends included. */
  start?: number;
  end?: number;
  /** In place of chromosome, start and end where the location does not parse. */
  location?: string;
  db?: string;
}

/** The answer to one query. */
export interface GeneAnswer {
  query: string;
  /** Where it came from. */
  url: string;
  /** From the request to the whole answer. */
  milliseconds: number;
  /** Names of the species that were asked, as the server calls them. */
  species: readonly string[];
  suggestions: readonly GeneSuggestion[];
  /** Names the state of the server's data; null where the server does not say. */
  tag: string | null;
}

/** A server that could not or would not answer. */
export class LookUpFailure extends Error {
  constructor(
    message: string,
    /** Status of the answer; null where none came. */
    readonly status: number | null,
    /** Names of species that were perhaps meant. */
    readonly didYouMean: readonly string[] = [],
  ) {
    super(message);
  }

  /** To ask the same again may help. */
  get mayPass(): boolean {
    return this.status === null || this.status >= 500 || this.status === 429;
  }
}

/** Asks a server. @throws LookUpFailure, or what the signal is aborted with */
export async function askServer(url: URL, query: string, signal: AbortSignal): Promise<GeneAnswer> {
  const start = performance.now();
  const { response, body } = await fetchJson(url, signal);
  const milliseconds = performance.now() - start;
  if (!response.ok) {
    const { detail, did_you_mean: didYouMean } = (body ?? {}) as Problem;
    throw new LookUpFailure(
      detail ?? `the server answered ${response.status}`,
      response.status,
      didYouMean,
    );
  }
  const { species, suggestions } = (body ?? {}) as Partial<GeneAnswer>;
  if (!Array.isArray(species) || !Array.isArray(suggestions)) {
    throw new LookUpFailure("there are no suggestions in the answer", response.status);
  }
  const tag = response.headers.get("ETag");
  return { query, url: url.href, milliseconds, species, suggestions, tag };
}

interface Problem {
  detail?: string;
  did_you_mean?: string[];
}

async function fetchJson(url: URL, signal: AbortSignal) {
  let response: Response;
  try {
    response = await fetch(url, { signal, headers: { Accept: "application/json" } });
  } catch {
    signal.throwIfAborted();
    throw new LookUpFailure("the server cannot be reached", null);
  }
  const body: unknown = await response.json().catch(() => null);
  signal.throwIfAborted();
  return { response, body };
}
