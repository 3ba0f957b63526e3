import { compareTexts } from "../names/order.ts";
import {
  formatKind,
  formatStableId,
  numberOfKind,
  parseKind,
  parseStableId,
  type StableIdKind,
} from "../names/stable-id.ts";
import type { FieldReader, FieldValues, Gene, GeneField } from "./gene-field.ts";
import { NumberList } from "./number-list.ts";
import {
  type ColumnReader,
  type ColumnWriter,
  damagedColumns,
  type PackedNumbers,
} from "./packed.ts";
import { type Refusal, refusalOfText } from "./refusal.ts";
import { NONE, TextColumn, TextRows, writeTextColumn } from "./text-column.ts";

/** A gene's stable id, stored as its number and its kind: the prefix, number of digits and suffix that ids share. */
export const stableIdField: GeneField<StableIdValues, StableIdReader> = {
  column: "stable_id",
  members: {
    stable_id: {
      kind: "text",
      description: "stable id, with its version where the source gives one",
    },
  },
  collect: () => new StableIdValues(),
  open: (reader, genes) => new StableIdReader(reader, genes),
};

/** The columns of stable ids, as they are stored: `kind` and `number` have one entry per gene. */
export interface StableIdColumns {
  kinds: readonly StableIdKind[];
  /** The position of the kind of the gene's id counted from 1, or NONE. */
  kind: ArrayLike<number>;
  /** The number in the id; 0 if the gene has none. */
  number: ArrayLike<number>;
}

/** Writes what `StableIdReader` reads. */
export function writeStableIds(out: ColumnWriter, { kinds, kind, number }: StableIdColumns): void {
  writeTextColumn(out, kinds.map(formatKind), kind);
  out.numbers(number);
}

export class StableIdValues implements FieldValues {
  /** Kinds as `formatKind` writes them. */
  readonly #kinds = new TextRows(refusalOfKind, compareTexts);
  readonly #numbers = new NumberList(Float64Array);
  /** Kinds by their numbers, parsed when they are first needed. */
  readonly #parsed: StableIdKind[] = [];
  #offeredNumber = 0;
  /** The kind of the last id that was accepted, as most ids are of the same kind as the one before. */
  #last: { kind: StableIdKind; text: string } | null = null;

  offer(text: string | null): Refusal | null {
    this.#offeredNumber = 0;
    if (text === null) return this.#kinds.offer(null);
    const number = this.#last === null ? null : numberOfKind(text, this.#last.kind);
    if (number !== null) {
      this.#offeredNumber = number;
      return this.#kinds.offer(this.#last!.text);
    }
    const parts = parseStableId(text);
    const kind = formatKind(parts);
    const refusal = this.#kinds.offer(kind);
    if (refusal !== null) return refusal;
    this.#offeredNumber = parts.number;
    this.#last = { kind: parts, text: kind };
    return null;
  }

  keep(): void {
    this.#kinds.keep();
    this.#numbers.push(this.#offeredNumber);
  }

  has(row: number): boolean {
    return this.#kinds.numberAt(row) !== NONE;
  }

  /** The number of a row's kind, the same for ids of one kind, or NONE. */
  kindAt(row: number): number {
    return this.#kinds.numberAt(row);
  }

  /** The number in a row's id; 0 if it has none. */
  numberAt(row: number): number {
    return this.#numbers.at(row);
  }

  /** The id of a row; null if it has none. */
  at(row: number): string | null {
    const kind = this.#kinds.numberAt(row);
    if (kind === NONE) return null;
    this.#parsed[kind] ??= parseKind(this.#kinds.textOf(kind))!;
    return formatStableId({ ...this.#parsed[kind], number: this.#numbers.at(row) });
  }

  compare(a: number, b: number): number {
    return compareIds(this.at(a), this.at(b));
  }

  addTo(gene: Gene, row: number): void {
    const id = this.at(row);
    if (id !== null) gene.stable_id = id;
  }

  encode(rows: Uint32Array, out: ColumnWriter): void {
    this.#kinds.encode(rows, out);
    out.numbers(Float64Array.from(rows, (row) => this.#numbers.at(row)));
  }
}

export class StableIdReader implements FieldReader {
  readonly #kind: TextColumn;
  readonly #number: PackedNumbers;
  #kinds: StableIdKind[] | null = null;

  constructor(reader: ColumnReader, genes: number) {
    this.#kind = new TextColumn(reader, genes, compareTexts);
    this.#number = reader.numbers(genes);
  }

  /** How many genes have a stable id. */
  get count(): number {
    const { numbers } = this.#kind;
    return numbers.size - numbers.zeros;
  }

  /** The kinds of the species' stable ids, in the order in which genes refer to them. */
  get kinds(): readonly StableIdKind[] {
    this.#kinds ??= Array.from({ length: this.#kind.texts.size }, (_, i) => this.#parseKind(i));
    return this.#kinds;
  }

  /** For each gene the position of its id's kind in `kinds` counted from 1, or NONE. */
  kindOfEach(): Float64Array {
    return this.#kind.numbers.all();
  }

  /** For each gene the number in its stable id. */
  numberOfEach(): Float64Array {
    return this.#number.all();
  }

  /** The stable id of a gene; null if it has none. */
  at(index: number): string | null {
    const position = this.#kind.numbers.at(index);
    if (position === NONE) return null;
    const kind = this.kinds[position - 1];
    if (kind === undefined) throw damagedColumns("refer to a text that does not exist");
    return formatStableId({ ...kind, number: this.#number.at(index) });
  }

  addTo(gene: Gene, index: number): void {
    const id = this.at(index);
    if (id !== null) gene.stable_id = id;
  }

  check(): void {
    this.#kind.check();
    for (let i = 0; i < this.#kind.texts.size; i++) this.#parseKind(i);
    const haveDigits = this.kinds.every(({ digits }) => digits > 0);
    if (this.#number.areZero || (haveDigits && this.#kind.numbers.zeros === 0)) return;
    const hasNumber = [false, ...this.kinds.map(({ digits }) => digits > 0)];
    const kinds = this.#kind.numbers.all();
    const isRight = this.#number
      .all()
      .every((number, gene) => number === 0 || hasNumber[kinds[gene]!]);
    if (!isRight) throw damagedColumns("have a number of a stable id without digits");
  }

  compare(a: number, b: number): number {
    return compareIds(this.at(a), this.at(b));
  }

  #parseKind(index: number): StableIdKind {
    const kind = parseKind(this.#kind.texts.at(index));
    if (kind === null) throw damagedColumns("have a malformed kind of stable id");
    return kind;
  }
}

/** Byte order, and no id behind all ids. */
function compareIds(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareTexts(a, b);
}

/** A kind that does not parse again is of an id that holds the separator of its parts, a control character. */
export function refusalOfKind(text: string): Refusal | null {
  const kind = parseKind(text);
  if (kind === null) return "control character";
  return refusalOfText(kind.prefix + "0".repeat(kind.digits) + kind.suffix);
}
