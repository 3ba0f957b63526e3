/**
 * A plain reference of what is found by a name, and in which order: the contract as a program. It is slow, and it
 * imports nothing of what it judges.
 *
 * Choices where the contract can be read in two ways:
 * - The length of a query is counted in code points of its fold, also against LABEL_MINIMUM.
 * - Each species decides by itself whether a query is asked again in Latin letters, and then all its tiers answer the
 *   Latin query. That is made from the fold, so it matches an id in capitals, but not to the letter.
 * - "Nothing else but `words`" includes `infix`: `match=fuzzy` looks there too, and before `fuzzy`.
 * - A species that is asked twice answers once, where it stands first; an unknown one finds nothing.
 * - Resolve takes all labels of the first tier in which it takes any.
 * - Locate puts first what resolve takes in each of the species, by tier in the order of the table, then in the order
 *   of the species.
 * - Resolve suggests only where it takes nothing, and what /v1/suggest does without asking again in Latin letters.
 *   For a date, the symbols that it may have been are resolved one after the other, and come first.
 * - `/v1/genes?stable_id=` does not look at other ids. Over several species, ids that match to the letter come first,
 *   then the order is that of the species asked, then that of labels as they were given.
 */

import {
  type Candidates,
  candidatesOf,
  labelsDescribedLike,
  labelsNamedLike,
} from "./candidates.ts";
import { isDate, symbolsOfDate } from "./dates.ts";
import { type Gene, type Label, type Species, speciesOf } from "./genes.ts";
import { type Match, matchesOf } from "./matches.ts";
import { type Mode, WITH_INDEX } from "./modes.ts";
import { latinForGreek, type Query, queryOf } from "./names.ts";
import {
  type Found,
  fit,
  fitWithSameDigits,
  hasStableId,
  isBeforeWords,
  sorted,
  type Tier,
  tiersInOrder,
  WHOLE_NAME_TIERS,
} from "./tiers.ts";

export type { Alias, Gene } from "./genes.ts";
export { answered } from "./locations.ts";
export type { Match } from "./matches.ts";
export { type Mode, WITH_INDEX, WITHOUT_INDEX } from "./modes.ts";
export type { Tier } from "./tiers.ts";

/** What is asked for beside species and query; all as the defaults of /v1 where it is left out. */
export interface Options {
  /** `prefix` unless given. */
  match?: "prefix" | "infix" | "fuzzy";
  /** LABEL_MINIMUM; 3 unless given. */
  labelMinimum?: number;
  /** All of them unless given. */
  limit?: number;
  /** Which of the two APIs is asked; `/v1` unless given. */
  api?: "/v1" | "/gene_suggest/";
}

export interface Suggestion {
  species: string;
  label: string;
  tier: Tier;
  /** In the alias tiers. */
  alias?: string;
  /** Where the alias is a former symbol. */
  former?: true;
  /** What matched; of the label tiers `offset` and `length` are those of the only match. */
  matches?: Match[];
  /** The genes that are meant, in their order: those that an id matches, else all of the label. */
  genes: Gene[];
  /** The one of `genes` that is shown. */
  gene: Gene;
}

/** What resolve says of a name. */
export interface Resolution {
  /** Empty where the name is not taken for any label. */
  taken: Suggestion[];
  /** Where nothing is taken. */
  suggestions?: Suggestion[];
}

type Asked = Species & { candidates: Candidates; mode: Mode };

export interface Reference {
  suggest(species: readonly string[], query: string, options?: Options): Suggestion[];
  locate(species: readonly string[], query: string, options?: Options): Suggestion[];
  resolve(species: string, name: string, options?: Options): Resolution;
  /** `/v1/genes?label=`. */
  genesByLabel(species: string, label: string): Gene[];
  /** `/v1/genes?stable_id=`. */
  genesByStableId(species: readonly string[], stableId: string): Gene[];
  /** How many aliases of a species are over the limit of a label. */
  droppedAliases(species: string): number;
}

export function referenceOf(genes: readonly Gene[], mode = WITH_INDEX): Reference {
  const known = new Map<string, Asked>();
  for (const [name, ofSpecies] of Map.groupBy(genes, ({ species }) => species)) {
    const species = speciesOf(name, ofSpecies, mode);
    known.set(name, { ...species, candidates: candidatesOf(species), mode });
  }
  const queryIn = (text: string) => queryOf(text, mode.folding);
  const asked = (names: readonly string[]): Asked[] =>
    Array.from(new Set(names)).flatMap((name) => known.get(name) ?? []);
  return {
    suggest: (names, text, options = {}) => suggest(asked(names), queryIn(text), options),
    locate: (names, text, options = {}) => locate(asked(names), queryIn(text), options),
    resolve: (name, text, options = {}) => resolve(asked([name]), queryIn(text), options),
    genesByLabel: (name, text) => genesByLabel(asked([name]), queryIn(text)),
    genesByStableId: (names, text) => genesByStableId(asked(names), queryIn(text)),
    droppedAliases: (name) =>
      asked([name])
        .flatMap(({ labels }) => labels)
        .reduce((sum, { droppedAliases }) => sum + droppedAliases, 0),
  };
}

function suggest(species: readonly Asked[], query: Query | null, options: Options): Suggestion[] {
  return query === null ? [] : answer(suggested(species, query, options), options);
}

function locate(species: readonly Asked[], query: Query | null, options: Options): Suggestion[] {
  if (query === null) return [];
  return answer([...taken(species, query), ...suggested(species, query, options)], options);
}

