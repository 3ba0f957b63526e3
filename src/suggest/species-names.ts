import { distance } from "../labels/distance.ts";
import { speciesKey } from "../labels/species.ts";

/** Names that an unknown species is answered with, at most. */
const MAXIMUM_NAMES = 3;
/** Edits at most, as a share of the name's length, for a name to be offered. */
const NEAR = 0.4;

/** Longer names, in UTF-16 units, are no misspelling of any species, and comparing them takes long. */
const LONGEST_NAME = 100;

/** The species of an index by every spelling of their names. */
export class SpeciesNames<S extends { name: string }> {
  readonly #byName = new Map<string, S>();

  /** Of species whose names are spellings of one another the first wins, but for its own exact name. */
  constructor(private readonly species: readonly S[]) {
    for (const entry of species) {
      const key = speciesKey(entry.name);
      if (!this.#byName.has(key)) this.#byName.set(key, entry);
    }
    for (const entry of species) this.#byName.set(entry.name, entry);
  }

  /** The species of that name in any spelling. */
  find(name: string): S | undefined {
    return this.#byName.get(name) ?? this.#byName.get(speciesKey(name));
  }

  /** Names that were perhaps meant: they begin with what was given or have a word of it, or are near to it. */
  didYouMean(name: string): string[] {
    const wanted = speciesKey(name);
    if (wanted === "" || wanted.length > LONGEST_NAME) return [];
    const words = wanted.split("_").filter((word) => word.length > 2);
    const rank = (key: string): number => {
      if (key.startsWith(wanted)) return 0;
      if (words.some((word) => key.split("_").includes(word))) return 1;
      const edits = distance(wanted, key);
      return edits <= Math.max(wanted.length, key.length) * NEAR
        ? 1 + edits
        : Number.POSITIVE_INFINITY;
    };
    return this.species
      .map((entry) => ({ name: entry.name, rank: rank(speciesKey(entry.name)) }))
      .filter((candidate) => Number.isFinite(candidate.rank))
      .sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1))
      .slice(0, MAXIMUM_NAMES)
      .map((candidate) => candidate.name);
  }
}
