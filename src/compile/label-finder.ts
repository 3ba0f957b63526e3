import { fold } from "../names/fold.ts";
import { withoutVersion } from "../names/stable-id.ts";
import type { LabelReference } from "../sources/source.ts";
import type { Rows } from "./rows.ts";

const NONE: readonly number[] = [];

/** The labels of one species by what may name them. */
interface Names {
  labels: Set<number>;
  /** Made when they are first needed. */
  byFold: Map<string, number[]> | undefined;
  byId: Map<string, number[]> | undefined;
}

/** Finds the labels of a build that aliases and weights were given for. */
export class LabelFinder {
  #rowsBySpecies: Map<string, number[]> | undefined;
  readonly #names = new Map<string, Names>();

  constructor(private readonly rows: Rows) {}

  /**
   * The ids in `rows.labels` of the labels that are meant: those of a stable id, whatever its version; else the label
   * itself, or where the species has no such label those with the same fold.
   */
  find({ species, stableId, displayLabel }: LabelReference): readonly number[] {
    const names = this.#namesOf(species);
    if (stableId !== null) {
      names.byId ??= this.#labelsById(species);
      return names.byId.get(withoutVersion(fold(stableId))) ?? NONE;
    }
    const label = this.rows.labels.knownIdOf(displayLabel!);
    if (label !== null && names.labels.has(label)) return [label];
    names.byFold ??= this.#labelsByFold(names.labels);
    return names.byFold.get(fold(displayLabel!)) ?? NONE;
  }

  #namesOf(species: string): Names {
    let names = this.#names.get(species);
    if (names === undefined) {
      const labels = new Set(this.#rowsOf(species).map((row) => this.rows.label.at(row)));
      names = { labels, byFold: undefined, byId: undefined };
      this.#names.set(species, names);
    }
    return names;
  }

  #rowsOf(species: string): readonly number[] {
    if (this.#rowsBySpecies === undefined) {
      const { species: ids, speciesNames } = this.rows;
      const rows = Array.from({ length: ids.length }, (_, row) => row);
      this.#rowsBySpecies = Map.groupBy(rows, (row) => speciesNames.all[ids.at(row)]!);
    }
    return this.#rowsBySpecies.get(species) ?? NONE;
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
