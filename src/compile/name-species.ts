import { refusalOfName } from "../columns/refusal.ts";
import type { SpeciesEntry } from "../format/document.ts";
import { compareTexts } from "../names/order.ts";
import { speciesKey } from "../names/species-names.ts";

/** What became of the names that were given to species. */
export interface NamedSpecies {
  /** Different names of species that are there. */
  kept: number;
  /** Names that nobody could look up. */
  refused: number;
  /** Species that are not there. */
  unknownSpecies: string[];
  /** Names of several species, which find none of them. */
  ambiguous: string[];
}

/** Gives species what people call them, which is given by their production names. */
export function nameSpecies(
  species: readonly SpeciesEntry[],
  given: ReadonlyMap<string, readonly string[]>,
): NamedSpecies {
  const unknown = new Set(given.keys());
  let kept = 0;
  let refused = 0;
  for (const entry of species) {
    const different = new Set(given.get(entry.name));
    const names = [...different].filter((name) => refusalOfName(name, "no species") === null);
    unknown.delete(entry.name);
    kept += names.length;
    refused += different.size - names.length;
    if (names.length > 0) entry.names = names.sort(compareTexts);
  }
  return { kept, refused, unknownSpecies: [...unknown], ambiguous: ambiguousNames(species) };
}

/** Names that are another species' name as well, in any spelling. */
function ambiguousNames(species: readonly SpeciesEntry[]): string[] {
  const speciesByKey = new Map<string, Set<string>>();
  for (const { name, names = [] } of species) {
    for (const key of [name, ...names].map(speciesKey)) {
      speciesByKey.set(key, (speciesByKey.get(key) ?? new Set()).add(name));
    }
  }
  const given = new Set(species.flatMap(({ names = [] }) => names));
  return [...given].filter((name) => speciesByKey.get(speciesKey(name))!.size > 1);
}
