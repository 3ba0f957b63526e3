import { FOLDS_BY_CASE_ALONE, fold } from "../names/fold.ts";
import { compareTexts } from "../names/order.ts";
import { withoutVersion } from "../names/stable-id.ts";
import type { SpeciesGenes } from "./columns.ts";
import { damagedGenes } from "./damage.ts";
import { BLOCK, ColumnReader, ColumnWriter, type PackedNumbers } from "./packed.ts";

const VERSION_MARK = ".";
/** Stands for the place before the first. */
const NO_PLACE = -1;
/** Ids that one query looks at: more than begin alike in any species, and an end where an index claims billions. */
const MOST_LOOKED_AT = 200_000;

/** The places of a species' genes with stable ids as bytes, in the order of their folded ids. */
export function encodeIdOrder(places: ArrayLike<number>): Uint8Array {
  const out = new ColumnWriter();
  out.numbers(places);
  return out.finish();
}

/** The genes of a species by their stable ids: places in byte order of the folded ids, then in their own. */
export class StableIds {
  readonly size: number;
  readonly #places: PackedNumbers;
  #areFoldedByCaseAlone: boolean | undefined;
  /** Lengths of ids without their versions; null where folding may change them. */
  #lengths: ReadonlySet<number> | null | undefined;
  /** Where in the section the column ends. */
  readonly end: number;

  /** @throws IndexError where the column does not fit the section */
  constructor(
    section: Uint8Array,
    offset: number,
    private readonly genes: SpeciesGenes,
  ) {
    const reader = new ColumnReader(section, offset);
    const { numbers, size } = reader.sizedNumbers();
    this.#places = numbers;
    this.size = size;
    this.end = reader.end;
  }

  /** Places of the genes whose folded id is this one, whatever the versions of both. */
  withId(folded: string): number[] {
    const wanted = withoutVersion(folded);
    if (!this.#hasLength(wanted.length)) return [];
    // One that still ends like a version had two, as no id has.
    if (withoutVersion(wanted) !== wanted) return [];
    const places: number[] = [];
    let hasMore = false;
    for (const [place, id] of this.#startingWith(wanted)) {
      hasMore = id !== wanted;
      if (hasMore) break;
      places.push(place);
    }
    if (!hasMore) return places;
    for (const [place, id] of this.#startingWith(wanted + VERSION_MARK)) {
      if (withoutVersion(id) === wanted) places.push(place);
    }
    return places;
  }

  /** Places of the genes whose folded id begins with a text, in the order of their ids. */
  *startingWith(folded: string): Generator<number> {
    for (const [place] of this.#startingWith(folded)) yield place;
  }

  /** Looks through the column. @throws IndexError where it is not the order of all the genes' stable ids */
  check(): void {
    const { genes, withIds } = this.genes;
    if (this.size !== withIds || !this.#places.areAtMost(genes - 1, this.size)) {
      throw damagedGenes("have other stable ids than are in order");
    }
    // As many as there are, each behind the one before: none is left out, and none stands twice.
    if (this.size > 0) this.#checkOrder();
  }

  #checkOrder(): void {
    const kinds = this.genes.idKindOfEach;
    const numbers = this.genes.idNumberOfEach;
    // From these on a number has more digits than others of its kind, and its id is ordered as a text.
    const ends = Float64Array.from([0, ...this.genes.idKinds.map(({ digits }) => 10 ** digits)]);
    let before = NO_PLACE;
    let kindBefore = 0;
    let numberBefore = 0;
    for (let first = 0; first < this.size; first += BLOCK) {
      const places = this.#places.block(first, this.size);
      for (let i = 0; i < places.length; i++) {
        const place = places[i]!;
        const kind = kinds[place]!;
        const number = numbers[place]!;
        const end = ends[kind] ?? 0;
        // Nearly all are of one kind, and in the order of their numbers.
        const isBehind =
          kind === kindBefore && number < end && numberBefore < end
            ? number > numberBefore || (number === numberBefore && place > before)
            : before === NO_PLACE || this.#compare(before, place) < 0;
        if (!isBehind) throw damagedGenes("have stable ids out of order");
        before = place;
        kindBefore = kind;
        numberBefore = number;
      }
    }
  }

  /** Compares the genes at two places by their folded ids, then by the places. */
  #compare(a: number, b: number): number {
    return compareTexts(this.#folded(a), this.#folded(b)) || a - b;
  }

  *#startingWith(beginning: string): Generator<[place: number, id: string]> {
    const first = this.#firstFrom(beginning);
    for (let i = first; i < Math.min(this.size, first + MOST_LOOKED_AT); i++) {
      const id = this.#idAt(i);
      if (!id.startsWith(beginning)) return;
      yield [this.#places.at(i), id];
    }
  }

  /** How many ids stand before a text. */
  #firstFrom(text: string): number {
    let first = 0;
    for (let above = this.size; first < above; ) {
      const middle = (first + above) >>> 1;
      if (compareTexts(this.#idAt(middle), text) < 0) first = middle + 1;
      else above = middle;
    }
    return first;
  }

  #idAt(i: number): string {
    return this.#folded(this.#places.at(i));
  }

  #folded(place: number): string {
    const id = this.genes.stableIdAt(place);
    if (id === null) throw damagedGenes("have other stable ids than are in order");
    // A search looks at many, and folding takes longer than all else.
    return this.#foldByCaseAlone() ? id.toLowerCase() : fold(id);
  }

  #hasLength(length: number): boolean {
    this.#lengths ??= this.#readLengths();
    return this.size > 0 && (this.#lengths?.has(length) ?? true);
  }

  #foldByCaseAlone(): boolean {
    this.#areFoldedByCaseAlone ??= this.genes.idKinds.every(({ prefix, suffix }) =>
      FOLDS_BY_CASE_ALONE.test(prefix + suffix),
    );
    return this.#areFoldedByCaseAlone;
  }

  #readLengths(): ReadonlySet<number> | null {
    if (!this.#foldByCaseAlone()) return null;
    // Its digits do not matter, only how many there are.
    const shapes = this.genes.idKinds.map(
      ({ prefix, digits, suffix }) => prefix + "0".repeat(digits) + suffix,
    );
    return new Set(shapes.map((shape) => withoutVersion(shape).length));
  }
}
