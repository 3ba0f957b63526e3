import { isDigitAt, numberAt } from "../names/digits.ts";
import { compareTexts } from "../names/order.ts";
import type { FieldReader, FieldValues, Gene, GeneField } from "./gene-field.ts";
import { NumberList } from "./number-list.ts";
import {
  type ColumnReader,
  type ColumnWriter,
  damagedColumns,
  type PackedNumbers,
} from "./packed.ts";
import { type Refusal, refusalOfText } from "./refusal.ts";
import { TextColumn, TextRows, writeTextColumn } from "./text-column.ts";

/** What a place starts with, before the name of a chromosome or a location that does not parse. */
const CHROMOSOME = "=";
const UNPARSED = "?";

/** Where a gene lies: chromosome, start and end, or the location as the source writes it if it does not parse. */
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

/** The columns of locations, as they are stored: `place`, `start` and `span` have one entry per gene. */
export interface LocationColumns {
  /** `=` and the name of a chromosome, or `?` and a location that does not parse. */
  places: readonly string[];
  /** The position of the gene's place counted from 1, or NONE. */
  place: ArrayLike<number>;
  /** 0 unless the place is a chromosome. */
  start: ArrayLike<number>;
  /** end - start. */
  span: ArrayLike<number>;
}

/** Writes what `LocationReader` reads. */
export function writeLocations(
  out: ColumnWriter,
  { places, place, start, span }: LocationColumns,
): void {
  writeTextColumn(out, places, place);
  out.numbers(start);
  out.numbers(span);
}

export class LocationValues implements FieldValues {
  readonly #places = new TextRows((place) => refusalOfText(place.slice(1)), comparePlaces);
  readonly #starts = new NumberList(Uint32Array);
  readonly #spans = new NumberList(Uint32Array);
  #offered: Location | null = null;

  offer(text: string | null): Refusal | null {
    this.#offered = text === null ? null : parseLocation(text);
    if (text === null) return this.#places.offer(null);
    const chromosome = this.#offered?.chromosome;
    return this.#places.offer(chromosome === undefined ? UNPARSED + text : CHROMOSOME + chromosome);
  }

  keep(): void {
    this.#places.keep();
    this.#starts.push(this.#offered?.start ?? 0);
    this.#spans.push(this.#offered === null ? 0 : this.#offered.end - this.#offered.start);
  }

  compare(a: number, b: number): number {
    return this.comparePositions(a, b) || this.#spans.at(a) - this.#spans.at(b);
  }

  /** Compares the chromosomes of two rows, then where they start. */
  comparePositions(a: number, b: number): number {
    return this.#places.compare(a, b) || this.#starts.at(a) - this.#starts.at(b);
  }

