import { locate as locateGenes } from "../../lookup/locate.ts";
import { question } from "../api/route.ts";
import { SEVERAL_SPECIES } from "../api/species.ts";
import { NAME } from "../api/texts.ts";

/** For genome browsers, which jump to the first suggestion there is. */
export const locate = question({
  name: "locate",
  paths: ["/v1/locate"],
  summary: "Where a gene is: suggestions for its name that have a location, best first",
  parameters: { species: SEVERAL_SPECIES, name: NAME },
  answers: "Suggestions",
  problems: [400, 404, 503],
  ask: ({ catalogue, match, settings }, { species, name }) => {
    const { labelMinimum, defaultLimit, maximumLimit } = settings;
    const limit = Math.min(defaultLimit, maximumLimit);
    return locateGenes(catalogue, species, { query: name, limit, labelMinimum, match });
  },
});
