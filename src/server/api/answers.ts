/** What routes answer, as JSON schemas. */

import { GENE_MEMBERS } from "../../columns/gene-fields.ts";
import { TIERS } from "../../lookup/tiers.ts";
import { PROBLEM_TYPES } from "../problem.ts";
import { count, countOrNull, listOf, object, type Schema, text, textOrNull } from "./schema.ts";

const TIER: Schema = {
  type: "string",
  enum: TIERS,
  description: "why the label matched; an earlier one ranks above a later one",
};

const SPECIES_NAME = text("name of the species: homo_sapiens");
const LABEL = text("the gene's name, as it is stored");

const GENE = Object.fromEntries(
  Object.entries(GENE_MEMBERS).map(([member, { kind, description }]) => [
    member,
    kind === "text" ? text(description) : count(description),
  ]),
);

/** Every schema that has a name of its own in the description of the API. */
export const SCHEMAS = {
  Labels: listOf(LABEL),
  Suggestions: object({
    query: text("the query, as it was given"),
    species: listOf(SPECIES_NAME),
    suggestions: listOf(ref("Suggestion")),
  }),
  Suggestion: object(
    {
      label: LABEL,
      species: SPECIES_NAME,
      tier: TIER,
      genes: { type: "integer", minimum: 1, description: "genes of this spelling" },
    },
    {
      alias: text("the synonym or former name that matched"),
      offset: count("where the matched part of the label begins, in UTF-16 units"),
      length: count("of the matched part, in UTF-16 units"),
      ...GENE,
    },
  ),
  Genes: listOf(ref("Gene")),
  Gene: object({ label: LABEL, species: SPECIES_NAME }, GENE),
  Resolutions: object({ species: SPECIES_NAME, results: listOf(ref("Resolution")) }),
  Resolution: object({
    name: text("as it was given"),
    tier: {
      anyOf: [TIER, { type: "null" }],
      description: "null where no whole name is this one",
    },
    genes: {
      ...listOf(ref("Gene")),
      description: "every gene that it may be; none where tier is null",
    },
    suggestions: {
      ...listOf(ref("Suggestion")),
      description:
        "where there are no genes: the nearest labels, to choose from and not to be taken",
    },
  }),
  AllSpecies: listOf(ref("Species")),
  Species: object({
    name: SPECIES_NAME,
    labels: count("different labels"),
    genes: count("genes"),
  }),
  Index: object({
    generation: textOrNull("state of the data; null where every request asks a database"),
    format_version: countOrNull("of the index file"),
    built: textOrNull("when the index was built, ISO 8601, UTC"),
    builder: text("program and version that built it"),
    source: text("where the data came from, without a password"),
    release: textOrNull("Ensembl's release, where the source tells"),
    rows: { type: ["object", "null"], description: "rows of the source, by what became of them" },
    species: count("species"),
    labels: count("different labels"),
    genes: count("genes"),
    tiers: { ...listOf(TIER), description: "the tiers that this server answers" },
  }),
  Status: object({ status: { type: "string", enum: ["alive", "ready"] } }),
  Description: {
    type: "object",
    required: ["openapi", "info", "paths"],
    description: "OpenAPI 3.1",
  },
  Problem: object(
    {
      type: { type: "string", enum: PROBLEM_TYPES },
      title: text("the kind of problem in words"),
      status: { type: "integer", minimum: 400, maximum: 599 },
      detail: text("what is wrong with this request"),
      parameter: textOrNull("the parameter, or member of the body, at fault"),
    },
    {
      did_you_mean: {
        ...listOf(SPECIES_NAME),
        maxItems: 3,
        description: "species that were perhaps meant",
      },
    },
  ),
} satisfies Record<string, Schema>;

export type SchemaName = keyof typeof SCHEMAS;

/** The schema of that name, as the description of the API holds it. */
export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}
