import type { LabelledGene } from "../lookup/suggestion.ts";
import { foldAscii } from "../names/fold.ts";
import { compareTexts } from "../names/order.ts";
import { withoutVersion } from "../names/stable-id.ts";
import type { RowSink } from "../sources/source.ts";
import { LiveRows } from "./live-rows.ts";

/** Of the rows that a database gave those with a stable id, by the rules of an index but for the folding. */
export class LiveIdRows implements RowSink {
  readonly #ofSpecies = new Map<string, LiveRows>();

  /**
   * @param species null for all
   * @param id without a version, folded
   */
  constructor(
    private readonly species: string | null,
    private readonly id: string,
  ) {}

  add(
    species: string | null,
    label: string | null,
    stableId: string | null,
    location: string | null,
    db: string | null,
  ): void {
    if (species === null || (this.species !== null && species !== this.species)) return;
    if (stableId === null || withoutVersion(foldAscii(stableId)) !== this.id) return;
    let rows = this.#ofSpecies.get(species);
    if (rows === undefined) {
      rows = new LiveRows(species, "");
      this.#ofSpecies.set(species, rows);
    }
    rows.add(species, label, stableId, location, db);
  }

  /** Their genes, in byte order of the species and then in the order of suggestions. */
  genes(): LabelledGene[] {
    return [...this.#ofSpecies]
      .sort(([a], [b]) => compareTexts(a, b))
      .flatMap(([species, rows]) =>
        rows
          .best(Number.POSITIVE_INFINITY, false)
          .flatMap(({ label, genes }) => genes.map((gene) => ({ label, species, ...gene }))),
      );
  }
}
