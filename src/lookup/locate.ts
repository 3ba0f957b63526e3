import type { Catalogue, Question, Suggestions } from "./catalogue.ts";
import type { Suggestion } from "./suggestion.ts";
import { definitionOf } from "./tiers.ts";

/** How many suggestions are searched for ones with a location, at most. */
const MOST_SUGGESTIONS = 400;
/** By how much their number grows while too few have one. */
const GROWTH = 4;

/**
 * The suggestions that have a location, best first. Where the gene of a suggestion has none, the first gene of its
 * label that has one is shown; where no gene has one, the suggestion is left out and the next one moves up.
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
