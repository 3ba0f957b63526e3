/** The parameter `species`, which takes a species as people write it. */

import { badParameter } from "../problem.ts";
import type { Parameter } from "./parameter.ts";

/** Species that one question is put to. */
const MOST_SPECIES = 20;

const EXAMPLE = "homo_sapiens";
const MISSING = `species is missing: give one such as ${EXAMPLE}`;
const SPELLINGS = "in any spelling: homo_sapiens, Homo sapiens, HOMO-SAPIENS";

/** One species, which may be left out. */
export const OPTIONAL_SPECIES: Parameter<string | null> = {
  name: "species",
  description: `species, ${SPELLINGS}; needed with label`,
  required: false,
  schema: () => ({ type: "string" }),
  example: EXAMPLE,
  read: (given) => given?.trim() || null,
};

/** One to MOST_SPECIES of them. */
export const SEVERAL_SPECIES: Parameter<string[]> = {
  name: "species",
  description: `species, ${SPELLINGS}; several with commas between them`,
  required: true,
  schema: () => ({
    type: "array",
    items: { type: "string" },
    minItems: 1,
    maxItems: MOST_SPECIES,
  }),
  example: [EXAMPLE, "mus_musculus"],
  read: (given) => {
    const names = given === null ? [] : namesIn(given);
    if (names.length === 0) throw badParameter("species", MISSING);
    if (names.length > MOST_SPECIES) {
      throw badParameter("species", `species takes ${MOST_SPECIES} of them at most`);
    }
    return names;
  },
};

/** Any number of them, of which the first MOST_SPECIES count. */
export const LENIENT_SPECIES: Parameter<string[]> = {
  ...SEVERAL_SPECIES,
  description: `${SEVERAL_SPECIES.description}; unknown ones are ignored, as are those after the first ${MOST_SPECIES}`,
  required: false,
  read: (given) => (given === null ? [] : namesIn(given).slice(0, MOST_SPECIES)),
};

/** @returns the one that was given. @throws Problem 400 where none was */
export function requireSpecies(species: string | null): string {
  if (species === null) throw badParameter("species", MISSING);
  return species;
}

/** Names between commas, each once. */
function namesIn(given: string): string[] {
  // Nearly every request names one, and each pays for what is done here. Blanks may be part of a name.
  if (!given.includes(",")) return given.trim() === "" ? [] : [given];
  const names = given.split(",").map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ""))];
}
