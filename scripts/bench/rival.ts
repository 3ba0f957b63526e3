/** The six-line rival: a sorted array for each species. If Assembl is not clearly better, there is no reason for it. */

import { fold } from "../../src/names/fold.ts";

const LAST_CHARACTER = "\uffff";

/** The labels of a species in the order of their folds, with these. */
export interface SortedSpecies {
  folds: string[];
  labels: string[];
}

/** Sorts the labels of a species by fold, then by themselves. */
export function sortSpecies(labels: readonly string[]): SortedSpecies {
  const pairs = labels.map((label) => [fold(label), label] as const);
  pairs.sort(([a, x], [b, y]) => compare(a, b) || compare(x, y));
  return { folds: pairs.map(([folded]) => folded), labels: pairs.map(([, label]) => label) };
}

/** The best labels whose fold begins with a folded query: shorter ones first, then alphabetically. */
export function rivalLabels({ folds, labels }: SortedSpecies, query: string, limit: number) {
  const end = lowerBound(folds, query + LAST_CHARACTER);
  const range: number[] = [];
  for (let i = lowerBound(folds, query); i < end; i++) range.push(i);
  range.sort((a, b) => folds[a]!.length - folds[b]!.length || a - b);
  return range.slice(0, limit).map((i) => labels[i]!);
}

function lowerBound(sorted: readonly string[], text: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
