import type { Catalogue, Question, Suggestions } from "./catalogue.ts";
import type { Steps } from "./steps.ts";
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
export function* locate(
  { stepwise }: Pick<Catalogue, "stepwise">,
  species: readonly string[],
  question: Question,
): Steps<Suggestions> {
  for (let limit = question.limit; ; limit = Math.min(limit * GROWTH, MOST_SUGGESTIONS)) {
    const answer = yield* stepwise.suggest(species, { ...question, limit });
    const suggestions: Suggestion[] = [];
    for (const each of answer.suggestions) {
      if (suggestions.length === question.limit) break;
      const located = yield* locatedOf(stepwise, each);
      if (located !== null) suggestions.push(located);
    }
    const isAll = answer.suggestions.length < limit || limit >= MOST_SUGGESTIONS;
    if (isAll || suggestions.length === question.limit) return { ...answer, suggestions };
  }
}

function* locatedOf(
  stepwise: Catalogue["stepwise"],
  suggestion: Suggestion,
): Steps<Suggestion | null> {
  if (suggestion.start !== undefined) return suggestion;
  const { species, label, tier, genes } = suggestion;
  if (genes === 1 || definitionOf(tier).field === "id") return null;
  const others = yield* stepwise.genesByLabel(species, label);
  const gene = others.find((other) => other.label === label && other.start !== undefined);
  if (gene === undefined) return null;
  const { location: _, ...rest } = suggestion;
  return { ...rest, ...gene };
}
