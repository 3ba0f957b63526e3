import { answer } from "../answer.ts";
import type { Handler } from "../routes.ts";

/** `GET /v1/species`: the species of the index. */
export const species: Handler = (request, _parameters, state) => {
  const served = state.requireIndex();
  const list = served.index.species.map(({ name, labels, genes }) => ({ name, labels, genes }));
  return answer(served, request, JSON.stringify(list));
};
