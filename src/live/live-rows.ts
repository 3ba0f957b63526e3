import type { Gene } from "../columns/gene-field.ts";
import { Rows } from "../compile/rows.ts";
import type { LabelledGene } from "../lookup/suggestion.ts";
import type { Tier } from "../lookup/tiers.ts";
import { codePoints, foldAscii } from "../names/fold.ts";
import { compareLabels, compareTexts } from "../names/order.ts";
import { withoutVersion } from "../names/stable-id.ts";
import type { RowSink, SourceRow } from "../sources/source.ts";

/** A label that was found, with all its genes in order. */
export interface LiveMatch {
  label: string;
  tier: Tier;
  genes: Gene[];
}

/** Live look-ups ignore weights. */
const NO_WEIGHT = 0;

/** Selects and orders the rows of a database by the rules of an index, but folds only the case of A to Z. */
export class LiveRows implements RowSink {
  readonly #rows = new Rows();

  /** @param text what labels have to start with, folded */
  constructor(
    private readonly species: string,
    private readonly text: string,
  ) {}

  add(row: SourceRow): void {
    if (row.species !== this.species || row.displayLabel === null) return;
    if (foldAscii(row.displayLabel).startsWith(this.text)) this.#rows.add(row);
  }

  /** The best labels in the order of suggestions. @param exactOnly only labels that equal the text */
  best(limit: number, exactOnly: boolean): LiveMatch[] {
    const rows = Array.from({ length: this.#rows.label.length }, (_, row) => row);
    return [...Map.groupBy(rows, (row) => this.#rows.label.at(row))]
      .map(([id, rowsOfLabel]) => {
        const label = this.#rows.labels.all[id]!;
        const folded = foldAscii(label);
        const length = codePoints(folded);
        return { label, folded, length, weightClass: NO_WEIGHT, rows: rowsOfLabel };
      })
      .filter(({ folded }) => !exactOnly || folded === this.text)
      .sort(compareLabels)
      .slice(0, limit)
      .map(({ label, folded, rows }) => ({
        label,
        tier: folded === this.text ? "exact" : "prefix",
        genes: this.#genes(rows),
      }));
  }

  #genes(rows: number[]): Gene[] {
    const { genes } = this.#rows;
    return rows
      .sort((a, b) => genes.compare(a, b))
      .filter((row, i) => i === 0 || !genes.isRepeated(rows[i - 1]!, row))
      .map((row) => genes.at(row));
  }
}

/** Selects and orders the rows of a database that have a stable id, by the rules of `LiveRows`. */
export class LiveIdRows implements RowSink {
  readonly #ofSpecies = new Map<string, LiveRows>();

  /**
   * @param species null for all
   * @param id folded, without a version
   */
  constructor(
    private readonly species: string | null,
    private readonly id: string,
  ) {}

  add(row: SourceRow): void {
    const { species } = row;
    const { stableId } = row.gene;
    if (species === null || (this.species !== null && species !== this.species)) return;
    if (stableId === null || withoutVersion(foldAscii(stableId)) !== this.id) return;
    let rows = this.#ofSpecies.get(species);
    if (rows === undefined) {
      rows = new LiveRows(species, "");
      this.#ofSpecies.set(species, rows);
    }
    rows.add(row);
  }

  /** The genes, in byte order of their species and then in the order of suggestions. */
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
