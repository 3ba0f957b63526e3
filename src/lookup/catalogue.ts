import { AssemblError } from "../errors.ts";
import type { Steps } from "./steps.ts";
import type { LabelledGene, Resolution, Suggestion } from "./suggestion.ts";
import type { Match, Tier } from "./tiers.ts";

/**
 * Genes in one answer, at most: several times those of 1,000 names, or of any real label. Without a limit 8 kB could ask
 * for 100 MB.
 */
export const MOST_GENES = 5000;

/** A value, or a promise of it: an index answers at once, a database does not. */
export type Awaitable<T> = T | Promise<T>;

/** A query and how to answer it. */
export interface Question {
  /** As typed. */
  query: string;
  /** How many labels are wanted. */
  limit: number;
  /** A folded query of fewer code points finds whole names alone, or for `labels` nothing. */
  labelMinimum: number;
  match: Match;
  /** Whether the labels come first that the query would be resolved to. */
  isResolvedFirst?: boolean;
}

/** The labels for a question, best first. */
export interface Labels {
  labels: string[];
  /** The tier of the best; null where there is none. */
  tier: Tier | null;
}

/** The suggestions for a question, best first. */
export interface Suggestions {
  query: string;
  /** Names of the species that were searched. */
  species: string[];
  suggestions: Suggestion[];
}

/** What names were resolved to, in their order. */
export interface Resolutions {
  species: string;
  results: Resolution[];
}

/** A species and its size. */
export interface SpeciesSummary {
  name: string;
  /** How many different labels it has. */
  labels: number;
  genes: number;
  /** `Human`, NCBI's taxon id, and `GRCh38.p14`; each absent where the source does not tell. */
  display_name?: string;
  taxon_id?: number;
  assembly?: string;
}

/**
 * The questions that an index or a database answers. Species may be named in any spelling.
 *
 * All methods but `labels` throw UnknownSpecies for a species that is not there, and those of a database throw
 * SourceError while it cannot be asked.
 */
export interface Answers {
  /** The labels for a question, best first, as `/gene_suggest/` answers: none for queries below labelMinimum. */
  labels(species: readonly string[], question: Question): Awaitable<Labels>;
  /**
   * The suggestions for a question: the best tier first, within it the species in the order in which they are
   * named. Whole names are found however short they are.
   */
  suggest(species: readonly string[], question: Question): Awaitable<Suggestions>;
  /** Resolves each name to the genes that it means. */
  resolve(species: string, names: readonly string[]): Awaitable<Resolutions>;
  /** All genes whose label folds like this one, in the order of suggestions. */
  genesByLabel(species: string, label: string): Awaitable<LabelledGene[]>;
  /** All genes with a stable id, whatever its version; of all species where `species` is null. */
  genesById(species: string | null, stableId: string): Awaitable<LabelledGene[]>;
  /** All species, in byte order of their names. */
  species(): Awaitable<SpeciesSummary[]>;
  /** Where the data come from, as `/v1/index` answers. */
  about(): Awaitable<Readonly<Record<string, unknown>>>;
  /** Returns if questions can be answered now. @throws SourceError where they cannot */
  ready(): Awaitable<void>;
}

/** The same questions, answered in steps. */
export type StepwiseAnswers = {
  [K in keyof Answers]: (
    ...asked: Parameters<Answers[K]>
  ) => Steps<Awaited<ReturnType<Answers[K]>>>;
};

/** What requests are answered from: an index or a database. It is asked in steps alone. */
export interface Catalogue {
  /** Names the state of the data; null where it may change from one question to the next. */
  readonly generation: string | null;
  /** The tiers that are searched, in their order. */
  readonly tiers: readonly Tier[];
  /** What `match` may be, the narrowest first. */
  readonly matches: readonly Match[];
  readonly stepwise: StepwiseAnswers;
}

/** Answers in one step each, which waits for those that are promises. */
export function inOneStep(answers: Answers): StepwiseAnswers {
  return {
    labels: (...asked) => oneStep(() => answers.labels(...asked)),
    suggest: (...asked) => oneStep(() => answers.suggest(...asked)),
    resolve: (...asked) => oneStep(() => answers.resolve(...asked)),
    genesByLabel: (...asked) => oneStep(() => answers.genesByLabel(...asked)),
    genesById: (...asked) => oneStep(() => answers.genesById(...asked)),
    species: () => oneStep(() => answers.species()),
    about: () => oneStep(() => answers.about()),
    ready: () => oneStep(() => answers.ready()),
  };
}

function* oneStep<T>(ask: () => Awaitable<T>): Steps<T> {
  const answer = ask();
  return answer instanceof Promise ? ((yield answer) as T) : answer;
}

/** The error for a species that is not there; `didYouMean` are names that were perhaps meant. */
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

/** How much of an unknown name the error shows, in UTF-16 units. */
const LONGEST_SHOWN = 100;
