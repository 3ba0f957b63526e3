import { question } from "../api/route.ts";
import { OPTIONAL_SPECIES, requireSpecies } from "../api/species.ts";
import { LABEL, STABLE_ID } from "../api/texts.ts";
import { badParameter } from "../problem.ts";

export const genes = question({
  name: "genes",
  paths: ["/v1/genes"],
  summary: "Every gene with a label or with a stable id, one of which is given",
  parameters: { species: OPTIONAL_SPECIES, label: LABEL, stableId: STABLE_ID },
  answers: "Genes",
  problems: [400, 404, 503],
  ask: ({ catalogue }, { species, label, stableId }) => {
    if (label !== null && stableId !== null) {
      throw badParameter("stable_id", "label and stable_id exclude each other: give one of them");
    }
    if (stableId !== null) return catalogue.genesById(species, stableId);
    const named = requireSpecies(species);
    if (label !== null) return catalogue.genesByLabel(named, label);
    throw badParameter("label", "label is missing: give a gene's whole name, or stable_id");
  },
});
