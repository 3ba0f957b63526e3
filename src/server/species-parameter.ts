import type { Parameters } from "./parameters.ts";
import { badParameter } from "./problem.ts";

/** The name of the species that a request to /v1 is about. @throws Problem 400 where it names none */
export function requireSpecies(parameters: Parameters): string {
  const name = parameters.get("species")?.trim();
  if (!name) throw badParameter("species", "species is missing: give one such as homo_sapiens");
  return name;
}
