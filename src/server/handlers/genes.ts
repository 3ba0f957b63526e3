import { LABEL, OPTIONAL_SPECIES, requireSpecies, STABLE_ID } from "../api/parameters.ts";
import { question } from "../api/route.ts";
import { badParameter } from "../problem.ts";

export const genes = question({
  name: "genes",
  paths: ["/v1/genes"],
  summary: "Every gene with a label or with a stable id, whichever is given",
  parameters: { species: OPTIONAL_SPECIES, label: LABEL, stableId: STABLE_ID },
  answers: "Genes",
  problems: [400, 404, 503],
  ask: ({ catalogue: { stepwise } }, { species, label, stableId }) => {
    if (label !== null && stableId !== null) {
      throw badParameter(
        "stable_id",
        "label and stable_id exclude each other: give only one of them",
      );
    }
    if (stableId !== null) return stepwise.genesById(species, stableId);
    const named = requireSpecies(species);
    if (label !== null) return stepwise.genesByLabel(named, label);
    throw badParameter("label", "label is missing: give the whole label of a gene, or stable_id");
  },
});
