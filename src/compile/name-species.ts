import { refusalOfName } from "../columns/refusal.ts";
import type { SpeciesEntry } from "../format/document.ts";
import { compareTexts } from "../names/order.ts";
import { MOST_OTHER_NAMES, MOST_OTHER_NAMES_IN_ALL, speciesKey } from "../names/species-names.ts";
import type { SpeciesDetails } from "../sources/source.ts";

/** What became of the names that were given for species. */
export interface NamedSpecies {
  /** The number of different names that were added. */
  kept: number;
  /** The number of names that no query could find, or of which there were too many. */
  refused: number;
  /** Species that do not exist. */
  unknownSpecies: string[];
  /** Names that several species share, which therefore find none of them. */
  ambiguous: string[];
}

/** Adds other names to species. @param given the names by the production name of their species */
export function nameSpecies(
  species: readonly SpeciesEntry[],
  given: ReadonlyMap<string, readonly string[]>,
): NamedSpecies {
  const unknown = new Set(given.keys());
  let kept = 0;
  let refused = 0;
  for (const entry of species) {
    const different = new Set(given.get(entry.name));
    const most = Math.min(MOST_OTHER_NAMES, MOST_OTHER_NAMES_IN_ALL - kept);
    const names = [...different]
      .filter((name) => refusalOfName(name, "no species") === null)
      .slice(0, most);
    unknown.delete(entry.name);
    kept += names.length;
    refused += different.size - names.length;
    if (names.length > 0) entry.names = names.sort(compareTexts);
  }
  return { kept, refused, unknownSpecies: [...unknown], ambiguous: ambiguousNames(species) };
}

/** Adds what else is known of species, but for texts that no label could have. */
export function describeSpecies(
  species: readonly SpeciesEntry[],
  details: ReadonlyMap<string, SpeciesDetails>,
): void {
  for (const entry of species) {
    const { displayName, taxon, assembly } = details.get(entry.name) ?? {};
    if (isText(displayName)) entry.displayName = displayName;
    if (taxon !== undefined) entry.taxon = taxon;
    if (isText(assembly)) entry.assembly = assembly;
  }
}

function isText(text: string | undefined): text is string {
  return text !== undefined && refusalOfName(text, "no species") === null;
}

/** The added names that also are names of another species, in any spelling. */
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
