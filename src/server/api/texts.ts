/** Parameters that are texts: any will do, as any may be a gene's name. */

import { badParameter } from "../problem.ts";
import type { Parameter } from "./parameter.ts";

/** What was typed. */
export const QUERY: Parameter<string> = {
  name: "query",
  description: "what was typed so far",
  required: true,
  schema: () => ({ type: "string" }),
  example: "brca",
  read: (given) => {
    if (given === null) throw badParameter("query", "query is missing: give what was typed so far");
    return given;
  },
};

/** The same, where nothing typed is nothing found. */
export const LENIENT_QUERY: Parameter<string> = {
  ...QUERY,
  required: false,
  read: (given) => given ?? "",
};

/** The name of a gene to go to. */
export const NAME: Parameter<string> = {
  name: "name",
  description:
    "a gene's name, or its beginning, encoded or not: it stands last, as all that follows belongs to it",
  required: true,
  schema: () => ({ type: "string" }),
  example: "BRCA2",
  isLast: true,
  read: (given) => {
    if (given === null) throw badParameter("name", "name is missing: give a gene's name, last");
    return given;
  },
};

export const LABEL: Parameter<string | null> = {
  name: "label",
  description: "a gene's whole name, in any spelling of its case",
  required: false,
  schema: () => ({ type: "string" }),
  example: "BRCA2",
  read: (given) => given,
};

export const STABLE_ID: Parameter<string | null> = {
  name: "stable_id",
  description: "a stable id, with or without a version, which is ignored",
  required: false,
  schema: () => ({ type: "string" }),
  example: "ENSG00000139618",
  read: (given) => given,
};
