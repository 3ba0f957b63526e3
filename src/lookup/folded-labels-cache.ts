import type { SpeciesEntry } from "../format/document.ts";
import type { TrieSearch } from "../trie/search.ts";
import { FoldedLabels } from "./folded-labels.ts";

/** Memory that all of them may take together; one alone may take more. */
const MAXIMUM_BYTES = 16 << 20;

/** The folded labels of the species that were asked for last. */
export class FoldedLabelsCache {
  /** Those asked for longest ago stand first. */
  readonly #bySpecies = new Map<SpeciesEntry, FoldedLabels>();
  #bytes = 0;

  constructor(private readonly search: TrieSearch) {}

  of(species: SpeciesEntry): FoldedLabels {
    const known = this.#bySpecies.get(species);
    const labels = known ?? new FoldedLabels(this.search, species);
    if (known === undefined) this.#bytes += labels.bytes;
    this.#bySpecies.delete(species);
    this.#bySpecies.set(species, labels);
    this.#forget();
    return labels;
  }

  #forget(): void {
    for (const [species, labels] of this.#bySpecies) {
      if (this.#bytes <= MAXIMUM_BYTES || this.#bySpecies.size === 1) return;
      this.#bySpecies.delete(species);
      this.#bytes -= labels.bytes;
    }
  }
}
