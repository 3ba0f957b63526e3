import { isDigitAt, numberAt } from "../names/digits.ts";
import { compareTexts } from "../names/order.ts";
import type { Gene } from "./gene.ts";
import type { FieldReader, FieldValues, GeneField } from "./gene-field.ts";
import { NumberList } from "./number-list.ts";
import type { ColumnReader, ColumnWriter, PackedNumbers, PackedTexts } from "./packed.ts";
import { type Refusal, refusalOfText } from "./refusal.ts";
import { checkTable, LocalTable, NONE, ranksOf } from "./text-field.ts";
import { Texts } from "./texts.ts";

/** What the text of a place begins with: a chromosome's name, or a location that does not parse. */
const CHROMOSOME = "=";
const AS_WRITTEN = "?";

/** Where a gene lies: chromosome, start and end, or as the source writes it where that does not parse. */
export const locationField: GeneField<LocationValues, LocationReader> = {
  column: "location",
  members: {
    chromosome: { kind: "text", description: "chromosome, or another piece of the assembly" },
    start: { kind: "count", description: "first base, counted from 1" },
    end: { kind: "count", description: "last base, counted from 1" },
    location: {
      kind: "text",
      description: "in place of chromosome, start and end where the location does not parse",
    },
  },
  collect: () => new LocationValues(),
  open: (reader, genes) => new LocationReader(reader, genes),
};

/** The columns of locations, as they are stored. */
export interface LocationColumns {
  /** Names of chromosomes behind `=`, locations that do not parse behind `?`. */
  places: readonly string[];
  /** One a gene: the position of its place, counted from 1, or NONE. */
  place: ArrayLike<number>;
  start: ArrayLike<number>;
  /** end - start. */
  span: ArrayLike<number>;
}

/** Writes what `LocationReader` reads. */
export function writeLocations(
  out: ColumnWriter,
  { places, place, start, span }: LocationColumns,
): void {
  out.texts(places);
  out.numbers(place);
  out.numbers(start);
  out.numbers(span);
}

export class LocationValues implements FieldValues {
  readonly #places = new Texts((place) => refusalOfText(place.slice(1)));
  /** One a row: the place's id plus one, or NONE; start and span are 0 where the location does not parse. */
  readonly #ids = new NumberList(Uint32Array);
  readonly #starts = new NumberList(Uint32Array);
  readonly #spans = new NumberList(Uint32Array);
  #offered = NONE;
  #offeredLocation: Location | null = null;
  #ranks: Uint32Array | undefined;

  offer(text: string | null): Refusal | null {
    this.#offered = NONE;
    this.#offeredLocation = text === null ? null : parseLocation(text);
    if (text === null) return null;
    const chromosome = this.#offeredLocation?.chromosome;
    const id = this.#places.idOf(
      chromosome === undefined ? AS_WRITTEN + text : CHROMOSOME + chromosome,
    );
    if (typeof id === "string") return id;
    this.#offered = id + 1;
    return null;
  }

  keep(): void {
    const location = this.#offeredLocation;
    this.#ids.push(this.#offered);
    this.#starts.push(location?.start ?? 0);
    this.#spans.push(location === null ? 0 : location.end - location.start);
  }

  compare(a: number, b: number): number {
    return this.comparePositions(a, b) || this.#spans.at(a) - this.#spans.at(b);
  }

  /** Orders two rows by their chromosomes, then by where they start. */
  comparePositions(a: number, b: number): number {
    this.#ranks ??= ranksOf(this.#places.all, comparePlaces);
    return (
      this.#ranks[this.#ids.at(a)]! - this.#ranks[this.#ids.at(b)]! ||
      this.#starts.at(a) - this.#starts.at(b)
    );
  }

  addTo(gene: Gene, row: number): void {
    const id = this.#ids.at(row);
    if (id === NONE) return;
    addLocation(gene, this.#places.all[id - 1]!, this.#starts.at(row), this.#spans.at(row));
  }

  encode(rows: Uint32Array, out: ColumnWriter): void {
    this.#ranks ??= ranksOf(this.#places.all, comparePlaces);
    const table = new LocalTable(
      Uint32Array.from(rows, (row) => this.#ids.at(row)),
      this.#ranks,
    );
    writeLocations(out, {
      places: table.ids.map((id) => this.#places.all[id - 1]!),
      place: table.positions,
      start: Uint32Array.from(rows, (row) => this.#starts.at(row)),
      span: Uint32Array.from(rows, (row) => this.#spans.at(row)),
    });
  }
}

export class LocationReader implements FieldReader {
  readonly #places: PackedTexts;
  readonly #place: PackedNumbers;
  readonly #start: PackedNumbers;
  readonly #span: PackedNumbers;

  constructor(reader: ColumnReader, genes: number) {
    this.#places = reader.texts();
    this.#place = reader.numbers(genes);
    this.#start = reader.numbers(genes);
    this.#span = reader.numbers(genes);
  }

  addTo(gene: Gene, index: number): void {
    const position = this.#place.at(index);
    if (position === NONE) return;
    addLocation(gene, this.#places.at(position - 1), this.#start.at(index), this.#span.at(index));
  }

  check(): void {
    checkTable(this.#places, this.#place);
  }
}

function addLocation(gene: Gene, place: string, start: number, span: number): void {
  const text = place.slice(1);
  if (place.startsWith(CHROMOSOME)) {
    gene.chromosome = text;
    gene.start = start;
    gene.end = start + span;
  } else {
    gene.location = text;
  }
}

/**
 * Chromosomes before locations that do not parse, shorter names before longer ones (a chromosome before its alternative
 * haplotypes), then byte order.
 */
function comparePlaces(a: string, b: string): number {
  const isParsed = (place: string) => place.startsWith(CHROMOSOME);
  if (isParsed(a) !== isParsed(b)) return isParsed(a) ? -1 : 1;
  return (isParsed(a) ? a.length - b.length : 0) || compareTexts(a, b);
}

/** 1-based, both ends included, as Ensembl writes them. */
export interface Location {
  chromosome: string;
  start: number;
  end: number;
}

/** Positions are 32-bit numbers; the longest known chromosomes stay far below. */
const MAXIMUM_POSITION = 2 ** 32 - 1;

/**
 * Reads `17:43044295-43170245`; null where the text is written otherwise. The name of a contig may itself hold a
 * colon, so the last colon separates it from the positions.
 */
export function parseLocation(text: string): Location | null {
  const dash = startOfNumber(text, text.length) - 1;
  if (dash < 0 || text[dash] !== "-") return null;
  const colon = startOfNumber(text, dash) - 1;
  if (colon < 1 || text[colon] !== ":") return null;
  const start = position(text, colon + 1, dash);
  const end = position(text, dash + 1, text.length);
  if (start === null || end === null || end < start) return null;
  return { chromosome: text.slice(0, colon), start, end };
}

/** Where the run of digits that ends before `end` begins; `end` itself where there is none. */
function startOfNumber(text: string, end: number): number {
  let start = end;
  while (start > 0 && isDigitAt(text, start - 1)) start--;
  return start;
}

/** Null for what would not be written the same again: nothing, leading zeros, too large. */
function position(text: string, start: number, end: number): number | null {
  if (start === end || (end - start > 1 && text[start] === "0") || end - start > 10) return null;
  const value = numberAt(text, start, end);
  return value > MAXIMUM_POSITION ? null : value;
}
