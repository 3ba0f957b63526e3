/** The page's own requests to its server. Addresses are relative, as a proxy may add a path. */

import type { GeneSuggestion } from "../element/suggestions.ts";

/** How long to wait before asking a server again that is not ready. */
const RETRY_MS = 2000;

export interface SpeciesSummary {
  name: string;
  /** What people are shown, where the source tells it: `Human`. */
  display_name?: string;
  labels: number;
  genes: number;
}

/** The answer of `/v1/index`. */
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

/** Asks until the server is ready, and returns the answer. */
export async function whenReady<T>(path: string, isWaiting: (why: string) => void): Promise<T> {
  for (;;) {
    // A cached answer may be of another generation.
    const response = await fetch(path, { cache: "no-cache" }).catch(() => null);
    if (response?.ok) return (await response.json()) as T;
    isWaiting(await reasonOf(response));
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

async function reasonOf(response: Response | null): Promise<string> {
  if (response === null) return "The server cannot be reached";
  const { detail } = (await response.json().catch(() => ({}))) as { detail?: string };
  const why = detail ?? String(response.status);
  return response.status === 503 ? `The server is not ready: ${why}` : `The server says: ${why}`;
}

/** What the server makes of a species name that was typed. */
export interface NamedSpecies {
  /** The species' own name; null where the server does not know the text. */
  name: string | null;
  didYouMean: readonly string[];
}

/** Looks up a species by any of its names, such as `human` or `9606`. */
export async function speciesNamed(text: string, signal?: AbortSignal): Promise<NamedSpecies> {
  const parameters = new URLSearchParams({ species: text, query: "" });
  const response = await fetch(`v1/suggest?${parameters}`, { signal: signal ?? null });
  const body = (await response.json()) as { species?: string[]; did_you_mean?: string[] };
  return { name: body.species?.join(",") ?? null, didYouMean: body.did_you_mean ?? [] };
}

/** Every gene of a suggestion's label. */
export async function genesOf({ species, label }: GeneSuggestion): Promise<GeneSuggestion[]> {
  const response = await fetch(`v1/genes?${new URLSearchParams({ species, label })}`);
  const genes = (await response.json()) as GeneSuggestion[];
  return genes.filter((gene) => gene.label === label);
}

/** What the server makes of a name in a list. */
export interface ResolvedName {
  name: string;
  /** Null where no gene has the name. */
  tier: string | null;
  genes: readonly GeneSuggestion[];
  suggestions: readonly GeneSuggestion[];
}

/** The most names that the server takes at once. */
const MOST_NAMES = 1000;

/** Looks up names. @throws Error with what the server says of what is wrong */
export async function resolve(species: string, names: readonly string[]): Promise<ResolvedName[]> {
  const resolved: ResolvedName[] = [];
  for (let i = 0; i < names.length; i += MOST_NAMES) {
    const response = await fetch("v1/resolve", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ species, names: names.slice(i, i + MOST_NAMES) }),
    }).catch(() => null);
    if (!response?.ok) throw new Error(await reasonOf(response));
    resolved.push(...((await response.json()) as { results: ResolvedName[] }).results);
  }
  return resolved;
}
