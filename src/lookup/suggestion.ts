/** What is answered for labels that were found. */

import type { Gene } from "../columns/gene-field.ts";
import { matchedPart } from "./matched-part.ts";
import { definitionOf, type Tier } from "./tiers.ts";

/** A label that is suggested, with one of its genes: the one whose id matched, else the first. */
export interface Suggestion extends Gene {
  label: string;
  species: string;
  tier: Tier;
  /** The synonym or former name that matched. */
  alias?: string;
  /** The matched part of the label, in UTF-16 units; absent where no single part of it matched. */
  offset?: number;
  length?: number;
  /** How many genes have this label, spelt like this. */
  genes: number;
}

/** A gene with its label and species. */
export interface LabelledGene extends Gene {
  label: string;
  species: string;
}

/** What a name was resolved to: the genes of the first tier of whole names that found any. */
export interface Resolution {
  /** As it was given. */
  name: string;
  /** Null where nothing has this whole name. */
  tier: Tier | null;
  /** All genes that it may mean; none where `tier` is null. */
  genes: LabelledGene[];
  /** Where there are no genes: the nearest labels, to be chosen from by a person. */
  suggestions: Suggestion[];
}

/** A label that was found, and how. */
export interface Found {
  species: string;
  label: string;
  tier: Tier;
  /** The query that found it, folded. */
  folded: string;
  /** The synonym or former name that matched. */
  alias?: string | undefined;
  /** How many genes have this label, spelt like this. */
  genes: number;
  /** The gene whose id matched, else the first of them. */
  gene: Gene;
}

/** The suggestion for a label that was found. */
export function toSuggestion({
  species,
  label,
  tier,
  folded,
  alias,
  genes,
  gene,
}: Found): Suggestion {
  const { part } = definitionOf(tier);
  return {
    label,
    species,
    tier,
    ...(alias !== undefined && { alias }),
    ...(part !== null && matchedPart(label, folded, part)),
    genes,
    ...gene,
  };
}
