import { compareTexts } from "../names/order.ts";
import {
  formatKind,
  formatStableId,
  numberOfKind,
  parseKind,
  parseStableId,
  type StableIdKind,
} from "../names/stable-id.ts";
import type { Gene } from "./gene.ts";
import type { FieldReader, FieldValues, GeneField } from "./gene-field.ts";
import { NumberList } from "./number-list.ts";
import {
  type ColumnReader,
  type ColumnWriter,
  damagedGenes,
  type PackedNumbers,
  type PackedTexts,
} from "./packed.ts";
import { type Refusal, refusalOfText } from "./refusal.ts";
import { LocalTable, NONE, ranksOf } from "./text-field.ts";
import { Texts } from "./texts.ts";

/** A gene's stable id, kept as its kind (what ids share: prefix, number of digits, suffix) and its number. */
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

/** The columns of stable ids, as they are stored. */
export interface StableIdColumns {
  kinds: readonly StableIdKind[];
  /** One a gene: the position of its id's kind, counted from 1, or NONE; and the number in the id. */
  kind: ArrayLike<number>;
  number: ArrayLike<number>;
}

/** Writes what `StableIdReader` reads. */
export function writeStableIds(out: ColumnWriter, { kinds, kind, number }: StableIdColumns): void {
  out.texts(kinds.map(formatKind));
  out.numbers(kind);
  out.numbers(number);
}

export class StableIdValues implements FieldValues {
  /** As `formatKind` writes them. */
  readonly #kindTexts = new Texts(refusalOfKind);
  readonly #kinds: StableIdKind[] = [];
  /** One a row: the kind's id plus one, or NONE; and the number. */
  readonly #kindIds = new NumberList(Uint32Array);
  readonly #numbers = new NumberList(Float64Array);
  #offeredKind = NONE;
  #offeredNumber = 0;
  /** The kind of the id before, plus one: most ids are of the same. */
  #lastKind = NONE;
  #ranks: Uint32Array | undefined;

  offer(text: string | null): Refusal | null {
    this.#offeredKind = NONE;
    this.#offeredNumber = 0;
    if (text === null) return null;
    const number =
      this.#lastKind === NONE ? null : numberOfKind(text, this.#kinds[this.#lastKind - 1]!);
    if (number !== null) {
      this.#offeredKind = this.#lastKind;
      this.#offeredNumber = number;
      return null;
    }
    const parts = parseStableId(text);
    const id = this.#kindTexts.idOf(formatKind(parts));
    if (typeof id === "string") return id;
    this.#kinds[id] ??= parts;
    this.#offeredKind = id + 1;
    this.#offeredNumber = parts.number;
    this.#lastKind = id + 1;
    return null;
  }

  keep(): void {
    this.#kindIds.push(this.#offeredKind);
    this.#numbers.push(this.#offeredNumber);
  }

  has(row: number): boolean {
    return this.#kindIds.at(row) !== NONE;
  }

  /** The kind of a row's id, for comparison with those of other rows alone; and the number in the id. */
  kindAt(row: number): number {
    return this.#kindIds.at(row);
  }

  numberAt(row: number): number {
    return this.#numbers.at(row);
  }

  /** The id of a row; null where it has none. */
  at(row: number): string | null {
    const kind = this.#kindIds.at(row);
    if (kind === NONE) return null;
    return formatStableId({ ...this.#kinds[kind - 1]!, number: this.#numbers.at(row) });
  }

  compare(a: number, b: number): number {
    const left = this.at(a);
    const right = this.at(b);
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return compareTexts(left, right);
  }

  addTo(gene: Gene, row: number): void {
    const id = this.at(row);
    if (id !== null) gene.stable_id = id;
  }

  encode(rows: Uint32Array, out: ColumnWriter): void {
    this.#ranks ??= ranksOf(this.#kindTexts.all, compareTexts);
    const kinds = Uint32Array.from(rows, (row) => this.#kindIds.at(row));
    const table = new LocalTable(kinds, this.#ranks);
    writeStableIds(out, {
      kinds: table.ids.map((id) => this.#kinds[id - 1]!),
      kind: table.positions,
      number: Float64Array.from(rows, (row) => this.#numbers.at(row)),
    });
  }
}

export class StableIdReader implements FieldReader {
  readonly #kindTexts: PackedTexts;
  readonly #kind: PackedNumbers;
  readonly #number: PackedNumbers;
  #kinds: StableIdKind[] | undefined;

  constructor(reader: ColumnReader, genes: number) {
    this.#kindTexts = reader.texts();
    this.#kind = reader.numbers(genes);
    this.#number = reader.numbers(genes);
  }

  /** How many genes have a stable id. */
  get count(): number {
    return this.#kind.size - this.#kind.zeros;
  }

  /** What the species' stable ids share, kind by kind. */
  get kinds(): readonly StableIdKind[] {
    this.#kinds ??= Array.from({ length: this.#kindTexts.size }, (_, i) => this.#parseKind(i));
    return this.#kinds;
  }

  /** For each gene the position of its id's kind in `kinds`, counted from 1; NONE where it has no id. */
  kindOfEach(): Float64Array {
    return this.#kind.all();
  }

  /** For each gene the number in its stable id. */
  numberOfEach(): Float64Array {
    return this.#number.all();
  }

  /** The stable id of a gene; null where it has none. */
  at(index: number): string | null {
    const position = this.#kind.at(index);
    if (position === NONE) return null;
    const kind = this.kinds[position - 1];
    if (kind === undefined) throw damagedGenes("name a text that is not there");
    return formatStableId({ ...kind, number: this.#number.at(index) });
  }

  addTo(gene: Gene, index: number): void {
    const id = this.at(index);
    if (id !== null) gene.stable_id = id;
  }

  check(): void {
    for (let i = 0; i < this.#kindTexts.size; i++) this.#parseKind(i);
    if (this.#kind.areAtMost(this.#kindTexts.size)) return;
    throw damagedGenes("name a text that is not there");
  }

  #parseKind(index: number): StableIdKind {
    const kind = parseKind(this.#kindTexts.at(index));
    if (kind === null) throw damagedGenes("have a stable id of no kind");
    return kind;
  }
}

/** A kind that does not parse again is of an id that holds the separator of its parts, a control character. */
function refusalOfKind(text: string): Refusal | null {
  const kind = parseKind(text);
  return kind === null
    ? "control character"
    : refusalOfText(kind.prefix + kind.digits + kind.suffix);
}
