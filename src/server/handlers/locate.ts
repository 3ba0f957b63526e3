import { locate as locateGenes } from "../../lookup/locate.ts";
import { limitByDefault, NAME, SEVERAL_SPECIES } from "../api/parameters.ts";
import { question } from "../api/route.ts";

/** For genome browsers, which go to the first suggestion. */
export const locate = question({
  name: "locate",
  paths: ["/v1/locate"],
  summary: "Where a gene is: suggestions for its name that have a location, best first",
  parameters: { species: SEVERAL_SPECIES, name: NAME },
  answers: "Suggestions",
  problems: [400, 404, 503],
  ask: ({ catalogue, match, settings }, { species, name }) => {
    const { labelMinimum } = settings;
    const limit = limitByDefault(settings);
    const asked = { query: name, limit, labelMinimum, match, isResolvedFirst: true };
    return locateGenes(catalogue, species, asked);
  },
});
