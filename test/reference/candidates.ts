/**
 * Which labels are worth comparing with a query: those of which some text begins as the query does. It only saves
 * time: properties.test.ts tests that no label is lost.
 */

import type { Label, Species } from "./genes.ts";
import { withoutVersion } from "./ids.ts";
import type { Query } from "./names.ts";

/** A text that a tier compares, and a label that has it. */
type Entry = [text: string, label: Label];

export interface Candidates {
  /** Folds and loose forms of labels and aliases, and ids with and without their versions, in JavaScript's order. */
  names: Entry[];
  /** The words of descriptions, in the same order. */
  words: Entry[];
}

export function candidatesOf(species: Species): Candidates {
  const names: Entry[] = [];
  const words: Entry[] = [];
  for (const label of species.labels) {
    for (const { fold, loose } of [label.name, ...label.aliases.map(({ name }) => name)]) {
      names.push([fold ?? "", label], [loose ?? "", label]);
    }
    for (const { stableId, otherIds, description } of label.genes) {
      for (const { fold } of stableId === null ? otherIds : [stableId, ...otherIds]) {
        names.push([fold ?? "", label], [withoutVersion(fold ?? ""), label]);
      }
      for (const word of description?.words ?? []) words.push([word, label]);
    }
  }
  return { names: names.sort(compareTexts), words: words.sort(compareTexts) };
}

/** The labels that may fit a tier before `words`. */
export const labelsNamedLike = ({ names }: Candidates, query: Query): Set<Label> =>
  labelsWith([query.fold, query.loose ?? query.fold, withoutVersion(query.fold)], names);

/** The labels that may fit `words`. */
export const labelsDescribedLike = ({ words }: Candidates, query: Query): Set<Label> =>
  labelsWith(query.words, words);

const compareTexts = ([a]: Entry, [b]: Entry): number => (a < b ? -1 : a > b ? 1 : 0);

/** The labels of the entries that begin with one of some texts. */
const labelsWith = (beginnings: readonly string[], entries: readonly Entry[]): Set<Label> =>
  new Set(
    beginnings.flatMap((beginning) => {
      const first = firstNotBefore(beginning, entries);
      const labels: Label[] = [];
      for (let at = first; entries[at]?.[0].startsWith(beginning); at++) {
        labels.push(entries[at]![1]);
      }
      return labels;
    }),
  );

/** Where the entries begin that stand at a text or behind it. */
function firstNotBefore(text: string, entries: readonly Entry[]): number {
  let first = 0;
  let end = entries.length;
  while (first < end) {
    const middle = (first + end) >> 1;
    if (entries[middle]![0] < text) first = middle + 1;
    else end = middle;
  }
  return first;
}
