import type { Gene } from "../columns/gene-field.ts";
import { Rows } from "../compile/rows.ts";
import type { LabelledGene } from "../lookup/suggestion.ts";
import type { Tier } from "../lookup/tiers.ts";
import { codePoints, foldAscii } from "../names/fold.ts";
import { compareNames, compareTexts } from "../names/order.ts";
import { withoutVersion } from "../names/stable-id.ts";
import type { RowSink, SourceRow } from "../sources/source.ts";

/** A label that was found, with all its genes in order. */
export interface LiveMatch {
  label: string;
  tier: Tier;
  genes: Gene[];
}

/** Live answers know no weights. */
const NO_STANDING = 0;

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

  /**
   * The best labels in the order of suggestions.
   *
   * @param exactOnly only those that are the text
   * @param inFull with genes in full rather than as suggestions show them
   */
  best(limit: number, exactOnly: boolean, inFull = true): LiveMatch[] {
    const rows = Array.from({ length: this.#rows.label.length }, (_, row) => row);
    return [...Map.groupBy(rows, (row) => this.#rows.label.at(row))]
      .map(([id, rowsOfLabel]) => {
        const label = this.#rows.labels.all[id]!;
        const folded = foldAscii(label);
        const length = codePoints(folded);
        return { name: label, folded, length, standing: NO_STANDING, rows: rowsOfLabel };
      })
      .filter(({ folded }) => !exactOnly || folded === this.text)
      .sort(compareNames)
      .slice(0, limit)
      .map(({ name, folded, rows }) => ({
        label: name,
        tier: folded === this.text ? "exact" : "prefix",
        genes: this.#genes(rows, inFull),
      }));
  }

  #genes(rows: number[], inFull: boolean): Gene[] {
    const { genes } = this.#rows;
    return rows
      .sort((a, b) => genes.compare(a, b))
      .filter((row, i) => i === 0 || !genes.isRepeated(rows[i - 1]!, row))
      .map((row) => (inFull ? genes.inFull(row) : genes.at(row)));
  }
}

/** The rows of one species that have an id, by their folded ids. */
type RowsById = Map<string, LiveRows>;

/**
 * Of the rows that a database gave those with a stable id. Whether ids have versions cannot be seen from all ids of a
 * species here, as an index sees it: they have where all rows that differ from the id in a version have one and the
 * same.
 */
export class LiveIdRows implements RowSink {
  readonly #ofSpecies = new Map<string, RowsById>();
  readonly #unversioned: string;

  /**
   * @param species null for all
   * @param id folded
   */
  constructor(
    private readonly species: string | null,
    private readonly id: string,
  ) {
    this.#unversioned = withoutVersion(id);
  }

  add(row: SourceRow): void {
    const { species, displayLabel } = row;
    const { stableId } = row.gene;
    if (species === null || (this.species !== null && species !== this.species)) return;
    if (displayLabel === null) return;
    const folded = stableId === null ? null : foldAscii(stableId);
    if (folded === null || withoutVersion(folded) !== this.#unversioned) return;
    const byId: RowsById = this.#ofSpecies.get(species) ?? new Map();
    this.#ofSpecies.set(species, byId);
    const rows = byId.get(folded) ?? new LiveRows(species, "");
    byId.set(folded, rows);
    rows.add(row);
  }

  /**
   * Their genes: those first that have the id to the letter, then in byte order of the species and in the order of
   * suggestions.
   *
   * @param asked the id as it was given
   */
  genes(asked: string): LabelledGene[] {
    const genes = [...this.#ofSpecies]
      .sort(([a], [b]) => compareTexts(a, b))
      .flatMap(([species, byId]) => {
        // Rows that a build refuses have no labels, and so are no ids of the species either.
        const found = [...byId]
          .map(([id, rows]) => ({ id, labels: rows.best(Number.POSITIVE_INFINITY, false) }))
          .filter(({ labels }) => labels.length > 0);
        const meant = found.length === 1 ? found[0] : found.find(({ id }) => id === this.id);
        const labels = meant?.labels ?? [];
        return labels.flatMap((found) =>
          found.genes.map((gene) => ({ label: found.label, species, ...gene })),
        );
      });
    const isIt = (gene: LabelledGene) => gene.stable_id === asked;
    return [...genes.filter(isIt), ...genes.filter((gene) => !isIt(gene))];
  }
}
