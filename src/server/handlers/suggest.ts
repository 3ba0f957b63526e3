import { suggest as findSuggestions } from "../../suggest/suggest.ts";
import { answer } from "../answer.ts";
import { strictLimit } from "../limit.ts";
import { badParameter } from "../problem.ts";
import type { Handler } from "../routes.ts";
import { requireSpecies } from "../species-parameter.ts";

const MATCHES = ["prefix"];

/** `GET /v1/suggest`: suggestions with their genes. */
export const suggest: Handler = (request, parameters, state) => {
  const served = state.requireIndex();
  const species = requireSpecies(served, parameters);
  const query = parameters.get("query");
  if (query === null) throw badParameter("query", "query is missing: give what was typed so far");
  const match = parameters.get("match");
  if (match !== null && !MATCHES.includes(match)) {
    throw badParameter("match", `this server's match takes ${MATCHES.join(", ")}`);
  }
  const limit = strictLimit(parameters.get("limit"), state.settings);
  const { labelMinimum } = state.settings;
  const suggestions = findSuggestions(served.index, species, { query, limit, labelMinimum });
  return answer(served, request, JSON.stringify({ query, species: [species.name], suggestions }));
};
