import { suggestLabels } from "../../suggest/suggest.ts";
import { answer } from "../answer.ts";
import { lenientLimit } from "../limit.ts";
import type { Handler } from "../routes.ts";

/** `GET /gene_suggest/`: the original's route, an array of labels; no input is an error. */
export const geneSuggest: Handler = (request, parameters, state) => {
  const served = state.requireIndex();
  const species = served.names.find(parameters.get("species") ?? "");
  const query = parameters.get("query");
  if (species === undefined || query === null) return answer(served, request, "[]");
  const limit = lenientLimit(parameters.get("limit"), state.settings);
  const { labelMinimum } = state.settings;
  const labels = suggestLabels(served.index, species, { query, limit, labelMinimum });
  return answer(served, request, JSON.stringify(labels));
};
