import { GeneRows } from "../columns/gene-fields.ts";
import { NumberList } from "../columns/number-list.ts";
import { refusalOfLabel, refusalOfName } from "../columns/refusal.ts";
import { Texts } from "../columns/texts.ts";
import type { SourceRow, SourceSink, SpeciesDetails } from "../sources/source.ts";
import { Annotations } from "./annotations.ts";

/**
 * The rows of a build, stored by columns: some 30 bytes per row, and each different text once.
 *
 * Rows that no query could find, or no index could store, are refused and counted by reason.
 */
export class Rows implements SourceSink {
  /** The ids of each row's species and label. */
  readonly species = new NumberList(Uint32Array);
  readonly label = new NumberList(Uint32Array);
  readonly genes = new GeneRows();

  readonly speciesNames = new Texts((name) => refusalOfName(name, "no species"));
  readonly labels = new Texts(refusalOfLabel);
  readonly refused = new Map<string, number>();
  /** The aliases and weights of labels, from the rows themselves or from other files. */
  readonly annotations = new Annotations();

  /** What the source calls species, by their production names. */
  readonly namesOfSpecies = new Map<string, Set<string>>();
  /** What else it tells of them. */
  readonly detailsOfSpecies = new Map<string, SpeciesDetails>();

  /** The number of rows that were added, kept or refused. */
  seen = 0;
  /** The part of the source that is being read; null if it has none. */
  part: string | null = null;

  add(row: SourceRow): void {
    this.seen++;
    const { species, displayLabel } = row;
    const speciesId = species === null ? "no species" : this.speciesNames.idOf(species);
    const labelId = displayLabel === null ? "no label" : this.labels.idOf(displayLabel);
    if (typeof speciesId === "string") {
      this.#count(speciesId);
    } else if (typeof labelId === "string") {
      this.#count(labelId);
    } else {
      const refusal = this.genes.offer(row.gene);
      if (refusal === null) this.#keep(row, speciesId, labelId);
      else this.#count(refusal);
    }
  }

  refuse(reason: string): void {
    this.seen++;
    this.#count(reason);
  }

  nameSpecies(species: string, name: string): void {
    const names = this.namesOfSpecies.get(species) ?? new Set();
    this.namesOfSpecies.set(species, names.add(name));
  }

  describeSpecies(species: string, details: SpeciesDetails): void {
    this.detailsOfSpecies.set(species, details);
  }

  enter(part: string): void {
    this.part = part;
  }

  #keep(row: SourceRow, speciesId: number, labelId: number): void {
    this.species.push(speciesId);
    this.label.push(labelId);
    this.genes.keep(row.isReference);
    const { species, displayLabel, weight, aliases, former } = row;
    if (weight === null && aliases.length === 0 && former.length === 0) return;
    const of = { species: species!, stableId: null, displayLabel };
    if (weight !== null) this.annotations.addWeight(of, weight);
    for (const alias of aliases) this.annotations.addAlias(of, alias, false);
    for (const symbol of former) this.annotations.addAlias(of, symbol, true);
  }

  #count(reason: string): void {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
  }
}
