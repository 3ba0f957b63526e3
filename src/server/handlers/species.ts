import { question } from "../api/route.ts";

export const species = question({
  name: "species",
  paths: ["/v1/species"],
  summary: "The species that can be asked",
  parameters: {},
  answers: "AllSpecies",
  problems: [503],
  ask: ({ catalogue }) => catalogue.species(),
});
