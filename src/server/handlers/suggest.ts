import { isCostly } from "../api/costly.ts";
import { LIMIT } from "../api/limit.ts";
import { MATCH } from "../api/match.ts";
import { question } from "../api/route.ts";
import { SEVERAL_SPECIES } from "../api/species.ts";
import { QUERY } from "../api/texts.ts";

export const suggest = question({
  name: "suggest",
  paths: ["/v1/suggest"],
  summary: "Suggestions for what was typed with their genes, best first",
  parameters: { species: SEVERAL_SPECIES, query: QUERY, match: MATCH, limit: LIMIT },
  answers: "Suggestions",
  problems: [400, 404, 503],
  ask: ({ catalogue, settings: { labelMinimum } }, { species, query, limit, match }) =>
    catalogue.suggest(species, { query, limit, labelMinimum, match }),
  askInSteps: ({ catalogue, settings: { labelMinimum } }, values) =>
    isCostly(values)
      ? (catalogue.stepwise?.suggest(values.species, { ...values, labelMinimum }) ?? null)
      : null,
  tierOf: ({ suggestions }) => suggestions[0]?.tier ?? null,
});
