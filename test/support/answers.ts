/** What every implementation of look-ups has in common: the question that the conformance suite puts to it. */

import type { Gene } from "../../src/genes/gene.ts";
import { indexOf, speciesOf } from "./compiled.ts";
import type { Row } from "./sources.ts";

export interface AnsweredMatch {
  label: string;
  /** The folded label is the query and not longer. */
  exact: boolean;
  /** In the order in which the label's genes are shown. */
  genes: Gene[];
}

/** Look-ups over some rows; queries are folded, as every caller of a look-up folds them. */
export interface Answers extends AsyncDisposable {
  labels(species: string, query: string, limit: number): Promise<string[]>;
  matches(species: string, query: string, limit: number): Promise<AnsweredMatch[]>;
}

/** How an implementation compares texts: `fold`, where it does not say otherwise. */
export type Folding = (text: string) => string;

export type OpenAnswers = (rows: readonly Row[]) => Promise<Answers>;

/** Answers from an index compiled in memory. */
export const openCompiledAnswers: OpenAnswers = async (rows) => {
  const index = indexOf(rows);
  return {
    labels: async (species, query, limit) => index.labels(speciesOf(index, species), query, limit),
    matches: async (species, query, limit) => {
      const entry = speciesOf(index, species);
      return index.matches(entry, query, limit).map(({ label, exact, genes }) => ({
        label,
        exact,
        genes: Array.from({ length: genes.end - genes.first }, (_, i) =>
          index.geneAt(entry, genes.first + i),
        ),
      }));
    },
    [Symbol.asyncDispose]: async () => {},
  };
};
