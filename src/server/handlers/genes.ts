import { answer } from "../answer.ts";
import { badParameter } from "../problem.ts";
import type { Handler } from "../routes.ts";
import { requireSpecies } from "../species-parameter.ts";

/** `GET /v1/genes`: every gene with a label, in any spelling of its case. */
export const genes: Handler = (request, parameters, state) => {
  const served = state.requireServed();
  const species = requireSpecies(parameters);
  const label = parameters.get("label");
  if (label === null) throw badParameter("label", "label is missing: give a gene's whole name");
  return answer(served, request, served.catalogue.genesByLabel(species, label));
};
