import { compareTexts } from "../labels/byte-order.ts";
import { codePoints } from "../labels/fold.ts";
import { foldAscii } from "../labels/fold-ascii.ts";
import type { Log } from "../log.ts";
import { LiveTable } from "../sources/live-table.ts";
import { releaseOf } from "../sources/release.ts";
import {
  type Catalogue,
  type Question,
  type SpeciesSummary,
  type Suggestions,
  UnknownSpecies,
} from "../suggest/catalogue.ts";
import { type LabelledGene, TIERS, toSuggestion } from "../suggest/suggestion.ts";
import { BUILDER } from "../version.ts";
import { type LiveMatch, LiveRows } from "./live-rows.ts";
import { DEFAULT_SPECIES_TIMES, LiveSpecies, type SpeciesTimes } from "./live-species.ts";
import { reportTo } from "./outcomes.ts";

/** What is asked of a species' rows. */
interface LookUp {
  species: string;
  folded: string;
  exactOnly: boolean;
  labelsAlone: boolean;
  limit: number;
}

/** The genes of the database at a URL. @throws UsageError where the URL is malformed */
export function openLiveCatalogue(databaseUrl: string, log: Log): LiveCatalogue {
  return new LiveCatalogue(new LiveTable(databaseUrl, reportTo(log)));
}

/** The genes of a database that is asked for each question anew. */
export class LiveCatalogue implements Catalogue {
  readonly generation = null;
  readonly tiers = TIERS;
  readonly matches = ["prefix"];
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

  async labels(speciesName: string, { query, limit, labelMinimum }: Question): Promise<string[]> {
    const folded = foldAscii(query);
    if (folded === "" || codePoints(folded) < labelMinimum) return [];
    const species = await this.#species.find(speciesName);
    if (species === undefined) return [];
    const lookUp = { species, folded, limit, exactOnly: false, labelsAlone: true };
    return (await this.#matches(lookUp)).map(({ label }) => label);
  }

  async suggest(
    speciesName: string,
    { query, limit, labelMinimum }: Question,
  ): Promise<Suggestions> {
    const species = await this.#require(speciesName);
    const folded = foldAscii(query);
    const exactOnly = codePoints(folded) < labelMinimum;
    const lookUp = { species, folded, limit, exactOnly, labelsAlone: false };
    const suggestions = (await this.#matches(lookUp)).map(({ label, exact, genes }) =>
      toSuggestion({ species, label, folded, exact, genes: genes.length, gene: genes[0]! }),
    );
    return { query, species: [species], suggestions };
  }

  async genesByLabel(speciesName: string, label: string): Promise<LabelledGene[]> {
    const species = await this.#require(speciesName);
    const matches = await this.#matches({
      species,
      folded: foldAscii(label),
      exactOnly: true,
      labelsAlone: false,
      limit: Number.POSITIVE_INFINITY,
    });
    return matches.flatMap((match) =>
      match.genes.map((gene) => ({ label: match.label, species, ...gene })),
    );
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

  async #matches(lookUp: LookUp): Promise<LiveMatch[]> {
    const { species, folded, limit, exactOnly, labelsAlone } = lookUp;
    if (folded === "") return [];
    const rows = new LiveRows(species, folded);
    await this.table.read({ species, text: folded, exact: exactOnly, labelsAlone }, rows);
    return rows.best(limit, exactOnly);
  }

  async #require(name: string): Promise<string> {
    const species = await this.#species.find(name);
    if (species !== undefined) return species;
    throw new UnknownSpecies(name, await this.#species.didYouMean(name));
  }

  end(): Promise<void> {
    return this.table.end();
  }
}
