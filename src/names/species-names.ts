import { COMMON_NAMES } from "./common-names.ts";
import { distance } from "./distance.ts";
import { speciesKey } from "./species-key.ts";

/** Names that an unknown species is answered with, at most. */
const MAXIMUM_NAMES = 3;
/** Edits at most, as a share of the name's length, for a name to be offered. */
const NEAR = 0.4;
/** Shorter names, in UTF-16 units, are near to whatever is as short. */
const SHORTEST_NEAR = 5;

/** Longer names, in UTF-16 units, are no misspelling of any species, and comparing them takes long. */
const LONGEST_NAME = 100;

/** A species as an index or a database has it. */
export interface NamedSpecies {
  name: string;
  /** What else people call it. */
  names?: readonly string[];
}

const COMMON_NAMES_OF = new Map(
  COMMON_NAMES.map(({ species, taxon, names }) => [species, [String(taxon), ...names]]),
);

/**
 * Species by every spelling of the names that people call them: their own; those that came with the data; common
 * names and taxon ids; short names such as `hsapiens`. A name that several species have is the name of the one that
 * has it in the earliest of these ways, and of none where two have it in the same.
 */
export class SpeciesNames<S extends NamedSpecies> {
  /** Null for a name that may mean several. */
  readonly #byName = new Map<string, S | null>();

  /** Of species whose own names are spellings of one another the first wins, but for its own exact name. */
  constructor(private readonly species: readonly S[]) {
    for (const entry of species) {
      const key = speciesKey(entry.name);
      if (!this.#byName.has(key)) this.#byName.set(key, entry);
    }
    this.#add(({ names = [] }) => names);
    this.#add(({ name }) => COMMON_NAMES_OF.get(speciesKey(name)) ?? []);
    this.#add(({ name }) => shortNames(speciesKey(name)));
    for (const entry of species) this.#byName.set(entry.name, entry);
  }

  /** The species of that name in any spelling. */
  find(name: string): S | undefined {
    return this.#byName.get(name) ?? this.#byName.get(speciesKey(name)) ?? undefined;
  }

  /** Names that were perhaps meant: they begin with what was given or have a word of it, or are near to it. */
  didYouMean(name: string): string[] {
    const wanted = speciesKey(name);
    if (wanted === "" || wanted.length > LONGEST_NAME) return [];
    const words = wanted.split("_").filter((word) => word.length > 2);
    const ranks = new Map<string, number>();
    for (const [key, entry] of this.#byName) {
      if (entry === null) continue;
      const rank = rankOf(key, wanted, words);
      if (rank < (ranks.get(entry.name) ?? Number.POSITIVE_INFINITY)) ranks.set(entry.name, rank);
    }
    return [...ranks]
      .sort(([a, rankA], [b, rankB]) => rankA - rankB || (a < b ? -1 : 1))
      .slice(0, MAXIMUM_NAMES)
      .map(([name]) => name);
  }

  /** Adds one way of naming species; names that are known already keep their meaning. */
  #add(namesOf: (species: S) => readonly string[]): void {
    const added = new Map<string, S | null>();
    for (const entry of this.species) {
      for (const name of new Set(namesOf(entry).map(speciesKey))) {
        if (name !== "") added.set(name, added.has(name) ? null : entry);
      }
    }
    for (const [name, entry] of added) {
      if (!this.#byName.has(name)) this.#byName.set(name, entry);
    }
  }
}

/** How likely a name was meant, the lower the more; infinite where it was not. */
function rankOf(key: string, wanted: string, words: readonly string[]): number {
  if (key.startsWith(wanted)) return 0;
  if (words.some((word) => key.split("_").includes(word))) return 1;
  const longest = Math.max(wanted.length, key.length);
  if (key.length < SHORTEST_NEAR || Math.abs(wanted.length - key.length) > longest * NEAR) {
    return Number.POSITIVE_INFINITY;
  }
  const edits = distance(wanted, key);
  return edits <= longest * NEAR ? 1 + edits : Number.POSITIVE_INFINITY;
}

/** The initials of all words but the last, and the last: `hsapiens`, `clfamiliaris`. */
function shortNames(key: string): string[] {
  const words = key.split("_").filter((word) => word !== "");
  const last = words.pop();
  return words.length === 0 ? [] : [words.map((word) => word[0]).join("") + last];
}
