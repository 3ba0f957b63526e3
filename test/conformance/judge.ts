/** An index and the plain reference over the same rows, asked the same questions. */

import { expect } from "bun:test";
import { IndexCatalogue } from "../../src/lookup/index-catalogue.ts";
import type { Suggestion } from "../../src/lookup/suggestion.ts";
import { MATCHES } from "../../src/lookup/tiers.ts";
import { type Gene, type Suggestion as Judged, referenceOf } from "../reference/reference.ts";
import type { Row } from "../support/data/rows.ts";
import { indexOf } from "../support/indexes/compiled.ts";

/** A gene of the reference for each row. */
export function referenceGenes(rows: readonly Row[]): Gene[] {
  return rows.map(([species, label, stableId, location, , weight, aliases, ids, former]) => ({
    species: species!,
    label: label!,
    stableId,
    otherIds: listed(ids),
    aliases: [
      ...listed(aliases).map((name) => ({ name, former: false })),
      ...listed(former).map((name) => ({ name, former: true })),
    ],
    weight: weight ?? 0,
    // Words of descriptions are not found yet.
    description: null,
    reference: true,
    location,
  }));
}

function listed(texts: string | null | undefined): string[] {
  return (texts ?? "").split("|").flatMap((text) => text.trim() || []);
}

/** What is compared of a suggestion. Which gene stands for a label is the columns' own business, but for ids. */
const seen = ({ species, label, tier, alias, former, ...more }: Suggestion | Judged) => ({
  species,
  label,
  tier,
  ...(alias !== undefined && { alias }),
  ...(former && { former }),
  // Of misspellings the reference does not say which part is near.
  ...(more.matches !== undefined && tier !== "fuzzy" && { matches: more.matches }),
  ...(tier.startsWith("id") && {
    stable_id: "gene" in more ? (more.gene.stableId ?? undefined) : more.stable_id,
  }),
});

/** Puts questions to an index of some rows and to the reference, and expects the same answers. */
export class Judge {
  readonly #catalogue: IndexCatalogue;
  readonly #reference: ReturnType<typeof referenceOf>;

  constructor(rows: readonly Row[], catalogue = new IndexCatalogue(indexOf(rows))) {
    this.#catalogue = catalogue;
    this.#reference = referenceOf(referenceGenes(rows));
  }

  /** @param limits how many suggestions are asked for, each in turn */
  expectSuggestions(species: readonly string[], query: string, limits: readonly number[]): void {
    for (const match of MATCHES) {
      for (const limit of limits) {
        for (const labelMinimum of [0, 4]) {
          const question = { query, limit, labelMinimum, match };
          const { suggestions } = this.#catalogue.suggest(species, question);
          const judged = this.#reference.suggest(species, query, { match, labelMinimum, limit });
          expect({ ...question, found: suggestions.map(seen) }).toEqual({
            ...question,
            found: judged.map(seen),
          });
          const { labels } = this.#catalogue.labels(species, question);
          const plain = this.#reference.suggest(species, query, {
            match,
            labelMinimum,
            api: "/gene_suggest/",
          });
          const expected = [...new Set(plain.map(({ label }) => label))].slice(0, limit);
          expect({ ...question, labels }).toEqual({ ...question, labels: expected });
        }
      }
    }
  }

  expectLocated(species: readonly string[], query: string, limit: number): void {
    const question = {
      query,
      limit,
      labelMinimum: 3,
      match: "prefix",
      isResolvedFirst: true,
    } as const;
    const { suggestions } = this.#catalogue.suggest(species, question);
    const judged = this.#reference.locate(species, query, { limit });
    expect({ query, found: suggestions.map(seen) }).toEqual({ query, found: judged.map(seen) });
  }

  expectResolution(species: string, name: string): void {
    const [result] = this.#catalogue.resolve(species, [name]).results;
    const { taken, suggestions = [] } = this.#reference.resolve(species, name, {
      match: "fuzzy",
      labelMinimum: 0,
      limit: 5,
    });
    const { tier, genes } = result!;
    expect({
      name,
      tier,
      genes: genes.map(({ label, stable_id = null }) => `${label} ${stable_id}`).sort(),
      suggestions: result!.suggestions.map(seen),
    }).toEqual({
      name,
      tier: (taken[0]?.tier ?? null) as typeof tier,
      genes: taken
        .flatMap((one) => one.genes.map((gene) => `${one.label} ${gene.stableId}`))
        .sort(),
      suggestions: suggestions.map(seen),
    });
  }

  expectGenesById(species: readonly string[], id: string): void {
    const genes = species.flatMap((one) => this.#catalogue.genesById(one, id));
    const judged = this.#reference.genesByStableId(species, id);
    expect({ id, genes: genes.map(({ stable_id }) => stable_id).sort() }).toEqual({
      id,
      genes: judged.map(({ stableId }) => stableId!).sort(),
    });
  }
}
