import type { SpeciesEntry } from "../format/document.ts";
import { FORMAT_VERSION } from "../format/index-file.ts";
import { SpeciesNames } from "../names/species-names.ts";
import { symbolsOfDate } from "../names/spreadsheet-dates.ts";
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
import { Query } from "./query.ts";
import { resolvedLabels } from "./resolved-labels.ts";
import type { LabelledGene, Resolution, Suggestion } from "./suggestion.ts";
import { toSuggestion } from "./suggestion.ts";
import { type Hit, mergeByTier, searchTiers, searchTiersInGreekOrLatin } from "./tier-search.ts";
import { MATCHES, TIERS, tiersOf, WHOLE_NAME_TIERS } from "./tiers.ts";

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
    { query: text, limit, labelMinimum, match }: Question,
  ): Generator<void, Labels> {
    const query = new Query(text);
    if (query.length < labelMinimum) return { labels: [], tier: null };
    const tiers = tiersOf(match, query.length);
    const species = new Set(speciesNames.map((name) => this.#names.find(name)));
    species.delete(undefined);
    const hits: Hit[][] = [];
    for (const entry of species) {
      if (hits.length > 0) yield;
      const index = this.index.of(entry!);
      hits.push(searchTiersInGreekOrLatin(index, { query, limit, tiers }));
    }
    const merged = mergeByTier(hits, tiers);
    const labels = merged.map(({ label }) => label);
    return {
      // Several species may have the same label, and the answer does not tell of which one it is.
      labels: hits.length > 1 ? [...new Set(labels)].slice(0, limit) : labels,
      tier: merged[0]?.tier ?? null,
    };
  }

  *#suggest(speciesNames: readonly string[], question: Question): Generator<void, Suggestions> {
    const { limit, labelMinimum, match, isResolvedFirst = false } = question;
    const species = [...new Set(speciesNames.map((name) => this.#require(name)))];
    const query = new Query(question.query);
    const tiers = query.length < labelMinimum ? WHOLE_NAME_TIERS : tiersOf(match, query.length);
    const resolved: SpeciesHit[][] = [];
    const found: SpeciesHit[][] = [];
    for (const entry of species) {
      if (found.length > 0) yield;
      const index = this.index.of(entry);
      const ofSpecies = (hits: readonly Hit[]) => hits.map((hit) => ({ ...hit, entry }));
      if (isResolvedFirst) resolved.push(ofSpecies(resolvedLabels(index, query, limit)));
      found.push(ofSpecies(searchTiersInGreekOrLatin(index, { query, limit, tiers })));
    }
    const hits = isResolvedFirst
      ? eachOnce([...mergeByTier(resolved, WHOLE_NAME_TIERS), ...mergeByTier(found, tiers)])
      : mergeByTier(found, tiers);
    const suggestions = hits.slice(0, limit).map((hit) => this.#suggestion(hit.entry, hit));
    return { query: question.query, species: species.map(({ name }) => name), suggestions };
  }

  resolve(speciesName: string, names: readonly string[]): Resolutions {
    const species = this.#require(speciesName);
    const results = names.map((name) => this.#resolution(species, name));
    return { species: species.name, results };
  }

  genesByLabel(speciesName: string, label: string): LabelledGene[] {
    const species = this.#require(speciesName);
    const query = new Query(label);
    const hits = searchTiers(this.index.of(species), {
      query,
      limit: MOST_LABELS,
      tiers: ["exact"],
    });
    return hits.flatMap((hit) =>
      this.#genesOf(species, hit).map((gene) => this.#gene(species, hit.label, gene, true)),
    );
  }

  genesById(speciesName: string | null, stableId: string): LabelledGene[] {
    const asked = speciesName === null ? this.index.species : [this.#require(speciesName)];
    const { folded } = new Query(stableId);
    if (folded === "") return [];
    const genes = asked.flatMap((species) =>
      this.index
        .of(species)
        .stablyIdentified(folded, stableId)
        .map(({ label, gene }) => this.#gene(species, label, gene!, true)),
    );
    return asked.length === 1 ? genes : toTheLetterFirst(genes, stableId);
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

  #suggestion(species: SpeciesEntry, hit: Hit): Suggestion {
    const index = this.index.of(species);
    const { first, end } = index.genesOf(hit);
    const gene = index.geneAt(hit.gene ?? first);
    return toSuggestion({ ...hit, species: species.name, genes: end - first, gene });
  }

  #resolution(species: SpeciesEntry, name: string): Resolution {
    const index = this.index.of(species);
    const query = new Query(name);
    const hits = resolvedLabels(index, query, MOST_LABELS);
    if (hits.length > 0) {
      const { tier } = hits[0]!;
      const genes = hits.flatMap((hit) =>
        this.#genesOf(species, hit).map((gene) => this.#gene(species, hit.label, gene, false)),
      );
      return { name, tier, genes, suggestions: [] };
    }
    const meant = symbolsOfDate(name).flatMap((symbol) =>
      resolvedLabels(index, new Query(symbol), NEAREST),
    );
    const tiers = tiersOf("fuzzy", query.length);
    const near = searchTiers(index, { query, limit: NEAREST, tiers });
    const nearest = eachOnce([...meant, ...near].map((hit) => ({ ...hit, entry: species })));
    const suggestions = nearest.slice(0, NEAREST).map((hit) => this.#suggestion(species, hit));
    return { name, tier: null, genes: [], suggestions };
  }

  /** The genes that a hit means, by their indexes: those that an id matched, else all of the label. */
  #genesOf(species: SpeciesEntry, hit: Hit): number[] {
    if (hit.gene !== undefined) return [hit.gene];
    const { first, end } = this.index.of(species).genesOf(hit);
    return Array.from({ length: Math.min(end - first, MOST_GENES) }, (_, i) => first + i);
  }

  #gene(species: SpeciesEntry, label: string, gene: number, inFull: boolean): LabelledGene {
    const index = this.index.of(species);
    const fields = inFull ? index.geneInFull(gene) : index.geneAt(gene);
    return { label, species: species.name, ...fields };
  }
}

/** A label that was found in one of several species. */
type SpeciesHit = Hit & { entry: SpeciesEntry };

/** The first hit of each label of a species. */
function eachOnce(hits: readonly SpeciesHit[]): SpeciesHit[] {
  const seen = new Map<SpeciesEntry, Set<string>>();
  return hits.filter(({ entry, label }) => {
    const labels = seen.get(entry) ?? new Set();
    seen.set(entry, labels);
    return !labels.has(label) && labels.add(label);
  });
}

/** Genes with the very id first; all others keep their order. */
function toTheLetterFirst(genes: readonly LabelledGene[], id: string): LabelledGene[] {
  const isIt = ({ stable_id }: LabelledGene) => stable_id === id;
  return [...genes.filter(isIt), ...genes.filter((gene) => !isIt(gene))];
}

/** The outcome of steps that are taken at once. */
function finish<T>(steps: Generator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
