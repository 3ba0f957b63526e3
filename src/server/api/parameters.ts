/** The parameters of query strings: how each is described, and how it is read. */

import { MATCHES, type Match } from "../../lookup/tiers.ts";
import { badParameter } from "../problem.ts";
import type { QueryString } from "../query-string.ts";
import type { AnswerSettings, Served } from "../served.ts";
import type { Schema } from "./schema.ts";

/** A parameter whose value is a T. */
export interface Parameter<T> {
  name: string;
  description: string;
  /** Whether a request without it is refused. */
  required: boolean;
  /** The values that it takes; a list is written with commas between its items. */
  schema: (settings: AnswerSettings) => Schema;
  example: string | readonly string[];
  /** It must come last, and everything behind it belongs to its value. */
  isLast?: boolean;
  /** The value of what was given, or of null where it was not. @throws Problem 400 */
  read: (given: string | null, served: Served) => T;
}

/** The values of several parameters. */
export type ValuesOf<P> = { [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };

/** Reads the parameters of a request in their order. @throws Problem 400 */
export function readerOf<P extends Readonly<Record<string, Parameter<unknown>>>>(
  parameters: P,
): (given: QueryString, served: Served) => ValuesOf<P> {
  const members = Object.entries(parameters);
  const last = members.find(([, { isLast }]) => isLast)?.[1].name;
  return (given, served) => {
    const values: Record<string, unknown> = {};
    const others = last === undefined ? given : given.before(last);
    for (const [member, { name, read, isLast }] of members) {
      values[member] = read(isLast ? given.rest(name) : others.get(name), served);
    }
    return values as ValuesOf<P>;
  };
}

const TEXT = () => ({ type: "string" });

export const QUERY: Parameter<string> = {
  name: "query",
  description: "what the user has typed so far",
  required: true,
  schema: TEXT,
  example: "brca",
  read: (given) => {
    if (given === null) throw badParameter("query", "query is missing: give what was typed so far");
    return given;
  },
};

/** Like QUERY, but a missing one is empty. */
export const LENIENT_QUERY: Parameter<string> = {
  ...QUERY,
  required: false,
  read: (given) => given ?? "",
};

/** The name of a gene to go to. */
export const NAME: Parameter<string> = {
  name: "name",
  description:
    "name of a gene or the beginning of one, encoded or not; it comes last, as everything behind it belongs to it",
  required: true,
  schema: TEXT,
  example: "BRCA2",
  isLast: true,
  read: (given) => {
    if (given === null) {
      throw badParameter("name", "name is missing: give the name of a gene as the last parameter");
    }
    return given;
  },
};

export const LABEL: Parameter<string | null> = {
  name: "label",
  description: "the whole label of a gene, in upper or lower case",
  required: false,
  schema: TEXT,
  example: "BRCA2",
  read: (given) => given,
};

export const STABLE_ID: Parameter<string | null> = {
  name: "stable_id",
  description: "a stable id; a version is ignored",
  required: false,
  schema: TEXT,
  example: "ENSG00000139618",
  read: (given) => given,
};

/** Species that one request may name. */
const MOST_SPECIES = 20;
const SPECIES_EXAMPLE = "homo_sapiens";
const SPECIES_MISSING = `species is missing: give one such as ${SPECIES_EXAMPLE}`;
const SPELLINGS = "in any spelling: homo_sapiens, Homo sapiens, HOMO-SAPIENS";

export const OPTIONAL_SPECIES: Parameter<string | null> = {
  name: "species",
  description: `a species, ${SPELLINGS}; required with label`,
  required: false,
  schema: TEXT,
  example: SPECIES_EXAMPLE,
  read: (given) => given?.trim() || null,
};

export const SEVERAL_SPECIES: Parameter<string[]> = {
  name: "species",
  description: `species, ${SPELLINGS}; several are separated by commas`,
  required: true,
  schema: () => ({
    type: "array",
    items: { type: "string" },
    minItems: 1,
    maxItems: MOST_SPECIES,
  }),
  example: [SPECIES_EXAMPLE, "mus_musculus"],
  read: (given) => {
    const names = given === null ? [] : namesIn(given);
    if (names.length === 0) throw badParameter("species", SPECIES_MISSING);
    if (names.length > MOST_SPECIES) {
      throw badParameter("species", `species takes at most ${MOST_SPECIES} of them`);
    }
    return names;
  },
};

/** Any number of species, of which the first MOST_SPECIES count. */
export const LENIENT_SPECIES: Parameter<string[]> = {
  ...SEVERAL_SPECIES,
  description: `${SEVERAL_SPECIES.description}; unknown ones are ignored, and so are all after the first ${MOST_SPECIES}`,
  required: false,
  read: (given) => (given === null ? [] : namesIn(given).slice(0, MOST_SPECIES)),
};

/** @returns the species that was given. @throws Problem 400 where none was */
export function requireSpecies(species: string | null): string {
  if (species === null) throw badParameter("species", SPECIES_MISSING);
  return species;
}

/** Names between commas, each once. */
function namesIn(given: string): string[] {
  // Almost every request names one species, so this case is kept cheap. Spaces may be part of a name.
  if (!given.includes(",")) return given.trim() === "" ? [] : [given];
  const names = given.split(",").map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ""))];
}

const WHOLE_NUMBER = /^\d+$/;

export const LIMIT: Parameter<number> = {
  name: "limit",
  description: "most results; a limit above the server's maximum is cut to it",
  required: false,
  schema: (settings) => ({ type: "integer", minimum: 1, default: limitByDefault(settings) }),
  example: "3",
  read: (given, { settings }) => {
    if (given === null) return limitByDefault(settings);
    if (!WHOLE_NUMBER.test(given) || Number(given) < 1) {
      throw badParameter("limit", "limit takes a whole number of at least 1");
    }
    return Math.min(Number(given), settings.maximumLimit);
  },
};

/** Like LIMIT, but one that cannot be read is the default. */
export const LENIENT_LIMIT: Parameter<number> = {
  ...LIMIT,
  description: `${LIMIT.description}; anything but a whole number of at least 1 is the default`,
  read: (given, { settings }) => {
    const isValid = given !== null && WHOLE_NUMBER.test(given.trim()) && Number(given) >= 1;
    return isValid ? Math.min(Number(given), settings.maximumLimit) : limitByDefault(settings);
  },
};

/** The limit of a request that sets none. */
export function limitByDefault({ defaultLimit, maximumLimit }: AnswerSettings): number {
  return Math.min(defaultLimit, maximumLimit);
}

export const MATCH: Parameter<Match> = {
  name: "match",
  description: "how far the look-up goes: infix finds more than prefix, and fuzzy more than infix",
  required: false,
  schema: ({ match }) => ({ type: "string", enum: MATCHES, default: match }),
  example: "prefix",
  read: (given, served) => {
    if (given === null) return served.match;
    const match = supportedMatch(given, served);
    if (match !== null) return match;
    const { matches, generation } = served.catalogue;
    const why = generation === null ? " as AGGRESSIVE_CACHING is off" : "";
    throw badParameter("match", `this server's match takes ${matches.join(", ")}${why}`);
  },
};

/** Like MATCH, but one that is not supported is the default. */
export const LENIENT_MATCH: Parameter<Match> = {
  ...MATCH,
  description: `${MATCH.description}; anything else is the default`,
  read: (given, served) => (given === null ? null : supportedMatch(given, served)) ?? served.match,
};

function supportedMatch(given: string, { catalogue }: Served): Match | null {
  return catalogue.matches.find((match) => match === given) ?? null;
}
