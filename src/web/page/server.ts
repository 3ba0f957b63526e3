/** What the page asks the server that it came from, beside genes. Its addresses are relative: a proxy may add a path. */

/** How long to wait for a server that is not ready. */
const RETRY_MS = 2000;

export interface SpeciesSummary {
  name: string;
  labels: number;
  genes: number;
}

/** What `/v1/index` says. */
export interface IndexInfo {
  generation: string | null;
  built: string | null;
  builder: string;
  source: string;
  release: string | null;
  species: number;
  labels: number;
  genes: number;
  tiers: readonly string[];
}

/** The answer of a route, once the server is ready to give it. */
export async function whenReady<T>(path: string, isWaiting: (why: string) => void): Promise<T> {
  for (;;) {
    // What a browser has kept may be of another generation.
    const response = await fetch(path, { cache: "no-cache" }).catch(() => null);
    if (response?.ok) return (await response.json()) as T;
    isWaiting(await reasonOf(response));
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

async function reasonOf(response: Response | null): Promise<string> {
  if (response === null) return "The server cannot be reached";
  const { detail } = (await response.json().catch(() => ({}))) as { detail?: string };
  return `The server is not ready: ${detail ?? response.status}`;
}

/** What a text that somebody typed says of a species. */
export interface NamedSpecies {
  /** Its name, where the server knows it by this text. */
  name: string | null;
  didYouMean: readonly string[];
}

/** Which species the server knows by a text such as `human` or `9606`. */
export async function speciesNamed(text: string, signal?: AbortSignal): Promise<NamedSpecies> {
  const parameters = new URLSearchParams({ species: text, query: "" });
  const response = await fetch(`v1/suggest?${parameters}`, { signal: signal ?? null });
  const body = (await response.json()) as { species?: string[]; did_you_mean?: string[] };
  return { name: body.species?.join(",") ?? null, didYouMean: body.did_you_mean ?? [] };
}
