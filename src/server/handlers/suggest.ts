import type { Catalogue } from "../../suggest/catalogue.ts";
import { answer } from "../answer.ts";
import { strictLimit } from "../limit.ts";
import { badParameter } from "../problem.ts";
import type { Handler } from "../routes.ts";
import { requireSpecies } from "../species-parameter.ts";

/** `GET /v1/suggest`: suggestions with their genes. */
export const suggest: Handler = (request, parameters, state) => {
  const served = state.requireServed();
  const species = requireSpecies(parameters);
  const query = parameters.get("query");
  if (query === null) throw badParameter("query", "query is missing: give what was typed so far");
  requireMatch(parameters.get("match"), served.catalogue);
  const limit = strictLimit(parameters.get("limit"), state.settings);
  const { labelMinimum } = state.settings;
  return answer(served, request, served.catalogue.suggest(species, { query, limit, labelMinimum }));
};

/** @throws Problem 400 where the catalogue does not answer what `match` asks for */
function requireMatch(match: string | null, { matches, generation }: Catalogue): void {
  if (match === null || matches.includes(match)) return;
  const why = generation === null ? " as AGGRESSIVE_CACHING is off" : "";
  throw badParameter("match", `this server's match takes ${matches.join(", ")}${why}`);
}
