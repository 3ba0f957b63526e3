import { LIMIT, MATCH, QUERY, SEVERAL_SPECIES } from "../api/parameters.ts";
import { question } from "../api/route.ts";

export const suggest = question({
  name: "suggest",
  paths: ["/v1/suggest"],
  summary: "Suggestions for what was typed, with their genes, best first",
  parameters: { species: SEVERAL_SPECIES, query: QUERY, match: MATCH, limit: LIMIT },
  answers: "Suggestions",
  problems: [400, 404, 503],
  ask: ({ catalogue, settings: { labelMinimum } }, { species, query, limit, match }) =>
    catalogue.stepwise.suggest(species, { query, limit, labelMinimum, match }),
  tierOf: ({ suggestions }) => suggestions[0]?.tier ?? null,
});
