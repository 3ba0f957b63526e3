/** What is answered for labels that were found. */

import type { Gene } from "../columns/gene-field.ts";
import { matchedPart, type Part } from "./matched-part.ts";
import type { Query } from "./query.ts";
import { definitionOf, type Tier } from "./tiers.ts";

/** A part of a text of a suggestion that matched. */
export interface MatchedPart extends Part {
  field: "label" | "alias";
}

/** A label that is suggested, with one of its genes: the one whose id matched, else the first. */
export interface Suggestion extends Gene {
  label: string;
  species: string;
  tier: Tier;
  /** The synonym or former symbol that matched. */
  alias?: string;
  /** Whether that alias is a former symbol of the label. */
  former?: boolean;
  /** The matched part of the label, in UTF-16 units; absent where no single part of it matched. */
  offset?: number;
  length?: number;
  /** All parts that matched; absent where none can be told. */
  matches?: MatchedPart[];
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
  /** The query that found it. */
  query: Query;
  /** The synonym or former symbol that matched. */
  alias?: string | undefined;
  former?: boolean | undefined;
  /** How many genes have this label, spelt like this. */
  genes: number;
  /** The gene whose id matched, else the first of them. */
  gene: Gene;
}

/** The suggestion for a label that was found. */
export function toSuggestion(found: Found): Suggestion {
  const { species, label, tier, query, alias, former, genes, gene } = found;
  const { part: findPart, field } = definitionOf(tier);
  const name = field === "alias" ? alias! : label;
  const part = findPart === null ? undefined : matchedPart(name, query, findPart);
  return {
    label,
    species,
    tier,
    ...(alias !== undefined && { alias }),
    ...(former && { former }),
    ...(field === "label" && part),
    ...(part !== undefined && field !== "id" && { matches: [{ field, ...part }] }),
    genes,
    ...gene,
  };
}
