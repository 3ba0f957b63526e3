import { fold } from "../names/fold.ts";
import { formatStableId, parseKind, withoutVersion } from "../names/stable-id.ts";
import type { LabelReference } from "../sources/source.ts";
import { ABSENT, type Rows } from "./rows.ts";

const NONE: readonly number[] = [];

/** The labels of one species by their names. */
interface Names {
  labels: Set<number>;
  /** Filled when they are first asked for. */
  byFold: Map<string, number[]> | undefined;
  byId: Map<string, number[]> | undefined;
}

/** Finds the labels of a build that aliases and weights are of; an index of a species is made when it is asked for. */
export class LabelFinder {
  #rowsBySpecies: Map<string, number[]> | undefined;
  readonly #names = new Map<string, Names>();

  constructor(private readonly rows: Rows) {}

  /**
   * Places in `rows.labels` of what is meant: the labels of a stable id, whatever its version; else the label
   * itself, or where that is not there those that are equal but for its case.
   */
  find({ species, stableId, displayLabel }: LabelReference): readonly number[] {
    const names = this.#namesOf(species);
    if (stableId !== null) {
      names.byId ??= this.#labelsById(species);
      return names.byId.get(withoutVersion(fold(stableId))) ?? NONE;
    }
    const label = this.rows.labels.placeOf(displayLabel!);
    if (label !== undefined && names.labels.has(label)) return [label];
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
    const { idKind, idKinds, idNumber, label } = this.rows;
    const labelsById = new Map<string, number[]>();
    for (const row of this.#rowsOf(species)) {
      if (idKind.at(row) === ABSENT) continue;
      const kind = parseKind(idKinds.all[idKind.at(row)]!)!;
      const id = withoutVersion(fold(formatStableId({ ...kind, number: idNumber.at(row) })));
      const labels = labelsById.get(id);
      if (labels === undefined) labelsById.set(id, [label.at(row)]);
      else if (!labels.includes(label.at(row))) labels.push(label.at(row));
    }
    return labelsById;
  }
}
