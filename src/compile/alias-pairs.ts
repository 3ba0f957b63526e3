import type { LabelFinder } from "./label-finder.ts";
import type { Kept } from "./label-weights.ts";
import type { Rows } from "./rows.ts";

/** An alias and a label that it stands for, by their places in `annotations.aliases` and `rows.labels`. */
export interface NamedPair {
  alias: number;
  label: number;
}

/** The aliases of each species with the labels that they are of. */
export interface PairedAliases extends Kept {
  pairs: ReadonlyMap<string, readonly NamedPair[]>;
}

/** Finds the labels of all aliases. */
export function pairAliases({ annotations }: Rows, finder: LabelFinder): PairedAliases {
  const pairs = new Map<string, NamedPair[]>();
  let missing = 0;
  for (let i = 0; i < annotations.aliasOf.length; i++) {
    const reference = annotations.aliasOf.at(i);
    const labels = finder.find(reference);
    if (labels.length === 0) missing++;
    const ofSpecies = pairs.get(reference.species) ?? [];
    pairs.set(reference.species, ofSpecies);
    for (const label of labels) ofSpecies.push({ alias: annotations.aliasAt(i), label });
  }
  return { pairs, kept: annotations.aliasOf.length - missing, missing };
}
