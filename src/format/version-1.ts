import { encodeAliases } from "../columns/aliases.ts";
import { encodeIdOrder } from "../columns/stable-ids.ts";
import type { Sections, SpeciesEntry } from "./document.ts";

/** A species as format version 1 has it. */
export type SpeciesEntry1 = Pick<SpeciesEntry, "name" | "labels" | "genes" | "root" | "columns">;
/** The sections that version 1 has. */
export type Sections1 = Omit<Sections, "ids" | "aliases">;

/** What stands in the sections for a species without stable ids, and for one without aliases. */
export const NO_IDS = encodeIdOrder([]);
export const NO_ALIASES = encodeAliases({
  last: new Uint8Array(0),
  target: new Uint32Array(0),
  labels: new Uint32Array(0),
});

/** The data of a file of version 1 in today's form: its stable ids are in no order, and it has no aliases. */
export function fromVersion1(
  species: readonly SpeciesEntry1[],
  sections: Sections1,
): { species: SpeciesEntry[]; sections: Sections } {
  return {
    species: species.map((entry, i) => ({
      ...entry,
      ids: i * NO_IDS.length,
      aliases: 0,
      aliasRoot: 0,
      aliasColumns: i * NO_ALIASES.length,
    })),
    sections: {
      ...sections,
      ids: Buffer.concat(species.map(() => NO_IDS)),
      aliases: Buffer.concat(species.map(() => NO_ALIASES)),
    },
  };
}
