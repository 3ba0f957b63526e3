import { NumberList } from "./number-list.ts";
import {
  type ColumnReader,
  type ColumnWriter,
  damagedColumns,
  type PackedNumbers,
  type PackedTexts,
} from "./packed.ts";
import type { Refusal } from "./refusal.ts";
import { Texts } from "./texts.ts";

/** The number of a gene that has no text; the numbers of texts start at 1. */
export const NONE = 0;

/** Writes what `TextColumn` reads. @param numbers one per gene: the position of its text counted from 1, or NONE */
export function writeTextColumn(
  out: ColumnWriter,
  texts: readonly string[],
  numbers: ArrayLike<number>,
): void {
  out.texts(texts);
  out.numbers(numbers);
}

/** The texts of rows while a build reads them: each different text once, and its number for each row. */
export class TextRows {
  readonly #texts: Texts<Refusal>;
  readonly #numbers = new NumberList(Uint32Array);
  #offered = NONE;
  #ranks: Uint32Array | null = null;

  /** @param order of different texts; rows without a text come last */
  constructor(
    refusalOf: (text: string) => Refusal | null,
    private readonly order: (a: string, b: string) => number,
  ) {
    this.#texts = new Texts(refusalOf);
  }

  /** Takes the text of the next row, which `keep` then adds. @returns why it is refused, or null */
  offer(text: string | null): Refusal | null {
    const id = text === null ? null : this.#texts.idOf(text);
    if (typeof id === "string") return id;
    this.#offered = id === null ? NONE : id + 1;
    return null;
  }

  keep(): void {
    this.#numbers.push(this.#offered);
  }

  /** The number of a row's text, the same for equal texts, or NONE. */
  numberAt(row: number): number {
    return this.#numbers.at(row);
  }

  /** The text with a number other than NONE. */
  textOf(number: number): string {
    return this.#texts.all[number - 1]!;
  }

  /** The text of a row; null if it has none. */
  at(row: number): string | null {
    const number = this.#numbers.at(row);
    return number === NONE ? null : this.textOf(number);
  }

  /** Compares the texts of two rows. Call it only after the last row. */
  compare(a: number, b: number): number {
    const ranks = this.#ranksByNumber();
    return ranks[this.#numbers.at(a)]! - ranks[this.#numbers.at(b)]!;
  }

  /** Writes the texts of some rows in an order that does not depend on the order in which a build reads its rows. */
  encode(rows: Uint32Array, out: ColumnWriter): void {
    const ranks = this.#ranksByNumber();
    const numbers = Uint32Array.from(rows, (row) => this.#numbers.at(row));
    const used = [...new Set(numbers)].filter((number) => number !== NONE);
    used.sort((a, b) => ranks[a]! - ranks[b]!);
    const positions = new Map(used.map((number, i) => [number, i + 1]));
    writeTextColumn(
      out,
      used.map((number) => this.textOf(number)),
      numbers.map((number) => positions.get(number) ?? NONE),
    );
  }

  #ranksByNumber(): Uint32Array {
    if (this.#ranks !== null) return this.#ranks;
    const texts = this.#texts.all;
    const sorted = [...texts.keys()].sort((a, b) => this.order(texts[a]!, texts[b]!));
    this.#ranks = new Uint32Array(texts.length + 1);
    for (const [rank, id] of sorted.entries()) this.#ranks[id + 1] = rank;
    this.#ranks[NONE] = texts.length;
    return this.#ranks;
  }
}

/** A text or none for each gene of a species, read in place. */
export class TextColumn {
  readonly texts: PackedTexts;
  /** One per gene: the position of its text counted from 1, or NONE. */
  readonly numbers: PackedNumbers;
  /** The text that was read last; most genes have that of the gene before. */
  #lastNumber = NONE;
  #lastText = "";

  /** @param order of different texts @throws IndexError if the columns have the wrong size */
  constructor(
    reader: ColumnReader,
    genes: number,
    private readonly order: (a: string, b: string) => number,
  ) {
    this.texts = reader.texts();
    this.numbers = reader.numbers(genes);
  }

  /** The text of a gene; null if it has none. @throws IndexError if it is damaged */
  at(gene: number): string | null {
    const number = this.numbers.at(gene);
    if (number === NONE) return null;
    if (number !== this.#lastNumber) {
      this.#lastText = this.texts.at(number - 1);
      this.#lastNumber = number;
    }
    return this.#lastText;
  }

  /** Compares the texts of two genes, those without one last; the texts stand in order. */
  compare(a: number, b: number): number {
    const left = this.numbers.at(a);
    const right = this.numbers.at(b);
    if (left === NONE || right === NONE) return right - left;
    return left - right;
  }

  /** @throws IndexError if a text cannot be read or is out of order, or a gene has one that does not exist */
  check(): void {
    this.texts.check(this.order);
    if (this.numbers.areAtMost(this.texts.size)) return;
    throw damagedColumns("refer to a text that does not exist");
  }
}
