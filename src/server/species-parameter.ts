import type { SpeciesEntry } from "../index/document.ts";
import type { Parameters } from "./parameters.ts";
import { badParameter, unknownSpecies } from "./problem.ts";
import type { ServedIndex } from "./served-index.ts";

/** The species that a request to /v1 names. @throws Problem 400 where it names none, 404 where it is unknown */
export function requireSpecies(served: ServedIndex, parameters: Parameters): SpeciesEntry {
  const name = parameters.get("species")?.trim();
  if (!name) throw badParameter("species", "species is missing: give one such as homo_sapiens");
  return served.names.find(name) ?? fail(served, name);
}

function fail(served: ServedIndex, name: string): never {
  throw unknownSpecies(name, served.names.didYouMean(name));
}
