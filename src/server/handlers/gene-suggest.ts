import { isCostly } from "../api/costly.ts";
import { LENIENT_LIMIT } from "../api/limit.ts";
import { LENIENT_MATCH } from "../api/match.ts";
import { question } from "../api/route.ts";
import { LENIENT_SPECIES } from "../api/species.ts";
import { LENIENT_QUERY } from "../api/texts.ts";

/** The original's route: no input is an error. */
export const geneSuggest = question({
  name: "geneSuggest",
  paths: ["/gene_suggest/", "/gene_suggest"],
  summary: "Labels for what was typed, best first; no input is an error",
  parameters: {
    species: LENIENT_SPECIES,
    query: LENIENT_QUERY,
    limit: LENIENT_LIMIT,
    match: LENIENT_MATCH,
  },
  answers: "Labels",
  problems: [503],
  ask: ({ catalogue, settings: { labelMinimum } }, { species, query, limit, match }) =>
    catalogue.labels(species, { query, limit, labelMinimum, match }),
  askInSteps: ({ catalogue, settings: { labelMinimum } }, values) =>
    isCostly(values)
      ? (catalogue.stepwise?.labels(values.species, { ...values, labelMinimum }) ?? null)
      : null,
  show: ({ labels }) => labels,
  tierOf: ({ tier }) => tier,
});
