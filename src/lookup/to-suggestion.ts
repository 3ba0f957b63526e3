import type { Gene } from "../columns/gene.ts";
import { matchedPart } from "./matched-part.ts";
import type { Suggestion } from "./suggestion.ts";
import { definitionOf, type Tier } from "./tiers.ts";

/** A label that was found. */
export interface Found {
  species: string;
  label: string;
  tier: Tier;
  /** The query that found it, folded. */
  folded: string;
  /** The synonym or former name that matched. */
  alias?: string | undefined;
  /** Genes of this spelling. */
  genes: number;
  /** The one that an id matched, else the first of them. */
  gene: Gene;
}

/** What is answered for a label that was found. */
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
