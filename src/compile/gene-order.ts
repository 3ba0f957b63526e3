import { compareTexts } from "../names/order.ts";
import { formatStableId, parseKind } from "../names/stable-id.ts";
import { ABSENT, type Rows, WRITTEN_LOCATION } from "./rows.ts";

const CORE = "core";

/** The order of the genes of one label, and of the texts that they name; the first gene is what a suggestion shows. */
export class GeneOrder {
  readonly #placeRanks: Uint32Array;
  readonly #dbRanks: Uint32Array;

  constructor(private readonly rows: Rows) {
    this.#placeRanks = ranksOf(rows.places.all, comparePlaces);
    this.#dbRanks = ranksOf(rows.dbs.all, compareDbs);
  }

  /**
   * Db `core` first; then the shorter chromosome name (a chromosome before its alternative haplotypes), its
   * byte order, start, stable id. What the source lacks comes last.
   */
  compareRows(a: number, b: number): number {
    const { rows } = this;
    return (
      this.#coreFirst(a) - this.#coreFirst(b) ||
      this.placeRank(rows.place.at(a)) - this.placeRank(rows.place.at(b)) ||
      rows.start.at(a) - rows.start.at(b) ||
      compareTexts(this.#stableId(a), this.#stableId(b)) ||
      rows.span.at(a) - rows.span.at(b) ||
      this.dbRank(rows.db.at(a)) - this.dbRank(rows.db.at(b))
    );
  }

  /** The same gene twice: equal in everything, its stable id included. */
  isRepeated(a: number, b: number): boolean {
    return this.rows.idKind.at(a) !== ABSENT && this.compareRows(a, b) === 0;
  }

  placeRank(place: number): number {
    return place === ABSENT ? ABSENT : this.#placeRanks[place]!;
  }

  dbRank(db: number): number {
    return db === ABSENT ? ABSENT : this.#dbRanks[db]!;
  }

  #coreFirst(row: number): number {
    const db = this.rows.db.at(row);
    return db !== ABSENT && this.rows.dbs.all[db] === CORE ? 0 : 1;
  }

  #stableId(row: number): string {
    const kind = this.rows.idKind.at(row);
    if (kind === ABSENT) return "\uffff";
    const number = this.rows.idNumber.at(row);
    return formatStableId({ ...parseKind(this.rows.idKinds.all[kind]!)!, number });
  }
}

/** Text id -> its rank in the order. */
function ranksOf(texts: readonly string[], compare: (a: string, b: string) => number): Uint32Array {
  const sorted = [...texts.keys()].sort((a, b) => compare(texts[a]!, texts[b]!));
  const ranks = new Uint32Array(texts.length);
  for (const [rank, id] of sorted.entries()) ranks[id] = rank;
  return ranks;
}

function comparePlaces(a: string, b: string): number {
  const writtenA = a.startsWith(WRITTEN_LOCATION) ? 1 : 0;
  const writtenB = b.startsWith(WRITTEN_LOCATION) ? 1 : 0;
  if (writtenA !== writtenB) return writtenA - writtenB;
  return (writtenA === 1 ? 0 : a.length - b.length) || compareTexts(a, b);
}

function compareDbs(a: string, b: string): number {
  return (a === CORE ? 0 : 1) - (b === CORE ? 0 : 1) || compareTexts(a, b);
}
