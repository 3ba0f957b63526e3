/** An index that answers only what a database can. */

import {
  inOneStep,
  type Labels,
  type Question,
  type Suggestions,
  UnknownSpecies,
} from "../../src/lookup/catalogue.ts";
import { IndexCatalogue } from "../../src/lookup/index-catalogue.ts";
import { Query } from "../../src/lookup/query.ts";
import type { Suggestion } from "../../src/lookup/suggestion.ts";
import { toSuggestion } from "../../src/lookup/suggestion.ts";
import { mergeByTier, searchTiers } from "../../src/lookup/tier-search.ts";
import { TIERS } from "../../src/lookup/tiers.ts";
import { codePoints, fold } from "../../src/names/fold.ts";
import type { Row } from "../support/data/rows.ts";
import { indexOf } from "../support/indexes/compiled.ts";
import { serveNothing, type TestServer } from "../support/servers/served.ts";

/** Finds only whole names and prefixes. */
class NarrowCatalogue extends IndexCatalogue {
  override readonly stepwise = inOneStep(this);

  override labels(species: readonly string[], question: Question): Labels {
    if (codePoints(fold(question.query)) < question.labelMinimum) return { labels: [], tier: null };
    const known = species.filter((name) => this.#nameOf(name) !== undefined);
    // Several species may have the same labels.
    const limit = question.limit * known.length;
    const { suggestions } = this.suggest(known, { ...question, limit });
    const labels = new Set(suggestions.map(({ label }) => label));
    return { labels: [...labels].slice(0, question.limit), tier: suggestions[0]?.tier ?? null };
  }

  override suggest(species: readonly string[], question: Question): Suggestions {
    const { limit, labelMinimum } = question;
    const { species: names } = super.suggest(species, { ...question, limit: 0 });
    const query = new Query(question.query);
    const isShort = query.length < labelMinimum;
    const found = names.map((name) => this.#suggestions(name, query, limit, isShort));
    const suggestions = mergeByTier(found, TIERS).slice(0, limit);
    return { query: question.query, species: names, suggestions };
  }

  #suggestions(name: string, query: Query, limit: number, isShort: boolean): Suggestion[] {
    const index = this.index.of(this.index.species.find((entry) => entry.name === name)!);
    const hits = searchTiers(index, {
      query,
      limit,
      tiers: isShort ? ["exact"] : ["exact", "prefix"],
      isLatinToo: true,
    });
    return hits.map((hit) => {
      const { first, end } = index.genesOf(hit);
      const gene = index.geneAt(first);
      return toSuggestion({ ...hit, species: name, genes: end - first, gene });
    });
  }

  #nameOf(species: string): string | undefined {
    try {
      return this.resolve(species, []).species;
    } catch (error) {
      if (error instanceof UnknownSpecies) return undefined;
      throw error;
    }
  }
}

export const narrowCatalogueOf = (rows: readonly Row[]) => new NarrowCatalogue(indexOf(rows));

/** A server with an index of some rows that finds only what a database can. */
export function serveNarrowly(
  rows: readonly Row[],
  settings: Parameters<typeof serveNothing>[0] = {},
): TestServer {
  const server = serveNothing(settings);
  server.state.serve(narrowCatalogueOf(rows));
  return server;
}
