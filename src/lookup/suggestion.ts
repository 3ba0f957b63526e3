import type { Gene } from "../columns/gene.ts";
import type { Tier } from "./tiers.ts";

/** A label offered for what was typed, with one of its genes: the one that an id matched, else the first. */
export interface Suggestion extends Gene {
  label: string;
  species: string;
  tier: Tier;
  /** The synonym or former name that matched. */
  alias?: string;
  /** The matched part of the label, in UTF-16 units; absent where it is not one piece of the label. */
  offset?: number;
  length?: number;
  /** Genes of this spelling. */
  genes: number;
}

/** A gene with the label and species that it was found under. */
export interface LabelledGene extends Gene {
  label: string;
  species: string;
}

/** What became of one of several names: the genes of its first tier of whole names. */
export interface Resolution {
  /** As it was given. */
  name: string;
  /** Null where no whole name is this one. */
  tier: Tier | null;
  /** Every gene that it may be; none where `tier` is null. */
  genes: LabelledGene[];
  /** Where there are no genes: the nearest labels, to choose from and not to be taken. */
  suggestions: Suggestion[];
}
