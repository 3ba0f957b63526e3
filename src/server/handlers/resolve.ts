import { type Catalogue, MOST_GENES, type Resolutions } from "../../lookup/catalogue.ts";
import type { Steps } from "../../lookup/steps.ts";
import { answerTextOnce } from "../answer.ts";
import { NAMES_EXAMPLE, NAMES_SCHEMA, type Names, readNames } from "../api/names.ts";
import type { Route } from "../api/route.ts";
import { jsonInSteps } from "../json.ts";
import { badBody } from "../problem.ts";

/** Names that a database is asked for at once; an index answers one after the other. */
const ASKED_AT_ONCE = 3;

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
    const pieces = await state.bodies.withJson(request, (body) => {
      const names = readNames(body);
      return state.turns.run(request, () => resolving(catalogue, names));
    });
    return answerTextOnce(state.settings, state.unread.bodyOf(request, pieces));
  },
};

/** The JSON of what names are resolved to, in pieces. */
function* resolving(
  { stepwise, generation }: Catalogue,
  { species, names }: Names,
): Steps<string[]> {
  const atOnce = generation === null ? ASKED_AT_ONCE : 1;
  const resolutions: Resolutions = { species, results: [] };
  let genes = 0;
  for (let start = 0; start < names.length; start += atOnce) {
    if (start > 0) yield;
    const slice = yield* stepwise.resolve(species, names.slice(start, start + atOnce));
    resolutions.species = slice.species;
    resolutions.results.push(...slice.results);
    genes += slice.results.reduce((sum, result) => sum + result.genes.length, 0);
    if (genes > MOST_GENES) {
      throw badBody(`the names stand for more than ${MOST_GENES} genes: give fewer`, "names");
    }
  }
  return yield* jsonInSteps(resolutions);
}
