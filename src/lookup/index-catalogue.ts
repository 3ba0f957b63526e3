import type { SpeciesEntry } from "../format/document.ts";
import { FORMAT_VERSION } from "../format/index-file.ts";
import { symbolsOfDate } from "../names/spreadsheet-dates.ts";
import {
  type Answers,
  type Catalogue,
  type Labels,
  MOST_GENES,
  type Question,
  type Resolutions,
  type SpeciesSummary,
  type StepwiseAnswers,
  type Suggestions,
  UnknownSpecies,
} from "./catalogue.ts";
import type { OpenIndex } from "./open-index.ts";
import { Query } from "./query.ts";
import { resolvedLabels } from "./resolved-labels.ts";
import { SpeciesByIds } from "./species-by-ids.ts";
import { finish, type Steps } from "./steps.ts";
import type { LabelledGene, Resolution, Suggestion } from "./suggestion.ts";
import { toSuggestion } from "./suggestion.ts";
import { type Hit, mergeByTier, searchTiersInSteps } from "./tier-search.ts";
import { MATCHES, TIERS, tiersOf, WHOLE_NAME_TIERS } from "./tiers.ts";

/** Labels that one whole name may mean, at most: they differ in case alone, or have the same alias. */
const MOST_LABELS = 1000;
/** Genes, suggestions and species that are read in one step. */
const GENES_A_STEP = 64;
const SUGGESTIONS_A_STEP = 8;
const SPECIES_A_STEP = 8;
/** Suggestions for a name that cannot be resolved, at most. */
const NEAREST = 5;

/** Answers from an index, at once or in steps. @throws IndexError from all methods where the index is damaged */
export class IndexCatalogue implements Catalogue, Answers {
  readonly generation: string;
  readonly tiers = TIERS;
  readonly matches = MATCHES;
  readonly stepwise: StepwiseAnswers = {
    labels: (species, question) => this.#labels(species, question),
    suggest: (species, question) => this.#suggest(species, question),
    resolve: (species, names) => this.#resolve(species, names),
    genesByLabel: (species, label) => this.#genesByLabel(species, label),
    genesById: (species, stableId) => this.#genesById(species, stableId),
    species: () => this.#species(),
    about: () => this.#about(),
    *ready() {},
  };
  readonly #speciesByIds: SpeciesByIds;

  constructor(readonly index: OpenIndex) {
    this.generation = index.generation;
    this.#speciesByIds = new SpeciesByIds(index);
  }

