/** Files of names that people call species by. */

import { SourceError } from "../../errors.ts";
import { ColumnFinder } from "../columns.ts";
import type { TsvKind } from "./tsv.ts";
import { readTsvFile, type TsvFileOptions } from "./tsv-file.ts";

interface NameColumns {
  species: number;
  name: number;
}

const ROWS: TsvKind<NameColumns> = {
  wanted: "a TSV file whose first line names the columns species and name",
  columnsOf(names, origin) {
    const finder = new ColumnFinder(names, origin, "species and name are needed");
    return { species: finder.needed("species"), name: finder.needed("name") };
  },
  neededOf: ({ species, name }) => [species, name],
};

/**
 * The names of each species in a file, in its order.
 *
 * @throws SourceError where it cannot be read, or a line lacks species or name
 */
export async function readSpeciesNames({
  path,
  species: wanted,
}: TsvFileOptions): Promise<Map<string, string[]>> {
  const bySpecies = new Map<string, string[]>();
  await readTsvFile(path, ROWS, (row, columns) => {
    const species = row.value(columns.species);
    const name = row.value(columns.name);
    if (species === null || name === null) {
      throw new SourceError(
        `${row.origin} has no ${species === null ? "species" : "name"}`,
        "give one, or leave the line out",
      );
    }
    if (wanted !== undefined && !wanted.includes(species)) return;
    const names = bySpecies.get(species) ?? [];
    bySpecies.set(species, names);
    names.push(name);
  });
  return bySpecies;
}
