import type { GeneSuggestion } from "./suggestions.ts";

/** What `/v1/resolve` answers. */
export interface Answer {
  results?: readonly {
    name: string;
    tier: string | null;
    genes: readonly Omit<GeneSuggestion, "tier" | "genes">[];
  }[];
}

/** Asks `/v1/resolve` with a body. */
export type Post = (question: { species: string; names: readonly string[] }) => Promise<Answer>;

/** The most names in one request, and the longest name that the server takes. */
const MOST_NAMES = 1000;
const LONGEST_NAME = 255;

/**
 * The first gene of each name, in the first species that has one; names without a gene are left out.
 *
 * @param species with commas between them
 * @throws what asking throws
 */
export async function resolveNames(
  post: Post,
  species: string,
  names: readonly string[],
): Promise<Map<string, GeneSuggestion>> {
  const found = new Map<string, GeneSuggestion>();
  const usable = names.filter((name) => name.length <= LONGEST_NAME);
  for (const one of species.split(",")) {
    const rest = usable.filter((name) => !found.has(name));
    for (let i = 0; i < rest.length; i += MOST_NAMES) {
      const question = { species: one.trim(), names: rest.slice(i, i + MOST_NAMES) };
      for (const { name, tier, genes } of (await post(question)).results ?? []) {
        const gene = genes.find(({ label }) => label === name) ?? genes[0];
        if (tier !== null && gene) found.set(name, { ...gene, tier, genes: genes.length });
      }
    }
  }
  return found;
}
