import type { Log } from "../log.ts";
import {
  type Answers,
  type Catalogue,
  inOneStep,
  type Labels,
  type Question,
  type Resolutions,
  type SpeciesSummary,
  type Suggestions,
  UnknownSpecies,
} from "../lookup/catalogue.ts";
import { Query } from "../lookup/query.ts";
import type { LabelledGene, Resolution, Suggestion } from "../lookup/suggestion.ts";
import { toSuggestion } from "../lookup/suggestion.ts";
import { mergeByTier } from "../lookup/tier-search.ts";
import { type Match, TIERS, type Tier } from "../lookup/tiers.ts";
import { foldAscii } from "../names/fold.ts";
import { compareTexts } from "../names/order.ts";
import { symbolsOfDate } from "../names/spreadsheet-dates.ts";
import { LiveTable, type Outcome } from "../sources/mysql/live-table.ts";
import { releaseOf } from "../sources/source.ts";
import { BUILDER } from "../version.ts";
import { LiveIdRows, type LiveMatch, LiveRows } from "./live-rows.ts";
import { DEFAULT_SPECIES_TIMES, LiveSpecies, type SpeciesTimes } from "./live-species.ts";

/** The most suggestions for a name that is not found. */
const NEAREST = 5;

/** Which labels of a species to find. */
interface LookUp {
  species: string;
  query: Query;
  /** Only labels whose fold is that of the query. */
  exactOnly: boolean;
  /** Only labels, without their genes. */
  labelsAlone: boolean;
  /** Genes in full rather than as suggestions show them. */
  inFull: boolean;
  limit: number;
}

/** A label that was found, and the query that found it: the one that was asked, or its Latin spelling. */
interface FoundRows extends LiveMatch {
  query: Query;
}

/** Opens the database at a URL. @throws UsageError if the URL is malformed */
export function openLiveCatalogue(databaseUrl: string, log: Log): LiveCatalogue {
  return new LiveCatalogue(new LiveTable(databaseUrl, reportTo(log)));
}

/** Logs when a database stops answering and when it answers again, rather than each query that fails. */
export function reportTo(log: Log): Outcome {
  let isAway = false;
  return (error) => {
    if (error !== null && !isAway) log.warn("database does not answer", { reason: error.message });
    if (error === null && isAway) log.info("database answers again");
    isAway = error !== null;
  };
}

/** The genes of a database, which is queried for each request. */
export class LiveCatalogue implements Catalogue, Answers {
  readonly generation = null;
  readonly tiers: readonly Tier[] = ["exact", "prefix"];
  readonly matches: readonly Match[] = ["prefix"];
  readonly stepwise = inOneStep(this);
  readonly #species: LiveSpecies;

  constructor(
    private readonly table: LiveTable,
    times: SpeciesTimes = DEFAULT_SPECIES_TIMES,
  ) {
    this.#species = new LiveSpecies(table, times);
  }

  get name(): string {
    return this.table.name;
  }

  async labels(
    speciesNames: readonly string[],
    { query: text, limit, labelMinimum }: Question,
  ): Promise<Labels> {
    const query = liveQuery(text);
    if (query.length < labelMinimum) return { labels: [], tier: null };
    const known = await Promise.all(speciesNames.map((name) => this.#species.find(name)));
    const species = [...new Set(known.filter((name) => name !== null))];
    const found = await Promise.all(
      species.map((name) =>
        this.#matches({
          species: name,
          query,
          limit,
          exactOnly: false,
          labelsAlone: true,
          inFull: false,
        }),
      ),
    );
    const merged = mergeByTier(found, TIERS);
    const labels = [...new Set(merged.map(({ label }) => label))].slice(0, limit);
    return { labels, tier: merged[0]?.tier ?? null };
  }