  labels(speciesNames: readonly string[], question: Question): Labels {
    return finish(this.#labels(speciesNames, question));
  }

  suggest(speciesNames: readonly string[], question: Question): Suggestions {
    return finish(this.#suggest(speciesNames, question));
  }

  resolve(species: string, names: readonly string[]): Resolutions {
    return finish(this.#resolve(species, names));
  }

  genesByLabel(species: string, label: string): LabelledGene[] {
    return finish(this.#genesByLabel(species, label));
  }

  genesById(species: string | null, stableId: string): LabelledGene[] {
    return finish(this.#genesById(species, stableId));
  }

  species(): SpeciesSummary[] {
    return finish(this.#species());
  }

  about() {
    return finish(this.#about());
  }

  ready(): void {}

  *#labels(
    speciesNames: readonly string[],
    { query: text, limit, labelMinimum, match }: Question,
  ): Steps<Labels> {
    const query = new Query(text);
    if (query.length < labelMinimum) return { labels: [], tier: null };
    const tiers = tiersOf(match, query.length);
    const species = new Set(speciesNames.map((name) => this.index.names.find(name)));
    species.delete(undefined);
    const hits: Hit[][] = [];
    for (const entry of species) {
      if (hits.length > 0) yield;
      const index = this.index.of(entry!);
      hits.push(yield* searchTiersInSteps(index, { query, limit, tiers, isLatinToo: true }));
    }
    const merged = mergeByTier(hits, tiers);
    const labels = merged.map(({ label }) => label);
    return {
      // Several species may have the same label, and the answer does not tell of which one it is.
      labels: hits.length > 1 ? [...new Set(labels)].slice(0, limit) : labels,
      tier: merged[0]?.tier ?? null,
    };
  }

  *#suggest(speciesNames: readonly string[], question: Question): Steps<Suggestions> {
    const { limit, labelMinimum, match, isResolvedFirst = false } = question;
    const species = new Set<SpeciesEntry>();
    for (const name of speciesNames)
      species.add(this.index.names.find(name) ?? (yield* this.#noSpecies(name)));
    const query = new Query(question.query);
    const tiers = query.length < labelMinimum ? WHOLE_NAME_TIERS : tiersOf(match, query.length);
    const resolved: Hit[][] = [];
    const found: Hit[][] = [];
    for (const entry of species) {
      if (found.length > 0) yield;
      const index = this.index.of(entry);
      if (isResolvedFirst) resolved.push(resolvedLabels(index, query, limit));
      found.push(yield* searchTiersInSteps(index, { query, limit, tiers, isLatinToo: true }));
    }
    const hits = isResolvedFirst
      ? eachOnce([...mergeByTier(resolved, WHOLE_NAME_TIERS), ...mergeByTier(found, tiers)])
      : mergeByTier(found, tiers);
    const suggestions = yield* this.#suggestions(hits, limit);
    return { query: question.query, species: [...species].map(({ name }) => name), suggestions };
  }

  *#resolve(speciesName: string, names: readonly string[]): Steps<Resolutions> {
    const species = yield* this.#require(speciesName);
    const results: Resolution[] = [];
    for (const name of names) {
      if (results.length > 0) yield;
      results.push(yield* this.#resolution(species, name));
    }
    return { species: species.name, results };
  }

  *#genesByLabel(speciesName: string, label: string): Steps<LabelledGene[]> {
    const species = yield* this.#require(speciesName);
    const query = new Query(label);
    const hits = yield* searchTiersInSteps(this.index.of(species), {
      query,
      limit: MOST_LABELS,
      tiers: ["exact"],
    });
    return yield* this.#genesOf(species, hits, { most: MOST_GENES, inFull: true });
  }

  *#genesById(speciesName: string | null, stableId: string): Steps<LabelledGene[]> {
    const { folded } = new Query(stableId);
    const asked =
      speciesName === null
        ? yield* this.#speciesByIds.of(folded)
        : [yield* this.#require(speciesName)];
    if (folded === "") return [];
    const genes: LabelledGene[] = [];
    for (const [i, species] of asked.entries()) {
      if (i % SPECIES_A_STEP === SPECIES_A_STEP - 1) yield;
      for (const { label, gene } of this.index.of(species).stablyIdentified(folded, stableId)) {
        if (genes.length < MOST_GENES) genes.push(this.#gene(species, label, gene!, true));
      }
    }
    return asked.length === 1 ? genes : toTheLetterFirst(genes, stableId);
  }

  *#species(): Steps<SpeciesSummary[]> {
    return this.index.species.map(({ name, labels, genes, displayName, taxon, assembly }) => ({
      ...{ name, labels, genes },
      ...(displayName !== undefined && { display_name: displayName }),
      ...(taxon !== undefined && { taxon_id: taxon }),
      ...(assembly !== undefined && { assembly }),
    }));
  }

  *#about() {
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

  *#require(name: string): Steps<SpeciesEntry> {
    return this.index.names.find(name) ?? (yield* this.#noSpecies(name));
  }

  *#noSpecies(name: string): Steps<never> {
    throw new UnknownSpecies(name, yield* this.index.names.didYouMean(name));
  }

  /** The suggestions for the first hits. */
  *#suggestions(hits: readonly Hit[], limit: number): Steps<Suggestion[]> {
    const suggestions: Suggestion[] = [];
    for (const hit of hits) {
      if (suggestions.length === limit) break;
      if (suggestions.length % SUGGESTIONS_A_STEP === SUGGESTIONS_A_STEP - 1) yield;
      const { entry, label, tier, query, alias, former } = hit;
      const index = this.index.of(entry);
      const { first, end } = index.genesOf(hit);
      const gene = index.geneAt(hit.gene ?? first);
      const genes = end - first;
      const { name: species } = entry;
      suggestions.push(toSuggestion({ species, label, tier, query, alias, former, genes, gene }));
    }
    return suggestions;
  }

  *#resolution(species: SpeciesEntry, name: string): Steps<Resolution> {
    const index = this.index.of(species);
    const query = new Query(name);
    const hits = resolvedLabels(index, query, MOST_LABELS);
    if (hits.length > 0) {
      // One more than an answer has, so that it is seen where there are too many.
      const genes = yield* this.#genesOf(species, hits, { most: MOST_GENES + 1, inFull: false });
      return { name, tier: hits[0]!.tier, genes, suggestions: [] };
    }
    const meant: Hit[] = [];
    for (const symbol of symbolsOfDate(name)) {
      meant.push(...resolvedLabels(index, new Query(symbol), NEAREST));
    }
    const tiers = tiersOf("fuzzy", query.length);
    const near = yield* searchTiersInSteps(index, { query, limit: NEAREST, tiers });
    const nearest = eachOnce([...meant, ...near]);
    const suggestions = yield* this.#suggestions(nearest, NEAREST);
    return { name, tier: null, genes: [], suggestions };
  }

  /**
   * The genes that hits mean: those that an id matched, else all of the label.
   *
   * @param most the others are left out
   * @param inFull with all their fields
   */
  *#genesOf(
    species: SpeciesEntry,
    hits: readonly Hit[],
    { most, inFull }: { most: number; inFull: boolean },
  ): Steps<LabelledGene[]> {
    const index = this.index.of(species);
    const genes: LabelledGene[] = [];
    for (const hit of hits) {
      const { first, end } =
        hit.gene === undefined ? index.genesOf(hit) : { first: hit.gene, end: hit.gene + 1 };
      for (let gene = first; gene < end && genes.length < most; gene++) {
        if (genes.length % GENES_A_STEP === GENES_A_STEP - 1) yield;
        genes.push(this.#gene(species, hit.label, gene, inFull));
      }
    }
    return genes;
  }

  #gene(species: SpeciesEntry, label: string, gene: number, inFull: boolean): LabelledGene {
    const index = this.index.of(species);
    const fields = inFull ? index.geneInFull(gene) : index.geneAt(gene);
    return { label, species: species.name, ...fields };
  }
}

/** The first hit of each label of a species. */
function eachOnce(hits: readonly Hit[]): Hit[] {
  const seen = new Map<SpeciesEntry, Set<number>>();
  return hits.filter(({ entry, number }) => {
    const labels = seen.get(entry) ?? new Set();
    seen.set(entry, labels);
    return !labels.has(number) && labels.add(number);
  });
}

/** Genes with the very id first; all others keep their order. */
function toTheLetterFirst(genes: readonly LabelledGene[], id: string): LabelledGene[] {
  const isIt = ({ stable_id }: LabelledGene) => stable_id === id;
  return [...genes.filter(isIt), ...genes.filter((gene) => !isIt(gene))];
}
