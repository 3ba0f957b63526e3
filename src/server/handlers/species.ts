import { answer } from "../answer.ts";
import type { Handler } from "../routes.ts";

/** `GET /v1/species`: the species that can be asked. */
export const species: Handler = (request, _parameters, state) => {
  const served = state.requireServed();
  return answer(served, request, served.catalogue.species());
};
