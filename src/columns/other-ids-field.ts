import { compareTexts } from "../names/order.ts";
import {
  formatKind,
  formatStableId,
  parseKind,
  parseStableId,
  type StableIdKind,
  type StableIdParts,
} from "../names/stable-id.ts";
import type { FieldReader, FieldValues, Gene, GeneField } from "./gene-field.ts";
import type { Range } from "./groups.ts";
import { NumberList } from "./number-list.ts";
import {
  type ColumnReader,
  type ColumnWriter,
  damagedColumns,
  type PackedNumbers,
} from "./packed.ts";
import type { Refusal } from "./refusal.ts";
import { refusalOfKind } from "./stable-id-field.ts";
import { TextColumn, TextRows, writeTextColumn } from "./text-column.ts";

/** Between the texts of a list that stands in one column. */
const SEPARATOR = "|";

/** The texts of a list in one column; none if there is no value. */
export function listed(text: string | null): string[] {
  if (text === null) return [];
  const items = text.split(SEPARATOR).map((item) => item.trim());
  return items.filter((item) => item !== "");
}

/** What a gene is called in other databases: `HGNC:1101`, `P51587`, `675`. Any number a gene, stored as stable ids are. */
export const otherIdsField: GeneField<OtherIdValues, OtherIdReader> = {
  column: "ids",
  isAnsweredInFullAlone: true,
  members: {
    other_ids: { kind: "texts", description: "ids of the gene in other databases" },
  },
  collect: () => new OtherIdValues(),
  open: (reader, genes) => new OtherIdReader(reader, genes),
};

/** The columns of other ids, as they are stored: `kind` and `number` have one entry an id, those of a gene together. */
export interface OtherIdColumns {
  /** One a gene: the index after its last id; empty if no gene has any. */
  ends: ArrayLike<number>;
  kinds: readonly StableIdKind[];
  /** The position of the id's kind, counted from 1. */
  kind: ArrayLike<number>;
  number: ArrayLike<number>;
}

/** Writes what `OtherIdReader` reads. */
export function writeOtherIds(
  out: ColumnWriter,
  { ends, kinds, kind, number }: OtherIdColumns,
): void {
  out.numbers(ends);
  writeTextColumn(out, kinds.map(formatKind), kind);
  out.numbers(number);
}

export class OtherIdValues implements FieldValues {
  /** The kind and the number of each id, those of a row together; and the index after the last id of each row. */
  readonly #kinds = new TextRows(refusalOfKind, compareTexts);
  readonly #numbers = new NumberList(Float64Array);
  readonly #ends = new NumberList(Uint32Array);
  /** By row the indexes of ids that were added later. */
  readonly #added = new Map<number, number[]>();
  #offered: StableIdParts[] = [];

  offer(text: string | null): Refusal | null {
    this.#offered = [...new Set(listed(text))].map(parseStableId);
    for (const parts of this.#offered) {
      const refusal = refusalOfKind(formatKind(parts));
      if (refusal !== null) return refusal;
    }
    return null;
  }

