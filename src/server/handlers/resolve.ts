import type { Catalogue, Resolutions } from "../../suggest/catalogue.ts";
import { answerOnce } from "../answer.ts";
import { NAMES_EXAMPLE, NAMES_SCHEMA, type Names, readNames } from "../api/names.ts";
import type { Route } from "../api/route.ts";
import { readJson } from "../body.ts";

/** Names between which other requests are answered; a database is asked for so many at once. */
const SLICE = 3;

export const resolve: Route = {
  name: "resolve",
  method: "POST",
  paths: ["/v1/resolve"],
  summary: "The genes that each of some labels, aliases or stable ids stands for",
  parameters: [],
  body: { schema: NAMES_SCHEMA, example: NAMES_EXAMPLE },
  answers: "Resolutions",
  isTagged: false,
  problems: [400, 404, 413, 415, 503],
  handle: async (request, _parameters, state) => {
    const { catalogue } = state.requireServed();
    const names = readNames(await readJson(request));
    return answerOnce(state.settings, await resolveInSlices(catalogue, names, request.signal));
  },
};

async function resolveInSlices(
  catalogue: Catalogue,
  { species, names }: Names,
  signal: AbortSignal,
): Promise<Resolutions> {
  const resolutions: Resolutions = { species, results: [] };
  for (let start = 0; start < names.length; start += SLICE) {
    // Nobody waits for the rest.
    if (signal.aborted) break;
    const slice = await catalogue.resolve(species, names.slice(start, start + SLICE));
    resolutions.species = slice.species;
    resolutions.results.push(...slice.results);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return resolutions;
}
