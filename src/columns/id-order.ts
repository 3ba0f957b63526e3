import { FOLDS_BY_CASE_ALONE, fold } from "../names/fold.ts";
import { compareTexts } from "../names/order.ts";
import { withoutVersion } from "../names/stable-id.ts";
import { countingSort } from "./number-list.ts";
import { ColumnReader, ColumnWriter, damagedColumns, type PackedNumbers } from "./packed.ts";
import type { SpeciesGenes } from "./species-genes.ts";
import type { StableIdValues } from "./stable-id-field.ts";
import { NONE } from "./text-column.ts";

const VERSION_MARK = ".";
/** The most ids that a query reads: more than share a prefix in any species. A bad index may claim billions. */
const MOST_READ = 200_000;
/** Numbers are sorted by their lower half, then by their upper half. */
const HALF_BITS = 16;
const HALVES = 2 ** HALF_BITS;

/** Writes what `IdOrder` reads. @param genes as `idOrder` makes them */
export function encodeIdOrder(genes: ArrayLike<number>): Uint8Array {
  const out = new ColumnWriter();
  out.numbers(genes);
  return out.finish();
}

/**
 * The genes that have stable ids, in byte order of the folded ids, those with equal ids by their index.
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

/** Whether all ids are of one kind, and thus ordered by their numbers, and no number is too large to be sorted. */
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

/** What is known of all stable ids of a species. */
interface IdShapes {
  /** Whether nothing but the case of A to Z is folded in them. */
  foldByCaseAlone: boolean;
  /** The lengths of the folded ids without their versions; null if folding may change lengths. */
  lengths: ReadonlySet<number> | null;
}

/** Finds the genes of a species by their stable ids. */
export class IdOrder {
  /** The genes that have stable ids, in byte order of the folded ids, those with equal ids by their index. */
  readonly #order: PackedNumbers;
  #shapes: IdShapes | null = null;
  /** End of the column in the section, in bytes. */
  readonly end: number;

  /** @throws IndexError if the column does not fit the section */
  constructor(
    section: Uint8Array,
    offset: number,
    private readonly genes: SpeciesGenes,
  ) {
    const reader = new ColumnReader(section, offset);
    this.#order = reader.numbers();
    this.end = reader.end;
  }

  /** The genes with a folded id, whether it or their own ids have versions or not. */
  withId(folded: string): number[] {
    const wanted = withoutVersion(folded);
    if (!this.#hasLength(wanted.length)) return [];
    // What still ends like a version would be found among the ids that have that version.
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

  /** The genes whose folded id starts with a text, in the order of their ids. */
  *startingWith(folded: string): Generator<number> {
    for (const [gene] of this.#startingWith(folded)) yield gene;
  }

  /** Checks the column. @throws IndexError if it is not the order of all stable ids of the genes */
  check(): void {
    const { genes, stableIds } = this.genes;
    if (this.#order.size !== stableIds.count || !this.#order.areAtMost(genes - 1)) {
      throw damagedColumns("order other stable ids than the genes have");
    }
    // As many genes as have ids, each after the one before: so none is missing, and none is there twice.
    if (this.#order.size > 0) this.#checkOrder();
  }

  #checkOrder(): void {
    const { stableIds } = this.genes;
    const kinds = stableIds.kindOfEach();
    const numbers = stableIds.numberOfEach();
    // A number from here on has more digits than others of its kind, so that its id has to be compared as a text.
    const ends = Float64Array.from([0, ...stableIds.kinds.map(({ digits }) => 10 ** digits)]);
    let before: number | null = null;
    let kindBefore = NONE;
    let numberBefore = 0;
    for (const { numbers: block } of this.#order.blocks()) {
      for (let i = 0; i < block.length; i++) {
        const gene = block[i]!;
        const kind = kinds[gene]!;
        const number = numbers[gene]!;
        const end = ends[kind] ?? 0;
        // Nearly all ids are of one kind, and so in the order of their numbers.
        const isAfter =
          before === null ||
          (kind === kindBefore && number < end && numberBefore < end
            ? number > numberBefore || (number === numberBefore && gene > before)
            : this.#compare(before, gene) < 0);
        if (!isAfter) throw damagedColumns("have stable ids out of order");
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

  *#startingWith(prefix: string): Generator<[gene: number, id: string]> {
    const first = this.#firstFrom(prefix);
    for (let i = first; i < Math.min(this.#order.size, first + MOST_READ); i++) {
      const gene = this.#order.at(i);
      const id = this.#folded(gene);
      if (!id.startsWith(prefix)) return;
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
    if (id === null) throw damagedColumns("order other stable ids than the genes have");
    // A search reads many ids, and folding takes longer than all else.
    return this.#shapesOfIds().foldByCaseAlone ? id.toLowerCase() : fold(id);
  }

  #hasLength(length: number): boolean {
    return this.#order.size > 0 && (this.#shapesOfIds().lengths?.has(length) ?? true);
  }

  #shapesOfIds(): IdShapes {
    this.#shapes ??= this.#readShapes();
    return this.#shapes;
  }

  #readShapes(): IdShapes {
    const { kinds } = this.genes.stableIds;
    const foldByCaseAlone = kinds.every(({ prefix, suffix }) =>
      FOLDS_BY_CASE_ALONE.test(prefix + suffix),
    );
    if (!foldByCaseAlone) return { foldByCaseAlone, lengths: null };
    // Only the number of digits matters, whatever they are.
    const ids = kinds.map(({ prefix, digits, suffix }) => prefix + "0".repeat(digits) + suffix);
    return { foldByCaseAlone, lengths: new Set(ids.map((id) => withoutVersion(id).length)) };
  }
}
