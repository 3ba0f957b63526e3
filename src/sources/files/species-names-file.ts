/** Files of other names for species. */

import { SourceError } from "../../errors.ts";
import { ColumnFinder } from "../columns.ts";
import { readTsvFile, type TsvFileOptions, type TsvKind } from "./tsv.ts";

interface NameColumns {
  species: number;
  name: number;
}

const ROWS: TsvKind<NameColumns> = {
  wanted: "a TSV file whose first line names the columns species and name",
  columnsOf(names, origin) {
    const finder = new ColumnFinder(names, origin, "species and name");
    return { species: finder.required("species"), name: finder.required("name") };
  },
  requiredOf: ({ species, name }) => [species, name],
};

/**
 * The names of each species, in the order of the file.
 *
 * @throws SourceError if the file cannot be read, or a line has no species or no name
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
        "add one, or remove the line",
      );
    }
    if (wanted !== undefined && !wanted.includes(species)) return;
    const names = bySpecies.get(species) ?? [];
    bySpecies.set(species, names);
    names.push(name);
  });
  return bySpecies;
}
