/** The interface of all implementations of look-ups that the conformance suite tests. */

import type { Gene } from "../../../src/columns/gene-field.ts";
import { Query } from "../../../src/lookup/query.ts";
import { searchTiers } from "../../../src/lookup/tier-search.ts";
import type { Tier } from "../../../src/lookup/tiers.ts";
import type { Row } from "../data/rows.ts";
import { indexOf, speciesOf } from "../indexes/compiled.ts";

export interface AnsweredMatch {
  label: string;
  tier: Tier;
  /** In the order in which they are shown. */
  genes: Gene[];
}

/** Look-ups of whole labels and prefixes; queries are folded already, as they are by all callers. */
export interface Answers extends AsyncDisposable {
  labels(species: string, query: string, limit: number): Promise<string[]>;
  matches(species: string, query: string, limit: number): Promise<AnsweredMatch[]>;
}

/** How an implementation folds texts before it compares them; usually `fold`. */
export type Folding = (text: string) => string;

export type OpenAnswers = (rows: readonly Row[]) => Promise<Answers>;

/** Answers from an index compiled in memory. */
export const openCompiledAnswers: OpenAnswers = async (rows) => {
  const index = indexOf(rows);
  const hits = (species: string, query: string, limit: number) =>
    searchTiers(index.of(speciesOf(index, species)), {
      query: new Query(query, query),
      limit,
      tiers: ["exact", "prefix"],
    });
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