function resolve(species: readonly Asked[], query: Query | null, options: Options): Resolution {
  if (query === null) return { taken: [], suggestions: [] };
  const found = taken(species, query);
  if (found.length > 0) return { taken: found.map(suggestion) };
  const meant = symbolsOfDate(query.text).flatMap((symbol) =>
    taken(species, queryOf(symbol, query.folding)!),
  );
  const similar = suggested(species, query, options, find);
  return { taken: [], suggestions: answer([...meant, ...similar], options) };
}

/** What suggest finds, best first. */
function suggested(
  species: readonly Asked[],
  query: Query,
  options: Options,
  findIn = findOrFindInLatin,
): Found[] {
  const tiers = tiersToAsk(query, options);
  return byTier(
    tiers,
    species.map((one) =>
      findIn(
        one,
        query,
        tiers.filter((tier) => one.mode.tiers.includes(tier)),
      ),
    ),
  );
}

/** What resolve takes, best first. */
const taken = (species: readonly Asked[], query: Query): Found[] =>
  byTier(
    WHOLE_NAME_TIERS,
    species.map((one) => take(one, query)),
  );

/** Those of every label that is the query. */
function genesByLabel(species: readonly Asked[], query: Query | null): Gene[] {
  if (query === null) return [];
  return species.flatMap((one) => find(one, query, ["exact"])).flatMap(({ genes }) => genes);
}

function genesByStableId(species: readonly Asked[], query: Query | null): Gene[] {
  if (query === null) return [];
  const matched = species.flatMap((one) =>
    Array.from(labelsNamedLike(one.candidates, query))
      .flatMap(({ genes }) => genes)
      .filter((gene) => hasStableId(one, gene, query))
      .map(({ gene }) => gene),
  );
  return [
    ...matched.filter(({ stableId }) => stableId === query.text),
    ...matched.filter(({ stableId }) => stableId !== query.text),
  ];
}

/**
 * "On `/gene_suggest/` LABEL_MINIMUM cuts every tier; under /v1 whole names are found at any length", in the order of
 * the table.
 */
function tiersToAsk(
  query: Query,
  { match = "prefix", labelMinimum = 3, api = "/v1" }: Options,
): readonly Tier[] {
  if (query.codePoints.length < labelMinimum) return api === "/v1" ? WHOLE_NAME_TIERS : [];
  return tiersInOrder(query).filter((tier) => {
    if (tier === "infix") return match !== "prefix";
    return tier !== "fuzzy" || match === "fuzzy";
  });
}

/** "Only if no tier before `words` finds anything is a query with Greek letters asked again." */
function findOrFindInLatin(species: Asked, query: Query, tiers: readonly Tier[]): Found[] {
  const found = find(species, query, tiers);
  const latin = latinForGreek(query);
  return latin === null || found.some(({ tier }) => isBeforeWords(tier))
    ? found
    : find(species, latin, tiers);
}

/** "A gene's label has the first tier that it fits." */
function find(species: Asked, query: Query, tiers: readonly Tier[]): Found[] {
  const found: Found[] = [];
  const labels = new Set<Label>();
  const named = labelsNamedLike(species.candidates, query);
  for (const tier of tiers) {
    // "Fuzzy only where nothing else but `words` finds anything in that species."
    if (tier === "fuzzy" && found.some((other) => other.tier !== "words")) continue;
    const compared = isBeforeWords(tier)
      ? named
      : tier === "words"
        ? labelsDescribedLike(species.candidates, query)
        : species.labels;
    const fitting: Found[] = [];
    for (const label of compared) {
      const one = labels.has(label) ? null : fit(tier, species, label, query);
      if (one !== null) fitting.push(one);
    }
    found.push(...sorted(fitting));
    for (const { label } of fitting) labels.add(label);
  }
  return found;
}

/**
 * "Resolve takes `exact`, `id`, `alias`, and `exact-loose`, `alias-loose` only where query and name have the same runs
 * of digits"; dates "are taken by no loose tier".
 */
function take(species: Asked, query: Query): Found[] {
  const named = Array.from(labelsNamedLike(species.candidates, query));
  for (const tier of WHOLE_NAME_TIERS.filter((one) => species.mode.tiers.includes(one))) {
    const isLoose = tier === "exact-loose" || tier === "alias-loose";
    if (isLoose && isDate(query.text)) break;
    const fitting = named.flatMap(
      (label) =>
        (isLoose ? fitWithSameDigits(tier, label, query) : fit(tier, species, label, query)) ?? [],
    );
    if (fitting.length > 0) return sorted(fitting);
  }
  return [];
}

/** "Several species are merged by tier, then in the order of the species asked." */
const byTier = (tiers: readonly Tier[], species: readonly Found[][]): Found[] =>
  tiers.flatMap((tier) => species.flatMap((found) => found.filter((one) => one.tier === tier)));

/** As many as are asked for; a label "stands in an answer once". */
function answer(found: readonly Found[], { limit }: Options): Suggestion[] {
  const firsts = new Map<Label, Found>();
  for (const one of found) if (!firsts.has(one.label)) firsts.set(one.label, one);
  return Array.from(firsts.values()).slice(0, limit).map(suggestion);
}

function suggestion(found: Found): Suggestion {
  const { tier, label, alias, genes, shown } = found;
  const matches = matchesOf(found);
  return {
    species: label.species,
    label: label.name.text,
    tier,
    ...(alias && { alias: alias.name.text }),
    ...(alias?.former && { former: true }),
    ...(matches && { matches }),
    genes,
    gene: shown,
  };
}
