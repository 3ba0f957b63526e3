/** What every implementation of look-ups has in common: the question that the conformance suite puts to it. */

import type { Gene } from "../../../src/columns/gene-field.ts";
import { searchTiers } from "../../../src/lookup/tier-search.ts";
import type { Tier } from "../../../src/lookup/tiers.ts";
import type { Row } from "../data/rows.ts";
import { indexOf, speciesOf } from "../indexes/compiled.ts";

export interface AnsweredMatch {
  label: string;
  tier: Tier;
  /** In the order in which the label's genes are shown. */
  genes: Gene[];
}

/** Look-ups of whole labels and their beginnings; queries are folded, as every caller of a look-up folds them. */
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
  const hits = (species: string, query: string, limit: number) =>
    searchTiers(index.of(speciesOf(index, species)), query, limit, ["exact", "prefix"]);
  return {
    labels: async (species, query, limit) => hits(species, query, limit).map(({ label }) => label),
    matches: async (species, query, limit) => {
      const opened = index.of(speciesOf(index, species));
      return hits(species, query, limit).map((hit) => {
        const { first, end } = opened.genesOf(hit);
        const genes = Array.from({ length: end - first }, (_, i) => opened.geneAt(first + i));
        return { label: hit.label, tier: hit.tier, genes };
      });
    },
    [Symbol.asyncDispose]: async () => {},
  };
};