  async suggest(
    speciesNames: readonly string[],
    { query: text, limit, labelMinimum }: Question,
  ): Promise<Suggestions> {
    const named = await Promise.all(speciesNames.map((name) => this.#require(name)));
    const species = [...new Set(named)];
    const query = liveQuery(text);
    const exactOnly = query.length < labelMinimum;
    const found = await Promise.all(
      species.map((name) => this.#suggestions(name, query, limit, exactOnly)),
    );
    return { query: text, species, suggestions: mergeByTier(found, TIERS).slice(0, limit) };
  }

  async resolve(speciesName: string, names: readonly string[]): Promise<Resolutions> {
    const species = await this.#require(speciesName);
    const results = await Promise.all(names.map((name) => this.#resolution(species, name)));
    return { species, results };
  }

  async genesByLabel(speciesName: string, label: string): Promise<LabelledGene[]> {
    return this.#genesNamed(await this.#require(speciesName), label, { inFull: true });
  }

  async genesById(speciesName: string | null, stableId: string): Promise<LabelledGene[]> {
    const species = speciesName === null ? null : await this.#require(speciesName);
    const id = foldAscii(stableId);
    if (id === "") return [];
    const rows = new LiveIdRows(species, id);
    await this.table.readById(species, id, rows);
    return rows.genes(stableId);
  }

  async species(): Promise<SpeciesSummary[]> {
    const counts = await this.table.counts();
    return counts.sort((a, b) => compareTexts(a.name, b.name));
  }

  async about() {
    const species = await this.species();
    return {
      generation: null,
      format_version: null,
      built: null,
      builder: BUILDER,
      source: this.table.name,
      release: releaseOf(this.table.name),
      rows: null,
      species: species.length,
      labels: species.reduce((sum, { labels }) => sum + labels, 0),
      genes: species.reduce((sum, { genes }) => sum + genes, 0),
      tiers: this.tiers,
    };
  }

  async ready(): Promise<void> {
    await this.#species.ready();
    await this.table.ping();
  }

  async #genesNamed(
    species: string,
    label: string,
    { inFull }: { inFull: boolean },
  ): Promise<LabelledGene[]> {
    const matches = await this.#matchesOf({
      species,
      query: liveQuery(label),
      exactOnly: true,
      labelsAlone: false,
      inFull,
      limit: Number.POSITIVE_INFINITY,
    });
    return matches.flatMap((match) =>
      match.genes.map((gene) => ({ label: match.label, species, ...gene })),
    );
  }

  async #suggestions(
    species: string,
    query: Query,
    limit: number,
    exactOnly: boolean,
  ): Promise<Suggestion[]> {
    const lookUp = { species, query, limit, exactOnly, labelsAlone: false, inFull: false };
    const matches = await this.#matches(lookUp);
    return matches.map((match) => suggestionOf(species, match));
  }

  async #resolution(species: string, name: string): Promise<Resolution> {
    const genes = await this.#genesNamed(species, name, { inFull: false });
    if (genes.length > 0) return { name, tier: "exact", genes, suggestions: [] };
    const nearest = { species, limit: NEAREST, labelsAlone: false, inFull: false };
    const found = await Promise.all([
      ...symbolsOfDate(name).map((symbol) =>
        this.#matchesOf({ ...nearest, query: liveQuery(symbol), exactOnly: true }),
      ),
      this.#matchesOf({ ...nearest, query: liveQuery(name), exactOnly: false }),
    ]);
    const different = new Map<string, FoundRows>();
    for (const match of found.flat())
      if (!different.has(match.label)) different.set(match.label, match);
    const suggestions = [...different.values()]
      .slice(0, NEAREST)
      .map((match) => suggestionOf(species, match));
    return { name, tier: null, genes: [], suggestions };
  }

  /** As `#matchesOf`; a query with Greek letters that finds nothing is asked again with Latin ones. */
  async #matches(lookUp: LookUp): Promise<FoundRows[]> {
    const matches = await this.#matchesOf(lookUp);
    const query = matches.length > 0 ? null : lookUp.query.inLatin();
    return query === null ? matches : this.#matchesOf({ ...lookUp, query });
  }

  async #matchesOf(lookUp: LookUp): Promise<FoundRows[]> {
    const { species, query, limit, exactOnly, labelsAlone, inFull } = lookUp;
    const text = query.folded;
    if (text === "") return [];
    const rows = new LiveRows(species, text);
    await this.table.read({ species, text, exact: exactOnly, labelsAlone }, rows);
    return rows.best(limit, exactOnly, inFull).map((match) => ({ ...match, query }));
  }

  async #require(name: string): Promise<string> {
    const species = await this.#species.find(name);
    if (species !== null) return species;
    throw new UnknownSpecies(name, await this.#species.didYouMean(name));
  }

  end(): Promise<void> {
    return this.table.end();
  }
}

/** A query as a database compares it. */
function liveQuery(text: string): Query {
  return new Query(text, foldAscii);
}

function suggestionOf(species: string, { label, tier, query, genes }: FoundRows): Suggestion {
  return toSuggestion({ species, label, tier, query, genes: genes.length, gene: genes[0]! });
}
