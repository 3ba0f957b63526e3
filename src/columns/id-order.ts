import { FOLDS_BY_CASE_ALONE, fold } from "../names/fold.ts";
import { compareTexts } from "../names/order.ts";
import { withoutVersion } from "../names/stable-id.ts";
import { countingSort } from "./number-list.ts";
import { BLOCK, ColumnReader, ColumnWriter, damagedGenes, type PackedNumbers } from "./packed.ts";
import type { SpeciesGenes } from "./species-genes.ts";
import type { StableIdValues } from "./stable-id-field.ts";

const VERSION_MARK = ".";
/** How many ids one query looks at: more than begin alike in any species, and a bound where an index claims billions. */
const MOST_LOOKED_AT = 200_000;
/** Numbers are sorted by their lower and then by their upper half. */
const HALF_BITS = 16;
const HALVES = 2 ** HALF_BITS;

/** Writes the genes of a species that have stable ids, in byte order of the folded ids. */
export function encodeIdOrder(genes: ArrayLike<number>): Uint8Array {
  const out = new ColumnWriter();
  out.numbers(genes);
  return out.finish();
}

/**
 * The genes with stable ids, in byte order of the folded ids, equal ones by their index.
 *
 * @param rows the row of each gene
 */
export function idOrder(ids: StableIdValues, rows: Uint32Array): Uint32Array {
  const genes = new Uint32Array(rows.length);
  let size = 0;
  for (let gene = 0; gene < rows.length; gene++) if (ids.has(rows[gene]!)) genes[size++] = gene;
  const withIds = genes.subarray(0, size);
  return areOfOneKind(ids, rows, withIds)
    ? orderByNumber(ids, rows, withIds)
    : orderByText(ids, rows, withIds);
}

/** Whether all ids are of one kind, and so in the order of their numbers, which must not be too large to be sorted. */
function areOfOneKind(ids: StableIdValues, rows: Uint32Array, genes: Uint32Array): boolean {
  return genes.every((gene) => {
    const row = rows[gene]!;
    return ids.kindAt(row) === ids.kindAt(rows[genes[0]!]!) && ids.numberAt(row) < HALVES ** 2;
  });
}

function orderByNumber(ids: StableIdValues, rows: Uint32Array, genes: Uint32Array): Uint32Array {
  const numbers = Uint32Array.from(rows, (row) => ids.numberAt(row));
  const byLower = countingSort(genes, HALVES, (gene) => numbers[gene]! & (HALVES - 1));
  return countingSort(byLower, HALVES, (gene) => numbers[gene]! >>> HALF_BITS);
}

function orderByText(ids: StableIdValues, rows: Uint32Array, genes: Uint32Array): Uint32Array {
  const folded = Array.from(genes, (gene) => ({ gene, id: fold(ids.at(rows[gene]!)!) }));
  folded.sort((a, b) => compareTexts(a.id, b.id) || a.gene - b.gene);
  return Uint32Array.from(folded, ({ gene }) => gene);
}

/** Finds the genes of a species by their stable ids. */
export class IdOrder {
  /** The genes with stable ids, in byte order of the folded ids, equal ones by their index. */
  readonly #order: PackedNumbers;
  #areFoldedByCaseAlone: boolean | undefined;
  /** Lengths of ids without their versions; null where folding may change them. */
  #lengths: ReadonlySet<number> | null | undefined;
  /** Where in the section the column ends, in bytes. */
  readonly end: number;

  /** @throws IndexError where the column does not fit the section */
  constructor(
    section: Uint8Array,
    offset: number,
    private readonly genes: SpeciesGenes,
  ) {
    const reader = new ColumnReader(section, offset);
    this.#order = reader.numbers();
    this.end = reader.end;
  }

