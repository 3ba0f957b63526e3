/** Real genes of a species, with their aliases and descriptions, as the reference takes them. */

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { realGenes, realSynonyms } from "../support/data/ideogram.ts";
import type { Gene } from "./reference.ts";

const PACKAGE = dirname(Bun.resolveSync("ideogram/package.json", import.meta.dir));

export function realGenesOf(species: string): Gene[] {
  const aliases = Map.groupBy(realSynonyms().get(species) ?? [], ({ label }) => label);
  const descriptions = realDescriptions(species);
  return realGenes()
    .get(species)!
    .map(({ label, stableId, location, db }, index) => ({
      species,
      label,
      stableId,
      otherIds: [],
      aliases: (aliases.get(label) ?? []).map(({ alias }) => ({ name: alias, former: false })),
      weight: 0,
      description: descriptions[index]!,
      reference: true,
      location,
      db,
    }));
}

/** The sixth column of the package's file of genes, in its order; empty ones are none. */
function realDescriptions(species: string): (string | null)[] {
  const name = `${species.replaceAll("_", "-")}-genes.tsv.gz`;
  const bytes = Bun.gunzipSync(readFileSync(join(PACKAGE, "dist/data/cache/genes", name)));
  return new TextDecoder()
    .decode(bytes)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => decodeURIComponent(line.split("\t")[5] ?? "") || null);
}
