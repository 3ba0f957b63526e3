import { TIERS } from "../../suggest/suggestion.ts";
import { answerWithOwnTag } from "../answer.ts";
import type { Handler } from "../routes.ts";

/** `GET /v1/index`: which data this server answers from. */
export const indexInfo: Handler = (request, _parameters, state) => {
  const served = state.requireIndex();
  const { generation, formatVersion, provenance, species } = served.index;
  const info = {
    generation,
    format_version: formatVersion,
    built: provenance.built,
    builder: provenance.builder,
    source: provenance.source,
    release: provenance.release,
    rows: provenance.rows,
    species: species.length,
    labels: species.reduce((sum, entry) => sum + entry.labels, 0),
    genes: species.reduce((sum, entry) => sum + entry.genes, 0),
    tiers: TIERS,
  };
  return answerWithOwnTag(served, request, JSON.stringify(info));
};