  /** The genes with a folded id, whatever the versions of both. */
  withId(folded: string): number[] {
    const wanted = withoutVersion(folded);
    if (!this.#hasLength(wanted.length)) return [];
    // One that still ends like a version had two, as no id has.
    if (withoutVersion(wanted) !== wanted) return [];
    const genes: number[] = [];
    let hasMore = false;
    for (const [gene, id] of this.#startingWith(wanted)) {
      hasMore = id !== wanted;
      if (hasMore) break;
      genes.push(gene);
    }
    if (!hasMore) return genes;
    for (const [gene, id] of this.#startingWith(wanted + VERSION_MARK)) {
      if (withoutVersion(id) === wanted) genes.push(gene);
    }
    return genes;
  }

  /** The genes whose folded id begins with a text, in the order of their ids. */
  *startingWith(folded: string): Generator<number> {
    for (const [gene] of this.#startingWith(folded)) yield gene;
  }

  /** Looks through the column. @throws IndexError where it is not the order of all the genes' stable ids */
  check(): void {
    const { genes, stableIds } = this.genes;
    if (this.#order.size !== stableIds.count || !this.#order.areAtMost(genes - 1)) {
      throw damagedGenes("have other stable ids than are in order");
    }
    // There are as many as genes with ids, each after the one before: none is left out, and none stands twice.
    if (this.#order.size > 0) this.#checkOrder();
  }

  #checkOrder(): void {
    const { stableIds } = this.genes;
    const kinds = stableIds.kindOfEach();
    const numbers = stableIds.numberOfEach();
    // From these on a number has more digits than others of its kind, and its id is ordered as a text.
    const ends = Float64Array.from([0, ...stableIds.kinds.map(({ digits }) => 10 ** digits)]);
    let before: number | null = null;
    let kindBefore = 0;
    let numberBefore = 0;
    const block = new Float64Array(BLOCK);
    for (let first = 0; first < this.#order.size; first += BLOCK) {
      const count = this.#order.read(first, this.#order.size, block);
      for (let i = 0; i < count; i++) {
        const gene = block[i]!;
        const kind = kinds[gene]!;
        const number = numbers[gene]!;
        const end = ends[kind] ?? 0;
        // Nearly all are of one kind, and in the order of their numbers.
        const isAfter =
          before === null ||
          (kind === kindBefore && number < end && numberBefore < end
            ? number > numberBefore || (number === numberBefore && gene > before)
            : this.#compare(before, gene) < 0);
        if (!isAfter) throw damagedGenes("have stable ids out of order");
        before = gene;
        kindBefore = kind;
        numberBefore = number;
      }
    }
  }

  /** Compares two genes by their folded ids, then by their indexes. */
  #compare(a: number, b: number): number {
    return compareTexts(this.#folded(a), this.#folded(b)) || a - b;
  }

  *#startingWith(beginning: string): Generator<[gene: number, id: string]> {
    const first = this.#firstFrom(beginning);
    for (let i = first; i < Math.min(this.#order.size, first + MOST_LOOKED_AT); i++) {
      const gene = this.#order.at(i);
      const id = this.#folded(gene);
      if (!id.startsWith(beginning)) return;
      yield [gene, id];
    }
  }

  /** How many ids come before a text. */
  #firstFrom(text: string): number {
    let first = 0;
    for (let above = this.#order.size; first < above; ) {
      const middle = (first + above) >>> 1;
      if (compareTexts(this.#folded(this.#order.at(middle)), text) < 0) first = middle + 1;
      else above = middle;
    }
    return first;
  }

  #folded(gene: number): string {
    const id = this.genes.stableIds.at(gene);
    if (id === null) throw damagedGenes("have other stable ids than are in order");
    // A search looks at many, and folding takes longer than all else.
    return this.#foldByCaseAlone() ? id.toLowerCase() : fold(id);
  }

  #hasLength(length: number): boolean {
    this.#lengths ??= this.#readLengths();
    return this.#order.size > 0 && (this.#lengths?.has(length) ?? true);
  }

  #foldByCaseAlone(): boolean {
    this.#areFoldedByCaseAlone ??= this.genes.stableIds.kinds.every(({ prefix, suffix }) =>
      FOLDS_BY_CASE_ALONE.test(prefix + suffix),
    );
    return this.#areFoldedByCaseAlone;
  }

  #readLengths(): ReadonlySet<number> | null {
    if (!this.#foldByCaseAlone()) return null;
    // Its digits do not matter, only how many there are.
    const shapes = this.genes.stableIds.kinds.map(
      ({ prefix, digits, suffix }) => prefix + "0".repeat(digits) + suffix,
    );
    return new Set(shapes.map((shape) => withoutVersion(shape).length));
  }
}
