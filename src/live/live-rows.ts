import type { Gene } from "../columns/gene.ts";
import { GeneOrder } from "../compile/gene-order.ts";
import { ABSENT, Rows, WRITTEN_LOCATION } from "../compile/rows.ts";
import type { Tier } from "../lookup/tiers.ts";
import { codePoints, foldAscii } from "../names/fold.ts";
import { compareTexts } from "../names/order.ts";
import { formatStableId, parseKind } from "../names/stable-id.ts";
import type { RowSink } from "../sources/source.ts";

/** A label that was found, with all its genes in order. */
export interface LiveMatch {
  label: string;
  tier: Tier;
  genes: Gene[];
}

/**
 * Of the rows that a database gave those that answer a question: by the rules of an index, but that only the
 * case of A to Z is folded.
 */
export class LiveRows implements RowSink {
  readonly #rows = new Rows();

  /** @param text what labels have to begin with, folded */
  constructor(
    private readonly species: string,
    private readonly text: string,
  ) {}

  add(
    species: string | null,
    label: string | null,
    stableId: string | null,
    location: string | null,
    db: string | null,
  ): void {
    if (species !== this.species || label === null) return;
    if (!foldAscii(label).startsWith(this.text)) return;
    this.#rows.add(species, label, stableId, location, db);
  }

  /** The best labels in the order of suggestions; with `exactOnly` those alone that are the text. */
  best(limit: number, exactOnly: boolean): LiveMatch[] {
    const rowsOf = new Map<number, number[]>();
    for (let row = 0; row < this.#rows.label.length; row++) {
      const label = this.#rows.label.at(row);
      const others = rowsOf.get(label);
      if (others === undefined) rowsOf.set(label, [row]);
      else others.push(row);
    }
    const order = new GeneOrder(this.#rows);
    return [...rowsOf]
      .map(([label, rows]) => new RankedLabel(this.#rows.labels.all[label]!, rows))
      .filter(({ folded }) => !exactOnly || folded === this.text)
      .sort((a, b) => a.compare(b))
      .slice(0, limit)
      .map(({ label, folded, rows }) => ({
        label,
        tier: folded === this.text ? "exact" : "prefix",
        genes: this.#genes(rows, order),
      }));
  }

  #genes(rows: number[], order: GeneOrder): Gene[] {
    return rows
      .sort((a, b) => order.compareRows(a, b))
      .filter((row, i) => i === 0 || !order.isRepeated(rows[i - 1]!, row))
      .map((row) => geneOf(this.#rows, row));
  }
}

class RankedLabel {
  readonly folded: string;
  readonly #length: number;

  constructor(
    readonly label: string,
    readonly rows: number[],
  ) {
    this.folded = foldAscii(label);
    this.#length = codePoints(this.folded);
  }

  /** Fewer code points, then byte order of the folded label, then of the label. */
  compare(other: RankedLabel): number {
    return (
      this.#length - other.#length ||
      compareTexts(this.folded, other.folded) ||
      compareTexts(this.label, other.label)
    );
  }
}

function geneOf(rows: Rows, row: number): Gene {
  const kind = rows.idKind.at(row);
  const place = rows.place.at(row);
  const db = rows.db.at(row);
  return {
    ...(kind !== ABSENT && {
      stable_id: formatStableId({
        ...parseKind(rows.idKinds.all[kind]!)!,
        number: rows.idNumber.at(row),
      }),
    }),
    ...(place !== ABSENT && placeOf(rows, row, rows.places.all[place]!)),
    ...(db !== ABSENT && { db: rows.dbs.all[db]! }),
  };
}

function placeOf(rows: Rows, row: number, place: string): Gene {
  if (place.startsWith(WRITTEN_LOCATION)) return { location: place.slice(WRITTEN_LOCATION.length) };
  const start = rows.start.at(row);
  return { chromosome: place, start, end: start + rows.span.at(row) };
}
