/** A catalogue and the plain reference over the same rows, asked the same questions. */

import { expect } from "bun:test";
import type { Answers, Catalogue } from "../../src/lookup/catalogue.ts";
import type { Suggestion } from "../../src/lookup/suggestion.ts";
import {
  answered,
  type Gene,
  type Suggestion as Judged,
  type Mode,
  referenceOf,
  WITH_INDEX,
} from "../reference/reference.ts";
import type { Row } from "../support/data/rows.ts";
import { catalogueOf } from "../support/indexes/compiled.ts";

/** A gene of the reference for each row. */
export function referenceGenes(rows: readonly Row[]): Gene[] {
  return rows.map(([species, label, stableId, location, db, weight, aliases, ids, former]) => ({
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
    db,
  }));
}

/** A build keeps a gene once, however many rows give it. */
export function uniqueGenes(rows: readonly Row[]): Row[] {
  const keyed = rows.map((row, i) => [`${row[0]}\t${row[1]}\t${row[2] ?? i}`, row] as const);
  return [...new Map(keyed).values()];
}

function listed(texts: string | null | undefined): string[] {
  return (texts ?? "").split("|").flatMap((text) => text.trim() || []);
}

/** What is compared of a suggestion of the reference. */
function judgedOf({ species, label, tier, alias, former, matches, genes, gene }: Judged) {
  return {
    species,
    label,
    tier,
    ...(alias !== undefined && { alias }),
    ...(former && { former }),
    // Of misspellings the reference does not say which part is near.
    ...(matches !== undefined && tier !== "fuzzy" && { matches }),
    // Of ids it has the genes that are meant, and not all of the label.
    ...(!tier.startsWith("id") && { genes: genes.length }),
    ...answered(gene),
  };
}

/** The same of a suggestion that was given. */
function seen({ matches, genes, offset: _, length: __, ...rest }: Suggestion) {
  return {
    ...rest,
    ...(matches !== undefined && rest.tier !== "fuzzy" && { matches }),
    ...(!rest.tier.startsWith("id") && { genes }),
  };
}

/** What is judged. */
export type Asked = Answers & Pick<Catalogue, "matches">;

/** How thoroughly suggestions are compared. */
interface Thoroughness {
  /** How many suggestions are asked for, each in turn. */
  limits: readonly number[];
  labelMinimums?: readonly number[];
}

/** Puts questions to a catalogue and to the reference, and expects the same answers. */
export class Judge {
  readonly #reference: ReturnType<typeof referenceOf>;

  constructor(
    genes: readonly Gene[],
    private readonly catalogue: Asked,
    mode: Mode = WITH_INDEX,
  ) {
    this.#reference = referenceOf(genes, mode);
  }

  /** Of an index of some rows. */
  static ofIndex(rows: readonly Row[]): Judge {
    return new Judge(referenceGenes(rows), catalogueOf(rows));
  }

  async expectSuggestions(
    species: readonly string[],
    query: string,
    { limits, labelMinimums = [0, 4] }: Thoroughness,
  ): Promise<void> {
    for (const match of this.catalogue.matches) {
      for (const labelMinimum of labelMinimums) {
        const asked = { match, labelMinimum };
        const judged = this.#reference.suggest(species, query, asked).map(judgedOf);
        const plain = this.#reference.suggest(species, query, { ...asked, api: "/gene_suggest/" });
        const judgedLabels = [...new Set(plain.map(({ label }) => label))];
        for (const limit of limits) {
          const question = { query, limit, ...asked };
          const { suggestions } = await this.catalogue.suggest(species, question);
          const { labels } = await this.catalogue.labels(species, question);
          expect<unknown>({ ...question, found: suggestions.map(seen), labels }).toEqual({
            ...question,
            found: judged.slice(0, limit),
            labels: judgedLabels.slice(0, limit),
          });
        }
      }
    }
  }

  async expectLocated(species: readonly string[], query: string, limit: number): Promise<void> {
    const question = {
      query,
      limit,
      labelMinimum: 3,
      match: "prefix",
      isResolvedFirst: true,
    } as const;
    const { suggestions } = await this.catalogue.suggest(species, question);
    const judged = this.#reference.locate(species, query, { limit });
    expect<unknown>({ query, found: suggestions.map(seen) }).toEqual({
      query,
      found: judged.map(judgedOf),
    });
  }

  async expectResolution(species: string, name: string): Promise<void> {
    const [result] = (await this.catalogue.resolve(species, [name])).results;
    const { taken, suggestions = [] } = this.#reference.resolve(species, name, {
      match: "fuzzy",
      labelMinimum: 0,
      limit: 5,
    });
    const { tier, genes } = result!;
    expect<unknown>({
      name,
      tier,
      genes: genes.map(({ label, stable_id = null }) => `${label} ${stable_id}`).sort(),
      suggestions: result!.suggestions.map(seen),
    }).toEqual({
      name,
      tier: taken[0]?.tier ?? null,
      genes: taken
        .flatMap((one) => one.genes.map((gene) => `${one.label} ${gene.stableId}`))
        .sort(),
      suggestions: suggestions.map(judgedOf),
    });
  }

  async expectGenesByLabel(species: string, label: string): Promise<void> {
    const genes = await this.catalogue.genesByLabel(species, label);
    const judged = this.#reference.genesByLabel(species, label);
    expect<unknown>({ label, genes: genes.map(({ other_ids: _, ...rest }) => rest) }).toEqual({
      label,
      genes: judged.map((gene) => ({ label: gene.label, species, ...answered(gene) })),
    });
  }

  async expectGenesById(species: readonly string[], id: string): Promise<void> {
    const genes = await Promise.all(species.map((one) => this.catalogue.genesById(one, id)));
    const judged = this.#reference.genesByStableId(species, id);
    expect<unknown>({
      id,
      genes: genes.flatMap((found) => found.map((gene) => gene.stable_id)).sort(),
    }).toEqual({
      id,
      genes: judged.map(({ stableId }) => stableId!).sort(),
    });
  }
}
