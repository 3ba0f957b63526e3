import type { Catalogue, Resolutions } from "../../lookup/catalogue.ts";
import { answerOnce } from "../answer.ts";
import { NAMES_EXAMPLE, NAMES_SCHEMA, type Names, readNames } from "../api/names.ts";
import type { Route } from "../api/route.ts";
import { badBody } from "../problem.ts";

/** Names that are resolved in one step; a database is asked for all of them at once. */
const SLICE = 3;
/** Genes in one answer: several times those of 1,000 different names. Without a limit 8 kB could ask for 100 MB. */
const MOST_GENES = 20_000;

export const resolve: Route = {
  name: "resolve",
  method: "POST",
  paths: ["/v1/resolve"],
  summary: "The genes that each of several labels, aliases or stable ids stands for",
  parameters: [],
  body: { schema: NAMES_SCHEMA, example: NAMES_EXAMPLE },
  answers: "Resolutions",
  isTagged: false,
  problems: [400, 404, 408, 413, 415, 503],
  handle: async (request, _parameters, state) => {
    const { catalogue } = state.requireServed();
    const resolutions = await state.bodies.withJson(request, async (json) =>
      state.admission.run(resolving(catalogue, readNames(json)), request),
    );
    return answerOnce(state.settings, resolutions);
  },
};

async function* resolving(
  catalogue: Catalogue,
  { species, names }: Names,
): AsyncGenerator<void, Resolutions> {
  const resolutions: Resolutions = { species, results: [] };
  let genes = 0;
  for (let start = 0; start < names.length; start += SLICE) {
    const slice = await catalogue.resolve(species, names.slice(start, start + SLICE));
    resolutions.species = slice.species;
    resolutions.results.push(...slice.results);
    genes += slice.results.reduce((sum, result) => sum + result.genes.length, 0);
    if (genes > MOST_GENES) {
      throw badBody(`the names stand for more than ${MOST_GENES} genes: give fewer`, "names");
    }
    yield;
  }
  return resolutions;
}
