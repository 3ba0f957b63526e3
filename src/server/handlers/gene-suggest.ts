import { LENIENT_LIMIT, LENIENT_MATCH, LENIENT_QUERY, LENIENT_SPECIES } from "../api/parameters.ts";
import { question } from "../api/route.ts";

/** The route of the original: it accepts any input. */
export const geneSuggest = question({
  name: "geneSuggest",
  paths: ["/gene_suggest/", "/gene_suggest"],
  summary: "Labels for what was typed, best first; any input is accepted",
  parameters: {
    species: LENIENT_SPECIES,
    query: LENIENT_QUERY,
    limit: LENIENT_LIMIT,
    match: LENIENT_MATCH,
  },
  answers: "Labels",
  problems: [503],
  ask: ({ catalogue, settings: { labelMinimum } }, { species, query, limit, match }) =>
    catalogue.stepwise.labels(species, { query, limit, labelMinimum, match }),
  show: ({ labels }) => labels,
  tierOf: ({ tier }) => tier,
});
