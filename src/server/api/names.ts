/** The body that asks for several names at once. */

import { badBody } from "../problem.ts";
import type { Schema } from "./schema.ts";

const MOST_NAMES = 1000;
/** Code points of a name; no label is longer. */
const LONGEST_NAME = 255;

/** What is asked. */
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

/** What a body asks. @throws Problem 400 saying what is wrong where */
export function readNames(body: unknown): Names {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw badBody('the body is no JSON object: give {"species": "...", "names": ["..."]}');
  }
  const { species, names } = body as Readonly<Record<string, unknown>>;
  if (typeof species !== "string" || species.trim() === "") {
    throw badBody(`species is no name: give one such as ${NAMES_EXAMPLE.species}`, "species");
  }
  if (!Array.isArray(names)) throw badBody("names is no array of texts", "names");
  if (names.length < 1 || names.length > MOST_NAMES) {
    throw badBody(`names has ${names.length} items: it takes 1 to ${MOST_NAMES}`, "names");
  }
  for (const [i, name] of names.entries()) {
    if (typeof name !== "string") throw badBody(`names[${i}] is no text`, "names");
    // A text has as many UTF-16 units as code points or more.
    if (name.length > LONGEST_NAME && [...name].length > LONGEST_NAME) {
      throw badBody(`names[${i}] is longer than ${LONGEST_NAME} characters`, "names");
    }
  }
  return { species, names };
}
