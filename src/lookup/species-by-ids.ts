import type { SpeciesEntry } from "../format/document.ts";
import { idPrefixOf } from "../names/stable-id.ts";
import type { OpenIndex } from "./open-index.ts";
import type { Steps } from "./steps.ts";

const SPECIES_A_STEP = 8;

/**
 * Finds the species that may have a stable id by the letters with which it begins, so that an id that is asked of all
 * species is looked for in few of them.
 */
export class SpeciesByIds {
  /** The species with ids that begin with some letters, in their order; null until they are first needed. */
  #byLetters: ReadonlyMap<string, readonly SpeciesEntry[]> | null = null;

  constructor(private readonly index: OpenIndex) {}

  /** The species that may have an id. @param folded the folded id */
  *of(folded: string): Steps<readonly SpeciesEntry[]> {
    this.#byLetters ??= yield* this.#read();
    return this.#byLetters.get(idPrefixOf(folded)) ?? [];
  }

  *#read(): Steps<ReadonlyMap<string, readonly SpeciesEntry[]>> {
    const byLetters = new Map<string, SpeciesEntry[]>();
    for (const [i, entry] of this.index.species.entries()) {
      if (i % SPECIES_A_STEP === SPECIES_A_STEP - 1) yield;
      for (const letters of this.index.of(entry).idPrefixes()) {
        const species = byLetters.get(letters);
        if (species === undefined) byLetters.set(letters, [entry]);
        else species.push(entry);
      }
    }
    return byLetters;
  }
}
