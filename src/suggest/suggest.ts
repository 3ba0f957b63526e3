import type { SpeciesEntry } from "../index/document.ts";
import type { Match, OpenIndex } from "../index/open-index.ts";
import { codePoints, fold } from "../labels/fold.ts";
import { matchedLength } from "./matched-part.ts";
import type { LabelledGene, Suggestion } from "./suggestion.ts";

/** What a user typed, and how it is to be answered. */
export interface Question {
  /** As typed. */
  query: string;
  /** Suggestions at most. */
  limit: number;
  /** Code points of the folded query below which only whole names are found, or nothing at all. */
  labelMinimum: number;
}

/** Spellings of one label, differing in case alone, that `genesByLabel` follows. */
const MAXIMUM_SPELLINGS = 1000;

/** The labels for a question, best first: the original's answer, which cuts every tier at labelMinimum. */
export function suggestLabels(
  index: OpenIndex,
  species: SpeciesEntry,
  { query, limit, labelMinimum }: Question,
): string[] {
  const folded = fold(query);
  if (folded === "" || codePoints(folded) < labelMinimum) return [];
  return index.labels(species, folded, limit);
}

/** The suggestions for a question, best first; whole names are found at any length. */
export function suggest(
  index: OpenIndex,
  species: SpeciesEntry,
  { query, limit, labelMinimum }: Question,
): Suggestion[] {
  const folded = fold(query);
  if (folded === "") return [];
  const exactOnly = codePoints(folded) < labelMinimum;
  return index
    .matches(species, folded, limit, exactOnly)
    .map((match) => toSuggestion(index, species, folded, match));
}

/** Every gene whose label is this one in any spelling of its case, in the order of suggestions. */
export function genesByLabel(
  index: OpenIndex,
  species: SpeciesEntry,
  label: string,
): LabelledGene[] {
  const folded = fold(label);
  if (folded === "") return [];
  const genes: LabelledGene[] = [];
  for (const match of index.matches(species, folded, MAXIMUM_SPELLINGS, true)) {
    for (let place = match.genes.first; place < match.genes.end; place++) {
      genes.push({
        label: match.label,
        species: species.name,
        ...index.geneAt(species, place),
      });
    }
  }
  return genes;
}

function toSuggestion(
  index: OpenIndex,
  species: SpeciesEntry,
  folded: string,
  { label, exact, genes }: Match,
): Suggestion {
  const length = matchedLength(label, folded);
  return {
    label,
    species: species.name,
    tier: exact ? "exact" : "prefix",
    ...(length === undefined ? {} : { offset: 0, length }),
    genes: genes.end - genes.first,
    ...index.geneAt(species, genes.first),
  };
}
