import { answer } from "../answer.ts";
import { lenientLimit } from "../limit.ts";
import type { Handler } from "../routes.ts";

/** `GET /gene_suggest/`: the original's route, an array of labels; no input is an error. */
export const geneSuggest: Handler = (request, parameters, state) => {
  const served = state.requireServed();
  const species = parameters.get("species");
  const query = parameters.get("query");
  if (species === null || query === null) return answer(served, request, []);
  const limit = lenientLimit(parameters.get("limit"), state.settings);
  const { labelMinimum } = state.settings;
  const labels = served.catalogue.labels(species, { query, limit, labelMinimum });
  return answer(served, request, labels);
};
