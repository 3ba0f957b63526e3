import { COMMON_NAMES } from "./common-names.ts";
import { SimilarSpecies } from "./similar-species.ts";

/** UTF-16 units of the longest name of a species that is looked up. */
export const LONGEST_SPECIES_NAME = 255;
/** Unknown names whose similar species are remembered. */
const REMEMBERED = 1024;

const SPECIES_A_STEP = 64;
/** Names that a species may have beside its own, and all of them together: more than any source has. */
export const MOST_OTHER_NAMES = 64;
export const MOST_OTHER_NAMES_IN_ALL = 200_000;

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
  #similar: SimilarSpecies | null = null;
  /** The species that were offered for unknown names, the oldest first. */
  readonly #remembered = new Map<string, string[]>();

  private constructor(private readonly species: readonly S[]) {}

  /** Where production names differ in spelling alone, each means its own species, and all other spellings the first. */
  static of<S extends NamedSpecies>(species: readonly S[]): SpeciesNames<S> {
    for (const steps = SpeciesNames.inSteps(species); ; ) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  }

  /** The same in steps, of less than a millisecond. */
  static *inSteps<S extends NamedSpecies>(species: readonly S[]): Generator<void, SpeciesNames<S>> {
    const names = new SpeciesNames(species);
    for (const entry of species) {
      const key = speciesKey(entry.name);
      if (!names.#byName.has(key)) names.#byName.set(key, entry);
    }
    yield;
    yield* names.#add(({ names: given = [] }) => given);
    yield* names.#add(({ name }) => COMMON_NAMES_OF.get(speciesKey(name)) ?? []);
    yield* names.#add(({ name }) => shortNames(speciesKey(name)));
    for (const entry of species) names.#byName.set(entry.name, entry);
    return names;
  }

  /** The species that a name means; undefined where there is none. */
  find(name: string): S | undefined {
    if (name.length > LONGEST_SPECIES_NAME) return undefined;
    return this.#byName.get(name) ?? this.#byName.get(speciesKey(name)) ?? undefined;
  }

  /** Species that an unknown name was perhaps meant for; it is found in steps of some ten microseconds. */
  *didYouMean(name: string): Generator<void, string[]> {
    if (name.length > LONGEST_SPECIES_NAME) return [];
    const wanted = speciesKey(name);
    const known = this.#remembered.get(wanted);
    if (known !== undefined) return known;
    this.#similar ??= yield* SimilarSpecies.of(this.#keys());
    const found = yield* this.#similar.to(wanted);
    if (this.#remembered.size >= REMEMBERED) {
      this.#remembered.delete(this.#remembered.keys().next().value!);
    }
    this.#remembered.set(wanted, found);
    return found;
  }

  *#keys() {
    for (const [key, entry] of this.#byName) {
      if (entry !== null) yield { key, species: entry.name };
    }
  }

  /** Adds one kind of name; names that are known already keep their meaning. */
  *#add(namesOf: (species: S) => readonly string[]): Generator<void, void> {
    const added = new Map<string, S | null>();
    for (const [i, entry] of this.species.entries()) {
      if (i % SPECIES_A_STEP === SPECIES_A_STEP - 1) yield;
      for (const name of new Set(namesOf(entry).map(speciesKey))) {
        if (name !== "") added.set(name, added.has(name) ? null : entry);
      }
    }
    for (const [name, entry] of added) {
      if (!this.#byName.has(name)) this.#byName.set(name, entry);
    }
  }
}

/** The initials of all words but the last, and the last: `hsapiens`, `clfamiliaris`. */
function shortNames(key: string): string[] {
  const words = key.split("_").filter((word) => word !== "");
  const last = words.pop();
  return words.length === 0 ? [] : [words.map((word) => word[0]).join("") + last];
}
