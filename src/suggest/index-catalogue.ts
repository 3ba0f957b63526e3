import type { SpeciesEntry } from "../index/document.ts";
import type { OpenIndex } from "../index/open-index.ts";
import { codePoints, fold } from "../labels/fold.ts";
import { type Catalogue, type Question, type Suggestions, UnknownSpecies } from "./catalogue.ts";
import { SpeciesNames } from "./species-names.ts";
import { type LabelledGene, TIERS, toSuggestion } from "./suggestion.ts";

/** Spellings of one label, differing in case alone, that `genesByLabel` follows. */
const MAXIMUM_SPELLINGS = 1000;

/** The genes of an index; every answer is at hand. @throws IndexError from all methods where the index is damaged */
export class IndexCatalogue implements Catalogue {
  readonly generation: string;
  readonly tiers = TIERS;
  readonly matches = ["prefix"];
  readonly #names: SpeciesNames<SpeciesEntry>;

  constructor(readonly index: OpenIndex) {
    this.generation = index.generation;
    this.#names = new SpeciesNames(index.species);
  }

  labels(speciesName: string, { query, limit, labelMinimum }: Question): string[] {
    const species = this.#names.find(speciesName);
    const folded = fold(query);
    if (species === undefined || folded === "" || codePoints(folded) < labelMinimum) return [];
    return this.index.labels(species, folded, limit);
  }

  suggest(speciesName: string, { query, limit, labelMinimum }: Question): Suggestions {
    const species = this.#require(speciesName);
    const folded = fold(query);
    const exactOnly = codePoints(folded) < labelMinimum;
    const matches = folded === "" ? [] : this.index.matches(species, folded, limit, exactOnly);
    const suggestions = matches.map(({ label, exact, genes: { first, end } }) =>
      toSuggestion({
        species: species.name,
        label,
        folded,
        exact,
        genes: end - first,
        gene: this.index.geneAt(species, first),
      }),
    );
    return { query, species: [species.name], suggestions };
  }

  genesByLabel(speciesName: string, label: string): LabelledGene[] {
    const species = this.#require(speciesName);
    const folded = fold(label);
    if (folded === "") return [];
    const genes: LabelledGene[] = [];
    for (const match of this.index.matches(species, folded, MAXIMUM_SPELLINGS, true)) {
      for (let place = match.genes.first; place < match.genes.end; place++) {
        genes.push({
          label: match.label,
          species: species.name,
          ...this.index.geneAt(species, place),
        });
      }
    }
    return genes;
  }

  species() {
    return this.index.species.map(({ name, labels, genes }) => ({ name, labels, genes }));
  }

  about() {
    const { generation, formatVersion, provenance, species } = this.index;
    return {
      generation,
      format_version: formatVersion,
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
}
