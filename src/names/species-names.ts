import { COMMON_NAMES } from "./common-names.ts";
import { distance } from "./distance.ts";

/** Species offered for an unknown name, at most. */
const MAXIMUM_OFFERED = 3;
/** Edits between a name and one that is offered for it, at most, as a share of the longer one's length. */
const MAXIMUM_EDITS = 0.4;
/** Shorter names, in UTF-16 units, are a few edits from every other short one, so none is offered by its edits. */
const SHORTEST_OFFERED = 5;
/** For longer names, in UTF-16 units, nothing is offered: comparing them takes long. */
const LONGEST_NAME = 100;

/** A species as an index or a database has it. */
export interface NamedSpecies {
  name: string;
  /** Other names that came with the data. */
  names?: readonly string[];
}

/**
 * The spelling by which species are compared: `Homo sapiens`, `homo-sapiens` and `HOMO_SAPIENS` are all
 * `homo_sapiens`.
 */
export function speciesKey(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, "_");
}

const COMMON_NAMES_OF = new Map(
  COMMON_NAMES.map(({ species, taxon, names }) => [species, [String(taxon), ...names]]),
);

/** What a species may be called that has a taxon id: the id, then the names of species that everybody knows. */
export function namesOfTaxon(taxon: string): string[] {
  const known = COMMON_NAMES.filter((entry) => String(entry.taxon) === taxon);
  return [taxon, ...known.flatMap(({ species, names }) => [species, ...names])];
}

/** Species by NCBI's taxon ids: those that everybody knows, and those with an id among the names that are given. */
export function speciesByTaxon(given: ReadonlyMap<string, readonly string[]>): Map<string, string> {
  const known = COMMON_NAMES.map(({ species, taxon }) => [String(taxon), species] as const);
  const named = [...given].flatMap(([species, names]) =>
    names.filter((name) => /^\d+$/.test(name)).map((taxon) => [taxon, species] as const),
  );
  return new Map([...known, ...named]);
}

/**
 * Species by what people call them, in any spelling: production names; the names that came with the data; common
 * names and taxon ids; short names such as `hsapiens`. A name that several species have means the one that has it as
 * the earliest of these kinds, and none of them where two have it as the same kind.
 */
export class SpeciesNames<S extends NamedSpecies> {
  /** Null for a name that could mean several species. */
  readonly #byName = new Map<string, S | null>();

  /** Where production names differ in spelling alone, each means its own species, and all other spellings the first. */
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

  /** The species that a name means; undefined where there is none. */
  find(name: string): S | undefined {
    return this.#byName.get(name) ?? this.#byName.get(speciesKey(name)) ?? undefined;
  }

  /** Species that an unknown name was perhaps meant for: one of their names begins with it, shares a word, or is near. */
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
      .slice(0, MAXIMUM_OFFERED)
      .map(([name]) => name);
  }

  /** Adds one kind of name; names that are known already keep their meaning. */
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

/** How far a name is from the one that was wanted; infinite where it is too far to be offered. */
function rankOf(key: string, wanted: string, words: readonly string[]): number {
  if (key.startsWith(wanted)) return 0;
  if (words.some((word) => key.split("_").includes(word))) return 1;
  const longest = Math.max(wanted.length, key.length);
  if (
    key.length < SHORTEST_OFFERED ||
    Math.abs(wanted.length - key.length) > longest * MAXIMUM_EDITS
  ) {
    return Number.POSITIVE_INFINITY;
  }
  const edits = distance(wanted, key);
  return edits <= longest * MAXIMUM_EDITS ? 1 + edits : Number.POSITIVE_INFINITY;
}

/** The initials of all words but the last, and the last: `hsapiens`, `clfamiliaris`. */
function shortNames(key: string): string[] {
  const words = key.split("_").filter((word) => word !== "");
  const last = words.pop();
  return words.length === 0 ? [] : [words.map((word) => word[0]).join("") + last];
}
