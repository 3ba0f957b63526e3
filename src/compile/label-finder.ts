import { fold } from "../names/fold.ts";
import { withoutVersion } from "../names/stable-id.ts";
import type { LabelReference } from "../sources/source.ts";
import type { Rows } from "./rows.ts";

/** The labels of one species, and how aliases and weights may refer to them; the maps are made when first needed. */
interface Names {
  labels: Set<number>;
  byFold: Map<string, number[]> | null;
  byId: Map<string, number[]> | null;
}

/** Finds the labels that aliases and weights are given for, once all rows are read. */
export class LabelFinder {
  #rowsBySpecies: Map<string, number[]> | null = null;
  readonly #names = new Map<string, Names>();

  constructor(private readonly rows: Rows) {}

  /**
   * The ids in `rows.labels` of the labels that a reference means: with a stable id, the labels of its genes, whatever
   * their versions; with a label, that label, or if the species does not have it, all labels with the same fold.
   */
  find({ species, stableId, displayLabel }: LabelReference): readonly number[] {
    const names = this.#namesOf(species);
    if (stableId !== null) {
      names.byId ??= this.#labelsById(species);
      return names.byId.get(withoutVersion(fold(stableId))) ?? [];
    }
    const label = this.rows.labels.knownIdOf(displayLabel!);
    if (label !== null && names.labels.has(label)) return [label];
    names.byFold ??= this.#labelsByFold(names.labels);
    return names.byFold.get(fold(displayLabel!)) ?? [];
  }

  #namesOf(species: string): Names {
    let names = this.#names.get(species);
    if (names === undefined) {
      const labels = new Set(this.#rowsOf(species).map((row) => this.rows.label.at(row)));
      names = { labels, byFold: null, byId: null };
      this.#names.set(species, names);
    }
    return names;
  }

  #rowsOf(species: string): readonly number[] {
    if (this.#rowsBySpecies === null) {
      const { species: ids, speciesNames } = this.rows;
      const rows = Array.from({ length: ids.length }, (_, row) => row);
      this.#rowsBySpecies = Map.groupBy(rows, (row) => speciesNames.all[ids.at(row)]!);
    }
    return this.#rowsBySpecies.get(species) ?? [];
  }

  #labelsByFold(labels: Iterable<number>): Map<string, number[]> {
    return Map.groupBy(labels, (label) => fold(this.rows.labels.all[label]!));
  }

  #labelsById(species: string): Map<string, number[]> {
    const { genes, label } = this.rows;
    const labelsById = new Map<string, number[]>();
    for (const row of this.#rowsOf(species)) {
      const stableId = genes.values.stableId.at(row);
      if (stableId === null) continue;
      const id = withoutVersion(fold(stableId));
      const labels = labelsById.get(id);
      if (labels === undefined) labelsById.set(id, [label.at(row)]);
      else if (!labels.includes(label.at(row))) labels.push(label.at(row));
    }
    return labelsById;
  }
}
