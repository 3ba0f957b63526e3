/** The parameter `match`. */

import { MATCHES, type Match } from "../../lookup/tiers.ts";
import { badParameter } from "../problem.ts";
import type { Served } from "../served.ts";
import type { Parameter } from "./parameter.ts";

export const MATCH: Parameter<Match> = {
  name: "match",
  description: "how far to go: infix finds more than prefix, fuzzy more than infix",
  required: false,
  schema: ({ match }) => ({ type: "string", enum: MATCHES, default: match }),
  example: "prefix",
  read: (given, served) => {
    if (given === null) return served.match;
    const match = answered(given, served);
    if (match !== undefined) return match;
    const { matches, generation } = served.catalogue;
    const why = generation === null ? " as AGGRESSIVE_CACHING is off" : "";
    throw badParameter("match", `this server's match takes ${matches.join(", ")}${why}`);
  },
};

/** The same, which takes the default for whatever is not answered. */
export const LENIENT_MATCH: Parameter<Match> = {
  ...MATCH,
  description: `${MATCH.description}; anything else is the default`,
  read: (given, served) => (given === null ? undefined : answered(given, served)) ?? served.match,
};

function answered(given: string, { catalogue }: Served): Match | undefined {
  return catalogue.matches.find((match) => match === given);
}