  addTo(gene: Gene, row: number): void {
    const place = this.#places.at(row);
    if (place !== null) addLocation(gene, place, this.#starts.at(row), this.#spans.at(row));
  }

  encode(rows: Uint32Array, out: ColumnWriter): void {
    this.#places.encode(rows, out);
    out.numbers(Uint32Array.from(rows, (row) => this.#starts.at(row)));
    out.numbers(Uint32Array.from(rows, (row) => this.#spans.at(row)));
  }
}

export class LocationReader implements FieldReader {
  readonly #places: TextColumn;
  readonly #start: PackedNumbers;
  readonly #span: PackedNumbers;

  constructor(reader: ColumnReader, genes: number) {
    this.#places = new TextColumn(reader, genes, comparePlaces);
    this.#start = reader.numbers(genes);
    this.#span = reader.numbers(genes);
  }

  addTo(gene: Gene, index: number): void {
    const place = this.#places.at(index);
    if (place !== null) addLocation(gene, place, this.#start.at(index), this.#span.at(index));
  }

  compare(a: number, b: number): number {
    return this.comparePositions(a, b) || this.#span.at(a) - this.#span.at(b);
  }

  /** Compares the chromosomes of two genes, then where they start. */
  comparePositions(a: number, b: number): number {
    return this.#places.compare(a, b) || this.#start.at(a) - this.#start.at(b);
  }

  check(): void {
    this.#places.check();
    if (this.#start.areZero && this.#span.areZero) return;
    const { texts, numbers } = this.#places;
    const places = Array.from({ length: texts.size }, (_, i) => texts.at(i));
    const areChromosomes = places.every((place) => place.startsWith(CHROMOSOME));
    const areSmall = this.#start.largest + this.#span.largest <= MAXIMUM_POSITION;
    if (areChromosomes && areSmall && numbers.zeros === 0) return;
    const hasPosition = [false, ...places.map((place) => place.startsWith(CHROMOSOME))];
    const ofGenes = numbers.all();
    const spans = this.#span.all();
    const areRight = this.#start.all().every((start, gene) => {
      const end = start + spans[gene]!;
      return end <= MAXIMUM_POSITION && (end === 0 || hasPosition[ofGenes[gene]!]);
    });
    if (!areRight) throw damagedColumns("have a position that is on no chromosome or too large");
  }
}

function addLocation(gene: Gene, place: string, start: number, span: number): void {
  const text = place.slice(1);
  const location = place.startsWith(CHROMOSOME)
    ? { chromosome: text, start, end: start + span }
    : parseOverOrigin(text);
  if (location === null) gene.location = text;
  else Object.assign(gene, location);
}

/**
 * Chromosomes come before locations that do not parse, shorter names before longer ones, so that a chromosome comes
 * before its alternative haplotypes; then byte order decides.
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

/** Positions are 32-bit numbers; the longest known chromosomes are far shorter. */
const MAXIMUM_POSITION = 2 ** 32 - 1;

/** Two positions, perhaps with thousands separators, and `-` or `..` between them. */
const POSITIONS = /:(\d{1,3}(?:,\d{3})+|\d+)(?:-|\.\.)(\d{1,3}(?:,\d{3})+|\d+)$/;

/**
 * Parses `17:43044295-43170245`, `17:43,044,295-43,170,245` and `17:43044295..43170245`; null if the text has any
 * other form. The name of a contig may itself contain a colon, so the last one separates it from the positions.
 */
export function parseLocation(text: string): Location | null {
  const location = parsePlain(text) ?? parseSeparated(text);
  return location === null || location.end < location.start ? null : location;
}

/** Parses the location of a gene over the origin of a circular chromosome, which ends before it starts. */
function parseOverOrigin(text: string): Location | null {
  const location = parsePlain(text) ?? parseSeparated(text);
  return location === null || location.end >= location.start ? null : location;
}

function parseSeparated(text: string): Location | null {
  const [positions, start, end] = POSITIONS.exec(text) ?? [];
  if (positions === undefined) return null;
  const chromosome = text.slice(0, text.length - positions.length);
  return parsePlain(`${chromosome}:${start!.replaceAll(",", "")}-${end!.replaceAll(",", "")}`);
}

function parsePlain(text: string): Location | null {
  const dash = startOfNumber(text, text.length) - 1;
  if (dash < 0 || text[dash] !== "-") return null;
  const colon = startOfNumber(text, dash) - 1;
  if (colon < 1 || text[colon] !== ":") return null;
  const start = parsePosition(text, colon + 1, dash);
  const end = parsePosition(text, dash + 1, text.length);
  if (start === null || end === null) return null;
  return { chromosome: text.slice(0, colon), start, end };
}

/** Where the run of digits before `end` starts; `end` itself if there is none. */
function startOfNumber(text: string, end: number): number {
  let start = end;
  while (start > 0 && isDigitAt(text, start - 1)) start--;
  return start;
}

/** Null for what could not be written back unchanged: no digits, leading zeros, or a number that is too large. */
function parsePosition(text: string, start: number, end: number): number | null {
  if (start === end || (end - start > 1 && text[start] === "0")) return null;
  const value = numberAt(text, start, end);
  return value > MAXIMUM_POSITION ? null : value;
}