  keep(): void {
    for (const parts of this.#offered) this.#push(parts);
    this.#ends.push(this.#numbers.length);
  }

  /** Gives a row one more id unless it has it. Call it only after the last row. @returns why it is refused, or null */
  add(row: number, id: string): Refusal | null {
    const parts = parseStableId(id);
    const refusal = refusalOfKind(formatKind(parts));
    if (refusal !== null || this.at(row).includes(id)) return refusal;
    const added = this.#added.get(row) ?? [];
    this.#added.set(row, added);
    added.push(this.#numbers.length);
    this.#push(parts);
    return null;
  }

  /** The ids of a row. */
  at(row: number): string[] {
    return this.#idsOf(row).map((id) => {
      const kind = parseKind(this.#kinds.at(id)!)!;
      return formatStableId({ ...kind, number: this.#numbers.at(id) });
    });
  }

  compare(a: number, b: number): number {
    return compareLists(this.at(a), this.at(b));
  }

  addTo(gene: Gene, row: number): void {
    const ids = this.at(row);
    if (ids.length > 0) gene.other_ids = ids;
  }

  encode(rows: Uint32Array, out: ColumnWriter): void {
    const ofRows = Array.from(rows, (row) => this.#idsOf(row));
    const all = Uint32Array.from(ofRows.flat());
    let end = 0;
    const ends = ofRows.map(({ length }) => {
      end += length;
      return end;
    });
    out.numbers(all.length === 0 ? [] : ends);
    this.#kinds.encode(all, out);
    out.numbers(Float64Array.from(all, (id) => this.#numbers.at(id)));
  }

  #push(parts: StableIdParts): void {
    this.#kinds.offer(formatKind(parts));
    this.#kinds.keep();
    this.#numbers.push(parts.number);
  }

  #idsOf(row: number): number[] {
    const first = row === 0 ? 0 : this.#ends.at(row - 1);
    const own = Array.from({ length: this.#ends.at(row) - first }, (_, i) => first + i);
    return own.concat(this.#added.get(row) ?? []);
  }
}

/** Compares ids one by one, shorter lists first, and empty ones last. */
function compareLists(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareTexts(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

export class OtherIdReader implements FieldReader {
  readonly #ends: PackedNumbers;
  readonly #kind: TextColumn;
  readonly #number: PackedNumbers;
  /** How many ids all genes have together. */
  readonly count: number;

  /** @throws IndexError if the columns have the wrong size */
  constructor(
    reader: ColumnReader,
    private readonly genes: number,
  ) {
    this.#ends = reader.numbers();
    if (this.#ends.size !== 0 && this.#ends.size !== genes) {
      throw damagedColumns("have other ids of another number of genes");
    }
    if (this.#ends.size !== 0 && this.#ends.areZero) {
      throw damagedColumns("have no other ids, and say so for each gene");
    }
    this.count = this.#ends.size === 0 ? 0 : this.#ends.at(genes - 1);
    this.#kind = new TextColumn(reader, this.count, compareTexts);
    this.#number = reader.numbers(this.count);
  }

  /** The id at an index among those of all genes. @throws IndexError if it is damaged */
  at(index: number): string {
    const kind = parseKind(this.#kind.at(index) ?? "");
    if (kind === null) throw damagedColumns("have an id of no kind");
    return formatStableId({ ...kind, number: this.#number.at(index) });
  }

  /** The gene that has the id at an index. */
  geneOf(index: number): number {
    let first = 0;
    for (let above = this.genes; first < above; ) {
      const middle = (first + above) >>> 1;
      if (this.#ends.at(middle) <= index) first = middle + 1;
      else above = middle;
    }
    return first;
  }

  /** The ids of a gene. */
  ofGene(gene: number): string[] {
    const { first, end } = this.#rangeOf(gene);
    return Array.from({ length: end - first }, (_, i) => this.at(first + i));
  }

  addTo(gene: Gene, index: number): void {
    const ids = this.ofGene(index);
    if (ids.length > 0) gene.other_ids = ids;
  }

  compare(a: number, b: number): number {
    return compareLists(this.ofGene(a), this.ofGene(b));
  }

  check(): void {
    this.#kind.check();
    for (let index = 0; index < this.count; index++) this.at(index);
    let before = 0;
    for (const end of this.#ends.all()) {
      if (end < before) throw damagedColumns("have other ids out of order");
      before = end;
    }
  }

  #rangeOf(gene: number): Range {
    if (this.count === 0) return { first: 0, end: 0 };
    const first = gene === 0 ? 0 : this.#ends.at(gene - 1);
    const end = this.#ends.at(gene);
    if (end < first || end > this.count) throw damagedColumns("have other ids out of order");
    return { first, end };
  }
}
