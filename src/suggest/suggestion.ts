import type { Gene } from "../genes/gene.ts";
import { matchedLength } from "./matched-part.ts";

/** Why a label matched; an earlier tier always ranks above a later one. */
export const TIERS = ["exact", "prefix"] as const;
export type Tier = (typeof TIERS)[number];

/** A label offered for what was typed, with the first of its genes. */
export interface Suggestion extends Gene {
  label: string;
  species: string;
  tier: Tier;
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

/** A label that was found. */
export interface Found {
  species: string;
  label: string;
  /** The query that found it, folded. */
  folded: string;
  /** The folded label is the query. */
  exact: boolean;
  /** Genes of this spelling. */
  genes: number;
  /** The first of them. */
  gene: Gene;
}

/** What is answered for a label that was found. */
export function toSuggestion({ species, label, folded, exact, genes, gene }: Found): Suggestion {
  const length = matchedLength(label, folded);
  return {
    label,
    species,
    tier: exact ? "exact" : "prefix",
    ...(length === undefined ? {} : { offset: 0, length }),
    genes,
    ...gene,
  };
}
