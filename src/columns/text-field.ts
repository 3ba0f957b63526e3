import { compareTexts } from "../names/order.ts";
import type { Gene } from "./gene.ts";
import type { FieldReader, FieldValues, GeneField, MemberDescription } from "./gene-field.ts";
import { NumberList } from "./number-list.ts";
import {
  type ColumnReader,
  type ColumnWriter,
  damagedGenes,
  type PackedNumbers,
  type PackedTexts,
} from "./packed.ts";
import { type Refusal, refusalOfText } from "./refusal.ts";
import { Texts } from "./texts.ts";

/** In a column whose numbers point into a table of texts, counted from 1: there is no text. */
export const NONE = 0;

/** Members of Gene that are texts. */
type TextMember = {
  [M in keyof Gene]-?: Gene[M] extends string | undefined ? M : never;
}[keyof Gene];

/** A field whose value is one of few texts, stored once a species: a table of texts, and a number a gene. */
export function textField(
  member: TextMember,
  description: string,
  order: (a: string, b: string) => number = compareTexts,
): GeneField<TextValues, TextReader> {
  const members: Partial<Record<keyof Gene, MemberDescription>> = {
    [member]: { kind: "text", description },
  };
  return {
    column: member,
    members,
    collect: () => new TextValues(member, order),
    open: (reader, genes) => new TextReader(member, reader, genes),
  };
}

/** Writes what `TextReader` reads. @param numbers one a gene: the position of its text, counted from 1, or NONE */
export function writeTextField(
  out: ColumnWriter,
  texts: readonly string[],
  numbers: ArrayLike<number>,
): void {
  out.texts(texts);
  out.numbers(numbers);
}

export class TextValues implements FieldValues {
  readonly texts = new Texts(refusalOfText);
  /** One a row: the text's id plus one, or NONE. */
  readonly #ids = new NumberList(Uint32Array);
  #offered = NONE;
  #ranks: Uint32Array | undefined;

  constructor(
    private readonly member: TextMember,
    private readonly order: (a: string, b: string) => number,
  ) {}

  offer(text: string | null): Refusal | null {
    const id = text === null ? null : this.texts.idOf(text);
    if (typeof id === "string") return id;
    this.#offered = id === null ? NONE : id + 1;
    return null;
  }

  keep(): void {
    this.#ids.push(this.#offered);
  }

  /** The text of a row; null where it has none. */
  at(row: number): string | null {
    const id = this.#ids.at(row);
    return id === NONE ? null : this.texts.all[id - 1]!;
  }

  compare(a: number, b: number): number {
    this.#ranks ??= ranksOf(this.texts.all, this.order);
    return this.#ranks[this.#ids.at(a)]! - this.#ranks[this.#ids.at(b)]!;
  }

  addTo(gene: Gene, row: number): void {
    const text = this.at(row);
    if (text !== null) gene[this.member] = text;
  }

  encode(rows: Uint32Array, out: ColumnWriter): void {
    this.#ranks ??= ranksOf(this.texts.all, this.order);
    const table = new LocalTable(
      Uint32Array.from(rows, (row) => this.#ids.at(row)),
      this.#ranks,
    );
    const texts = table.ids.map((id) => this.texts.all[id - 1]!);
    writeTextField(out, texts, table.positions);
  }
}

export class TextReader implements FieldReader {
  readonly #texts: PackedTexts;
  readonly #numbers: PackedNumbers;

  constructor(
    private readonly member: TextMember,
    reader: ColumnReader,
    genes: number,
  ) {
    this.#texts = reader.texts();
    this.#numbers = reader.numbers(genes);
  }

  addTo(gene: Gene, index: number): void {
    const position = this.#numbers.at(index);
    if (position !== NONE) gene[this.member] = this.#texts.at(position - 1);
  }

  check(): void {
    checkTable(this.#texts, this.#numbers);
  }
}

/** @throws IndexError where a number points beyond the table of texts, or a text cannot be read */
export function checkTable(texts: PackedTexts, numbers: PackedNumbers): void {
  for (let index = 0; index < texts.size; index++) texts.at(index);
  if (!numbers.areAtMost(texts.size)) throw damagedGenes("name a text that is not there");
}

/** The rank of each text by its id plus one; NONE comes after all texts. */
export function ranksOf(
  texts: readonly string[],
  order: (a: string, b: string) => number,
): Uint32Array {
  const sorted = [...texts.keys()].sort((a, b) => order(texts[a]!, texts[b]!));
  const ranks = new Uint32Array(texts.length + 1);
  for (const [rank, id] of sorted.entries()) ranks[id + 1] = rank;
  ranks[NONE] = texts.length;
  return ranks;
}

/** Those texts of a build that one species uses, in an order that does not depend on the order of rows. */
export class LocalTable {
  /** Their ids plus one, in order. */
  readonly ids: readonly number[];
  /** For each gene the position of its text among them, counted from 1, or NONE. */
  readonly positions: Uint32Array;

  /**
   * @param ids the id plus one of each gene's text, or NONE
   * @param ranks as `ranksOf` makes them
   */
  constructor(ids: Uint32Array, ranks: Uint32Array) {
    const used = new Set(ids);
    used.delete(NONE);
    this.ids = [...used].sort((a, b) => ranks[a]! - ranks[b]!);
    const positions = new Map(this.ids.map((id, i) => [id, i + 1]));
    this.positions = ids.map((id) => positions.get(id) ?? NONE);
  }
}
