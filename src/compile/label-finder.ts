import { fold } from "../names/fold.ts";
import { idPrefixOf, prefixesWithVersions, withoutVersion } from "../names/stable-id.ts";
import type { LabelReference } from "../sources/source.ts";
import type { Rows } from "./rows.ts";

const NONE: readonly number[] = [];

/** The rows of one species by what may name them; each map is made when it is first needed. */
interface Names {
  labels: ReadonlySet<number>;
  labelsByFold: Map<string, number[]> | null;
  rowsByLabel: Map<number, number[]> | null;
  ids: RowsById | null;
}

/** Rows by their folded stable ids, and without versions where ids like theirs have them. */
interface RowsById {
  whole: ReadonlyMap<string, readonly number[]>;
  unversioned: ReadonlyMap<string, readonly number[]>;
  versioned: ReadonlySet<string>;
}

/** Finds the labels and genes of a build that aliases, weights and ids were given for. */
export class LabelFinder {
  #rowsBySpecies: Map<string, number[]> | null = null;
  readonly #names = new Map<string, Names>();

  constructor(private readonly rows: Rows) {}

  /**
   * The ids in `rows.labels` of the labels that are meant: those of a stable id; else the label itself, or where the
   * species has no such label those with the same fold.
   */
  labelsOf({ species, stableId, displayLabel }: LabelReference): readonly number[] {
    const names = this.#namesOf(species);
    if (stableId !== null) {
      const rows = this.#rowsWithId(species, names, stableId);
      return [...new Set(rows.map((row) => this.rows.label.at(row)))];
    }
    const label = this.rows.labels.knownIdOf(displayLabel!);
    if (label !== null && names.labels.has(label)) return [label];
    names.labelsByFold ??= Map.groupBy(names.labels, (id) => fold(this.rows.labels.all[id]!));
    return names.labelsByFold.get(fold(displayLabel!)) ?? NONE;
  }

  /** The rows of the genes that are meant: those with a stable id, else all of the labels. */
  rowsOf(reference: LabelReference): readonly number[] {
    const { species, stableId } = reference;
    const names = this.#namesOf(species);
    if (stableId !== null) return this.#rowsWithId(species, names, stableId);
    names.rowsByLabel ??= Map.groupBy(this.#rowsIn(species), (row) => this.rows.label.at(row));
    return this.labelsOf(reference).flatMap((label) => names.rowsByLabel!.get(label) ?? NONE);
  }

  #rowsWithId(species: string, names: Names, stableId: string): readonly number[] {
    names.ids ??= this.#readIds(species);
    const { whole, unversioned, versioned } = names.ids;
    const folded = fold(stableId);
    const rows = versioned.has(idPrefixOf(folded))
      ? unversioned.get(withoutVersion(folded))
      : whole.get(folded);
    return rows ?? NONE;
  }

  #namesOf(species: string): Names {
    let names = this.#names.get(species);
    if (names === undefined) {
      const labels = new Set(this.#rowsIn(species).map((row) => this.rows.label.at(row)));
      names = { labels, labelsByFold: null, rowsByLabel: null, ids: null };
      this.#names.set(species, names);
    }
    return names;
  }

  #rowsIn(species: string): readonly number[] {
    if (this.#rowsBySpecies === null) {
      const { species: ids, speciesNames } = this.rows;
      const rows = Array.from({ length: ids.length }, (_, row) => row);
      this.#rowsBySpecies = Map.groupBy(rows, (row) => speciesNames.all[ids.at(row)]!);
    }
    return this.#rowsBySpecies.get(species) ?? [];
  }

  #readIds(species: string): RowsById {
    const { stableId } = this.rows.genes.values;
    const rows = this.#rowsIn(species).filter((row) => stableId.has(row));
    const whole = Map.groupBy(rows, (row) => fold(stableId.at(row)!));
    const unversioned = Map.groupBy(rows, (row) => withoutVersion(fold(stableId.at(row)!)));
    return { whole, unversioned, versioned: new Set(prefixesWithVersions(whole.keys())) };
  }
}
