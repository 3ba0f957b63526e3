import type { SpeciesEntry } from "../format/document.ts";
import { FORMAT_VERSION } from "../format/index-file.ts";
import { codePoints, fold } from "../names/fold.ts";
import { SpeciesNames } from "../names/species-names.ts";
import {
  type Catalogue,
  type Labels,
  type Question,
  type Resolutions,
  type Stepwise,
  type Suggestions,
  UnknownSpecies,
} from "./catalogue.ts";
import type { OpenIndex } from "./open-index.ts";
import { type LabelledGene, type Resolution, type Suggestion, toSuggestion } from "./suggestion.ts";
import { type Hit, mergeByTier, searchTiers } from "./tier-search.ts";
import { MATCHES, TIERS, tiersOf, wholeNamesOf } from "./tiers.ts";

/** Labels that one whole name may mean, at most: they differ in case alone, or have the same alias. */
const MOST_LABELS = 1000;
/** Genes that are answered for one label, at most: hundreds of times as many as any real label has. */
const MOST_GENES = 200_000;
/** Suggestions for a name that cannot be resolved, at most. */
const NEAREST = 5;

/** Answers from an index, at once. @throws IndexError from all methods where the index is damaged */
export class IndexCatalogue implements Catalogue {
  readonly generation: string;
  readonly tiers = TIERS;
  readonly matches = MATCHES;
  readonly stepwise: Stepwise | null = {
    labels: (species, question) => this.#labels(species, question),
    suggest: (species, question) => this.#suggest(species, question),
  };
  readonly #names: SpeciesNames<SpeciesEntry>;

  constructor(readonly index: OpenIndex) {
    this.generation = index.generation;
    this.#names = new SpeciesNames(index.species);
  }

  labels(speciesNames: readonly string[], question: Question): Labels {
    return finish(this.#labels(speciesNames, question));
  }

  suggest(speciesNames: readonly string[], question: Question): Suggestions {
    return finish(this.#suggest(speciesNames, question));
  }

  *#labels(
    speciesNames: readonly string[],
    { query, limit, labelMinimum, match }: Question,
  ): Generator<void, Labels> {
    const folded = fold(query);
    if (codePoints(folded) < labelMinimum) return { labels: [], tier: null };
    const tiers = tiersOf(match);
    const species = new Set(speciesNames.map((name) => this.#names.find(name)));
    species.delete(undefined);
    const hits: Hit[][] = [];
    for (const entry of species) {
      if (hits.length > 0) yield;
      hits.push(searchTiers(this.index.of(entry!), folded, limit, tiers));
    }
    const merged = mergeByTier(hits);
    const labels = merged.map(({ label }) => label);
    return {
      // Several species may have the same label, and the answer does not tell of which one it is.
      labels: hits.length > 1 ? [...new Set(labels)].slice(0, limit) : labels,
      tier: merged[0]?.tier ?? null,
    };
  }

  *#suggest(speciesNames: readonly string[], question: Question): Generator<void, Suggestions> {
    const { query, limit, labelMinimum, match } = question;
    const species = [...new Set(speciesNames.map((name) => this.#require(name)))];
    const folded = fold(query);
    const isShort = codePoints(folded) < labelMinimum;
    const tiers = isShort ? wholeNamesOf(tiersOf(match)) : tiersOf(match);
    const found: (Hit & { entry: SpeciesEntry })[][] = [];
    for (const entry of species) {
      if (found.length > 0) yield;
      const hits = searchTiers(this.index.of(entry), folded, limit, tiers);
      found.push(hits.map((hit) => ({ ...hit, entry })));
    }
    const suggestions = mergeByTier(found)
      .slice(0, limit)
      .map((hit) => this.#suggestion(hit.entry, hit, folded));
    return { query, species: species.map(({ name }) => name), suggestions };
  }

  resolve(speciesName: string, names: readonly string[]): Resolutions {
    const species = this.#require(speciesName);
    const results = names.map((name) => this.#resolution(species, name));
    return { species: species.name, results };
  }

  genesByLabel(speciesName: string, label: string): LabelledGene[] {
    const species = this.#require(speciesName);
    const hits = searchTiers(this.index.of(species), fold(label), MOST_LABELS, ["exact"]);
    return hits.flatMap((hit) => this.#genes(species, hit));
  }

  genesById(speciesName: string | null, stableId: string): LabelledGene[] {
    const asked = speciesName === null ? this.index.species : [this.#require(speciesName)];
    const folded = fold(stableId);
    if (folded === "") return [];
    return asked.flatMap((species) =>
      this.index
        .of(species)
        .identified(folded)
        .map(({ label, gene }) => this.#gene(species, label, gene!)),
    );
  }

  species() {
    return this.index.species.map(({ name, labels, genes }) => ({ name, labels, genes }));
  }

  about() {
    const { generation, provenance, species } = this.index;
    return {
      generation,
      format_version: FORMAT_VERSION,
      built: provenance.built,
      builder: provenance.builder,
      source: provenance.source,
      release: provenance.release,
      rows: provenance.rows,
      species: species.length,
      labels: species.reduce((sum, entry) => sum + entry.labels, 0),
      genes: species.reduce((sum, entry) => sum + entry.genes, 0),
      tiers: this.tiers,
    };
  }

  ready(): void {}

  #require(name: string): SpeciesEntry {
    const species = this.#names.find(name);
    if (species === undefined) throw new UnknownSpecies(name, this.#names.didYouMean(name));
    return species;
  }

  #suggestion(species: SpeciesEntry, hit: Hit, folded: string): Suggestion {
    const { label, tier, alias } = hit;
    const index = this.index.of(species);
    const { first, end } = index.genesOf(hit);
    const gene = index.geneAt(hit.gene ?? first);
    return toSuggestion({
      species: species.name,
      label,
      tier,
      folded,
      alias,
      genes: end - first,
      gene,
    });
  }

  /** The genes of the first tier of whole names that finds any; else the nearest labels. */
  #resolution(species: SpeciesEntry, name: string): Resolution {
    const index = this.index.of(species);
    const folded = fold(name);
    for (const tier of wholeNamesOf(TIERS)) {
      const hits = searchTiers(index, folded, MOST_LABELS, [tier]);
      if (hits.length === 0) continue;
      const genes =
        tier === "id"
          ? this.genesById(species.name, folded)
          : hits.flatMap((hit) => this.#genes(species, hit));
      return { name, tier, genes, suggestions: [] };
    }
    const nearest = searchTiers(index, folded, NEAREST, TIERS);
    const suggestions = nearest.map((hit) => this.#suggestion(species, hit, folded));
    return { name, tier: null, genes: [], suggestions };
  }

  #genes(species: SpeciesEntry, hit: Hit): LabelledGene[] {
    const { first, end } = this.index.of(species).genesOf(hit);
    const length = Math.min(end - first, MOST_GENES);
    return Array.from({ length }, (_, i) => this.#gene(species, hit.label, first + i));
  }

  #gene(species: SpeciesEntry, label: string, index: number): LabelledGene {
    return { label, species: species.name, ...this.index.of(species).geneAt(index) };
  }
}

/** Takes all steps at once. */
function finish<T>(steps: Generator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
