import { weightClasses } from "../names/weight-class.ts";
import type { LabelFinder } from "./label-finder.ts";
import type { Rows } from "./rows.ts";

/** How many aliases or weights were given for labels that exist, and for others. */
export interface Kept {
  kept: number;
  missing: number;
}

/** The weight classes of labels by species and by id in `rows.labels`; those without a weight are absent. */
export interface LabelWeights extends Kept {
  classes: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

/** Finds the labels that all weights are given for. If a label has several weights, the largest counts. */
export function weighLabels(rows: Rows, finder: LabelFinder): LabelWeights {
  const { annotations } = rows;
  const weights = new Map<string, Map<number, number>>();
  let missing = 0;
  for (let i = 0; i < annotations.weightOf.length; i++) {
    const reference = annotations.weightOf.at(i);
    const labels = finder.labelsOf(reference);
    if (labels.length === 0) missing++;
    const ofSpecies = weights.get(reference.species) ?? new Map<number, number>();
    weights.set(reference.species, ofSpecies);
    for (const label of labels) {
      ofSpecies.set(label, Math.max(ofSpecies.get(label) ?? 0, annotations.weightAt(i)));
    }
  }
  const classes = new Map(
    [...weights].map(([species, ofSpecies]) => {
      const values = weightClasses([...ofSpecies.values()]);
      return [species, new Map([...ofSpecies.keys()].map((label, i) => [label, values[i]!]))];
    }),
  );
  return { classes, kept: annotations.weightOf.length - missing, missing };
}
