/** The body of a request to resolve several names. */

import { badBody } from "../problem.ts";
import type { Schema } from "./schema.ts";

const MOST_NAMES = 1000;
/** Code points of the longest name; no label is longer. */
const LONGEST_NAME = 255;

/** The names to resolve, and their species. */
export interface Names {
  species: string;
  names: string[];
}

export const NAMES_SCHEMA: Schema = {
  type: "object",
  required: ["species", "names"],
  properties: {
    species: { type: "string", pattern: "\\S", description: "one species, in any spelling" },
    names: {
      type: "array",
      items: { type: "string", maxLength: LONGEST_NAME },
      minItems: 1,
      maxItems: MOST_NAMES,
      description: "labels, aliases or stable ids",
    },
  },
};

export const NAMES_EXAMPLE: Names = { species: "homo_sapiens", names: ["BRCA2", "p53"] };

/** Reads a body. @throws Problem 400 saying what is wrong with which member */
export function readNames(body: unknown): Names {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw badBody('the body is not a JSON object: give {"species": "...", "names": ["..."]}');
  }
  const { species, names } = body as Readonly<Record<string, unknown>>;
  if (typeof species !== "string" || species.trim() === "") {
    throw badBody(`species is not a name: give one such as ${NAMES_EXAMPLE.species}`, "species");
  }
  if (!Array.isArray(names)) throw badBody("names is not an array of strings", "names");
  if (names.length < 1 || names.length > MOST_NAMES) {
    throw badBody(`names has ${names.length} items: give 1 to ${MOST_NAMES}`, "names");
  }
  for (const [i, name] of names.entries()) {
    if (typeof name !== "string") throw badBody(`names[${i}] is not a string`, "names");
    // Counts code points only if there are enough UTF-16 units: there are never fewer.
    if (name.length > LONGEST_NAME && [...name].length > LONGEST_NAME) {
      throw badBody(`names[${i}] is longer than ${LONGEST_NAME} characters`, "names");
    }
  }
  return { species, names };
}
