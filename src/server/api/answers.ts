/** JSON schemas of what routes answer. */

import type { MemberDescription } from "../../columns/gene-field.ts";
import { GENE_MEMBERS, SHOWN_MEMBERS } from "../../columns/gene-fields.ts";
import { TIERS } from "../../lookup/tiers.ts";
import { PROBLEM_TYPES } from "../problem.ts";
import { count, countOrNull, listOf, object, type Schema, text, textOrNull } from "./schema.ts";

const TIER: Schema = {
  type: "string",
  enum: TIERS,
  description: "why the label matched; an earlier one ranks above a later one",
};

const SPECIES_NAME = text("name of the species: homo_sapiens");
const LABEL = text("the name of the gene, as the source has it");

const schemasOf = (members: typeof GENE_MEMBERS): Record<string, Schema> =>
  Object.fromEntries(
    Object.entries(members).map(([member, { kind, description }]) => [
      member,
      MEMBER_SCHEMAS[kind](description),
    ]),
  );

const MEMBER_SCHEMAS: Record<MemberDescription["kind"], (description: string) => Schema> = {
  text,
  texts: (description) => ({ ...listOf({ type: "string" }), description }),
  count,
};

/** The parts of a suggestion that can match. */
const MATCH = object({
  field: { type: "string", enum: ["label", "alias"], description: "what the part is a part of" },
  offset: count("where the part begins, in UTF-16 units"),
  length: count("of the part, in UTF-16 units"),
});

/** The schemas with a name in the description of the API. */
export const SCHEMAS = {
  Labels: listOf(LABEL),
  Suggestions: object({
    query: text("the query as it was sent"),
    species: listOf(SPECIES_NAME),
    suggestions: listOf(ref("Suggestion")),
  }),
  Suggestion: object(
    {
      label: LABEL,
      species: SPECIES_NAME,
      tier: TIER,
      genes: { type: "integer", minimum: 1, description: "number of genes with this label" },
    },
    {
      alias: text("the synonym or former symbol that matched"),
      former: { type: "boolean", description: "true where the alias is a former symbol" },
      matches: { ...listOf(MATCH), description: "what matched; absent where no part can be told" },
      offset: count("where the matched part of the label begins, in UTF-16 units"),
      length: count("of the matched part, in UTF-16 units"),
      ...schemasOf(SHOWN_MEMBERS),
    },
  ),
  Genes: listOf(ref("Gene")),
  Gene: object({ label: LABEL, species: SPECIES_NAME }, schemasOf(GENE_MEMBERS)),
  Resolutions: object({ species: SPECIES_NAME, results: listOf(ref("Resolution")) }),
  Resolution: object({
    name: text("the name as it was sent"),
    tier: {
      anyOf: [TIER, { type: "null" }],
      description: "why the genes were found; null if the name was not found",
    },
    genes: {
      ...listOf(ref("Gene")),
      description: "every gene that the name may stand for; none if tier is null",
    },
    suggestions: {
      ...listOf(ref("Suggestion")),
      description:
        "if there are no genes: the nearest labels, to choose from, not to be used unseen",
    },
  }),
  AllSpecies: listOf(ref("Species")),
  Species: object(
    {
      name: SPECIES_NAME,
      labels: count("number of different labels"),
      genes: count("number of genes"),
    },
    {
      display_name: text("what people are shown: Human"),
      taxon_id: count("NCBI's taxon id: 9606"),
      assembly: text("the genome's assembly: GRCh38.p14"),
    },
  ),
  Index: object({
    generation: textOrNull(
      "name of this state of the data; null if a database is asked for every request",
    ),
    format_version: countOrNull("version of the format of the index file"),
    built: textOrNull("when the index was built, ISO 8601, UTC"),
    builder: text("program and version that built it"),
    source: text("where the data came from, without a password"),
    release: textOrNull("release of Ensembl, if the source says so"),
    rows: {
      type: ["object", "null"],
      description: "numbers of rows of the source, by what was done with them",
    },
    species: count("number of species"),
    labels: count("number of different labels"),
    genes: count("number of genes"),
    tiers: { ...listOf(TIER), description: "the tiers that this server answers" },
    label_minimum: count("code points that a query needs to find more than whole names"),
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
      title: text("the kind of problem, in words"),
      status: { type: "integer", minimum: 400, maximum: 599 },
      detail: text("what is wrong with this request"),
      parameter: textOrNull("the parameter, or member of the body, at fault"),
    },
    {
      did_you_mean: {
        ...listOf(SPECIES_NAME),
        maxItems: 3,
        description: "species that may have been meant",
      },
    },
  ),
} satisfies Record<string, Schema>;

export type SchemaName = keyof typeof SCHEMAS;

/** A reference to one of the schemas. */
export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}
