import type { Catalogue, Question, Suggestions } from "./catalogue.ts";
import type { Suggestion } from "./suggestion.ts";
import { definitionOf } from "./tiers.ts";

/** How many suggestions are looked through for some with a location, at most, and how their number grows. */
const MOST_SUGGESTIONS = 400;
const GROWTH = 4;

/**
 * The suggestions that have a location, best first. One whose gene has none shows the first gene of its label that has
 * one; where there is none it is left out, and the next ones come up.
 */
export async function locate(
  catalogue: Catalogue,
  species: readonly string[],
  question: Question,
): Promise<Suggestions> {
  for (let limit = question.limit; ; limit = Math.min(limit * GROWTH, MOST_SUGGESTIONS)) {
    const answer = await catalogue.suggest(species, { ...question, limit });
    const located = await Promise.all(answer.suggestions.map((each) => locatedOf(catalogue, each)));
    const suggestions = located.filter((each) => each !== null).slice(0, question.limit);
    const isAll = answer.suggestions.length < limit || limit >= MOST_SUGGESTIONS;
    if (isAll || suggestions.length === question.limit) return { ...answer, suggestions };
  }
}

async function locatedOf(catalogue: Catalogue, suggestion: Suggestion): Promise<Suggestion | null> {
  if (suggestion.start !== undefined) return suggestion;
  const { species, label, tier, genes } = suggestion;
  if (genes === 1 || definitionOf(tier).field === "id") return null;
  const others = await catalogue.genesByLabel(species, label);
  const gene = others.find((other) => other.label === label && other.start !== undefined);
  if (gene === undefined) return null;
  const { location: _, ...rest } = suggestion;
  return { ...rest, ...gene };
}
