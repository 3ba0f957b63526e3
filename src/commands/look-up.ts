/** What commands that look up genes share. */

import { readIndexAt } from "../feeds/locations.ts";
import { IndexCatalogue } from "../lookup/index-catalogue.ts";
import { OpenIndex } from "../lookup/open-index.ts";
import type { Suggestion } from "../lookup/suggestion.ts";
import { verifyBytes } from "../store/verify.ts";

/**
 * Opens an index once its checksums are verified.
 *
 * @param location null for the default index, ./assembl.msgpack
 * @throws AssemblError if it cannot be read or is damaged
 */
export async function openCatalogue(location: string | null): Promise<IndexCatalogue> {
  const { bytes } = await readIndexAt(location);
  verifyBytes(bytes);
  return new IndexCatalogue(new OpenIndex(bytes));
}

type Located = Pick<Suggestion, "chromosome" | "start" | "end" | "location">;

/** `17:43044295-43170245`, or the location as the source has it; empty if there is none. */
export function formatLocation({ chromosome, start, end, location }: Located): string {
  return chromosome === undefined ? (location ?? "") : `${chromosome}:${start}-${end}`;
}
