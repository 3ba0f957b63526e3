import { question } from "../api/route.ts";

export const species = question({
  name: "species",
  paths: ["/v1/species"],
  summary: "All species, with their numbers of labels and genes",
  parameters: {},
  answers: "AllSpecies",
  problems: [503],
  isShared: true,
  ask: ({ catalogue }) => catalogue.stepwise.species(),
});
