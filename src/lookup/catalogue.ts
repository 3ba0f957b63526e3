import { AssemblError } from "../errors.ts";
import type { LabelledGene, Resolution, Suggestion } from "./suggestion.ts";
import type { Match, Tier } from "./tiers.ts";

/** A value that is at hand, or one to wait for: an index answers at once, a database does not. */
export type Awaitable<T> = T | Promise<T>;

/** What a user typed, and how it is to be answered. */
export interface Question {
  /** As typed. */
  query: string;
  /** Suggestions at most. */
  limit: number;
  /** Code points of the folded query below which only whole names are found, or nothing at all. */
  labelMinimum: number;
  match: Match;
}

/** The labels for a question, best first. */
export interface Labels {
  labels: string[];
  /** Of the best; null where there is none. */
  tier: Tier | null;
}

/** The suggestions for a question, best first. */
export interface Suggestions {
  query: string;
  /** Names of the species that were asked. */
  species: string[];
  suggestions: Suggestion[];
}

/** What became of several names, in their order. */
export interface Resolutions {
  species: string;
  results: Resolution[];
}

/** A species, and how much is known of it. */
export interface SpeciesSummary {
  name: string;
  /** Different labels. */
  labels: number;
  genes: number;
}

/** The answers of a catalogue one species at a time, so that others can be given between them. */
export interface Stepwise {
  labels(species: readonly string[], question: Question): Generator<void, Labels>;
  suggest(species: readonly string[], question: Question): Generator<void, Suggestions>;
}

/**
 * Genes that questions can be put to, whatever holds them. Species are named in any spelling.
 *
 * All but `labels` throw UnknownSpecies for a species that is not there; one that has to be waited for throws
 * SourceError while it cannot be asked.
 */
export interface Catalogue {
  /** Names the state of the data; null where it may change from one question to the next. */
  readonly generation: string | null;
  /** The tiers that are answered, in their order. */
  readonly tiers: readonly Tier[];
  /** What `match` may ask for, the narrowest first. */
  readonly matches: readonly Match[];
  /** Null where answers are waited for, which holds nobody up. */
  readonly stepwise: Stepwise | null;
  /** The labels for a question, best first: the original's answer, which cuts every tier at labelMinimum. */
  labels(species: readonly string[], question: Question): Awaitable<Labels>;
  /**
   * The suggestions for a question: the best tier first, inside it the species in the order in which they are
   * named. Whole names are found at any length.
   */
  suggest(species: readonly string[], question: Question): Awaitable<Suggestions>;
  /** The genes that each of some names stands for. */
  resolve(species: string, names: readonly string[]): Awaitable<Resolutions>;
  /** Every gene whose label is this one in any spelling of its case, in the order of suggestions. */
  genesByLabel(species: string, label: string): Awaitable<LabelledGene[]>;
  /** Every gene with a stable id, whatever their versions; of all species where none is named. */
  genesById(species: string | null, stableId: string): Awaitable<LabelledGene[]>;
  /** Every species, in byte order of their names. */
  species(): Awaitable<SpeciesSummary[]>;
  /** Where the data come from, as `/v1/index` tells it. */
  about(): Awaitable<Readonly<Record<string, unknown>>>;
  /** Resolves where questions can be answered. @throws SourceError where they cannot */
  ready(): Awaitable<void>;
}

/** A species that is not there, and the names that were perhaps meant. */
export class UnknownSpecies extends AssemblError {
  constructor(
    name: string,
    readonly didYouMean: readonly string[],
  ) {
    super(
      `there is no species ${JSON.stringify(name.slice(0, LONGEST_SHOWN))}`,
      didYouMean.length > 0
        ? `did you mean ${didYouMean.join(", ")}?`
        : "`assembl inspect` and /v1/species list those that are there",
    );
  }
}

/** Of a name that is no species, in UTF-16 units. */
const LONGEST_SHOWN = 100;
