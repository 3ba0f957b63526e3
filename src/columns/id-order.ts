import { FOLDS_BY_CASE_ALONE, fold } from "../names/fold.ts";
import { compareSpellings, compareTexts, type RankedName } from "../names/order.ts";
import {
  formatStableId,
  idPrefixOf,
  prefixesWithVersions,
  stemOf,
  withoutVersion,
} from "../names/stable-id.ts";
import { countingSort } from "./number-list.ts";
import type { OtherIdValues } from "./other-ids-field.ts";
import {
  ColumnReader,
  ColumnWriter,
  damagedColumns,
  type PackedNumbers,
  type PackedTexts,
} from "./packed.ts";
import type { SpeciesGenes } from "./species-genes.ts";
import type { StableIdValues } from "./stable-id-field.ts";
import { NONE } from "./text-column.ts";

const VERSION_MARK = ".";
/** The most ids that a query reads: more than share a prefix in any species. A bad index may claim billions. */
const MOST_READ = 2000;
/** Numbers are sorted by their lower half, then by their upper half. */
const HALF_BITS = 16;
const HALVES = 2 ** HALF_BITS;

/** The orders of one species' ids. */
export interface IdColumns {
  /**
   * The genes that have stable ids, in byte order of the folded ids, then of the ids. Those with the same id are in the
   * order of their labels' spellings, then in that of their indexes.
   */
  stable: ArrayLike<number>;
  /** The id prefixes whose ids have versions, in byte order. */
  versioned: readonly string[];
  /** The indexes of all other ids, in byte order of the folded ids, equal ones by their index. */
  other: ArrayLike<number>;
}

/** Writes what `IdOrder` reads. */
export function encodeIdColumns({ stable, versioned, other }: IdColumns): Uint8Array {
  const out = new ColumnWriter();
  out.numbers(stable);
  out.texts(versioned);
  out.numbers(other);
  return out.finish();
}

/** The genes of one species whose ids are ordered. */
interface GenesWithIds {
  stableIds: StableIdValues;
  otherIds: OtherIdValues;
  /** The row of each gene. */
  rows: Uint32Array;
  /** The label of a gene. */
  labelOf: (gene: number) => RankedName;
}

/** Orders the ids of one species. */
export function idColumns({ stableIds, otherIds, rows, labelOf }: GenesWithIds): IdColumns {
  const stable = orderOfStableIds(stableIds, rows);
  const haveSameId = (a: number, b: number) => {
    const [rowA, rowB] = [rows[a]!, rows[b]!];
    return (
      stableIds.numberAt(rowA) === stableIds.numberAt(rowB) &&
      stableIds.kindAt(rowA) === stableIds.kindAt(rowB)
    );
  };
  orderSameIds(stable, haveSameId, labelOf);
  const folds = Array.from(stable, (gene) => fold(stableIds.at(rows[gene]!)!));
  return {
    stable,
    versioned: prefixesWithVersions(folds).sort(compareTexts),
    other: orderByFold(Array.from(rows, (row) => otherIds.at(row)).flat()),
  };
}

function orderOfStableIds(ids: StableIdValues, rows: Uint32Array): Uint32Array {
  const genes = new Uint32Array(rows.length);
  let size = 0;
  for (let gene = 0; gene < rows.length; gene++) if (ids.has(rows[gene]!)) genes[size++] = gene;
  const withIds = genes.subarray(0, size);
  if (areOfOneKind(ids, rows, withIds)) return orderByNumber(ids, rows, withIds);
  const texts = Array.from(withIds, (gene) => ids.at(rows[gene]!)!);
  const folded = texts.map((id, index) => ({ id, fold: fold(id), index }));
  folded.sort(
    (a, b) => compareTexts(a.fold, b.fold) || compareTexts(a.id, b.id) || a.index - b.index,
  );
  return Uint32Array.from(folded, ({ index }) => withIds[index]!);
}

/** Puts genes that have the same id in the order of their labels; few have. @param order is changed in place */
function orderSameIds(
  order: Uint32Array,
  haveSameId: (a: number, b: number) => boolean,
  labelOf: (gene: number) => RankedName,
): void {
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && haveSameId(order[from]!, order[to]!)) to++;
    if (to - from > 1) {
      const genes = Array.from(order.subarray(from, to), (gene) => ({
        gene,
        label: labelOf(gene),
      }));
      genes.sort((a, b) => compareSpellings(a.label, b.label) || a.gene - b.gene);
      order.set(
        genes.map(({ gene }) => gene),
        from,
      );
    }
    from = to;
  }
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

/** The indexes of ids in byte order of their folds, equal ones by index. */
function orderByFold(ids: readonly string[]): Uint32Array {
  const folded = ids.map((id, index) => ({ id: fold(id), index }));
  folded.sort((a, b) => compareTexts(a.id, b.id) || a.index - b.index);
  return Uint32Array.from(folded, ({ index }) => index);
}

/** What is known of all stable ids of a species. */
interface IdShapes {
  /** Whether nothing but the case of A to Z is folded in them. */
  foldByCaseAlone: boolean;
  /** The lengths of the folded ids, with and without what looks like a version; null if folding may change lengths. */
  lengths: ReadonlySet<number> | null;
}

/** Finds the genes of a species by their ids. All queries are folded. */
export class IdOrder {
  readonly #stable: PackedNumbers;
  readonly #versionedTexts: PackedTexts;
  readonly #other: PackedNumbers;
  #versioned: ReadonlySet<string> | null = null;
  #shapes: IdShapes | null = null;
  #sharedLength: number | null = null;
  /** End of the columns in the section, in bytes. */
  readonly end: number;

  /** @throws IndexError if the columns do not fit the section */
  constructor(
    section: Uint8Array,
    offset: number,
    private readonly genes: SpeciesGenes,
  ) {
    const reader = new ColumnReader(section, offset);
    this.#stable = reader.numbers();
    this.#versionedTexts = reader.texts();
    this.#other = reader.numbers();
    this.end = reader.end;
  }

  /** The genes with a stable id or another id, each once: ids whole, or without versions if ids like theirs have them. */
  withId(query: string): number[] {
    const genes = this.withStableId(query);
    if (this.#other.size === 0) return genes;
    for (const id of this.#othersEqualTo(query)) genes.push(this.genes.otherIds.geneOf(id));
    return [...new Set(genes)];
  }

  /** The genes with a stable id: ids whole, or without versions if ids like theirs have them. */
  withStableId(query: string): number[] {
    const wanted = withoutVersion(query);
    if (!this.#hasLength(query.length) && !this.#hasLength(wanted.length)) return [];
    const genes = this.#stableEqualTo(query);
    if (!this.#hasVersions(query)) return genes;
    // What still ends like a version is no id without one.
    const hadOneVersion = wanted !== query && withoutVersion(wanted) === wanted;
    if (hadOneVersion) genes.push(...this.#stableEqualTo(wanted));
    for (const [gene, id] of this.#startingWith(stemOf(wanted) + VERSION_MARK)) {
      if (id !== query && id !== wanted && withoutVersion(id) === wanted) genes.push(gene);
    }
    return genes;
  }

  /** The genes whose stable id starts with a text, in the order of their ids. */
  *startingWith(query: string): Generator<number> {
    for (const [gene] of this.#startingWith(query)) yield gene;
  }

  /** How many code points all stable ids start with; Infinity if there are no ids. */
  get sharedLength(): number {
    this.#sharedLength ??= this.#readSharedLength();
    return this.#sharedLength;
  }

  /**
   * Checks the columns.
   *
   * @param labelAt a label by its number
   * @throws IndexError if they are not the orders of all ids of the genes
   */
  check(labelAt: (number: number) => RankedName): void {
    const { genes, stableIds, otherIds } = this.genes;
    if (this.#stable.size !== stableIds.count || !this.#stable.areAtMost(genes - 1)) {
      throw damagedColumns("order other stable ids than the genes have");
    }
    if (this.#other.size !== otherIds.count || !this.#other.areAtMost(otherIds.count - 1)) {
      throw damagedColumns("order other ids than the genes have");
    }
    this.#versionedTexts.check();
    this.#checkVersioned();
    // As many as there are ids, each after the one before: so none is missing, and none is there twice.
    if (this.#stable.size > 0) this.#checkStable(labelAt);
    this.#checkOther();
  }

  #checkVersioned(): void {
    const { kinds } = this.genes.stableIds;
    const examples = kinds.map((kind) => fold(formatStableId({ ...kind, number: 0 })));
    // Where no id looks as if it had a version, none can be dropped, and one id of each kind says it all.
    const folds = examples.some((id) => withoutVersion(id) !== id)
      ? Array.from({ length: this.#stable.size }, (_, rank) => this.#folded(this.#stable.at(rank)))
      : examples;
    const right = prefixesWithVersions(folds).sort(compareTexts);
    const isRight =
      right.length === this.#versionedTexts.size &&
      right.every((prefix, i) => prefix === this.#versionedTexts.at(i));
    if (!isRight) throw damagedColumns("have versions in other ids than the genes have");
  }

  #checkStable(labelAt: (number: number) => RankedName): void {
    const { stableIds } = this.genes;
    const labelOf = (gene: number) => labelAt(this.genes.labelOf(gene));
    const compareSameIds = (a: number, b: number) =>
      compareSpellings(labelOf(a), labelOf(b)) || a - b;
    const compareIds = (a: number, b: number) =>
      compareTexts(this.#folded(a), this.#folded(b)) ||
      compareTexts(stableIds.at(a)!, stableIds.at(b)!) ||
      compareSameIds(a, b);
    const kinds = stableIds.kindOfEach();
    const numbers = stableIds.numberOfEach();
    // A number from here on has more digits than others of its kind, so that its id has to be compared as a text.
    const ends = Float64Array.from([0, ...stableIds.kinds.map(({ digits }) => 10 ** digits)]);
    let before: number | null = null;
    let kindBefore = NONE;
    let numberBefore = 0;
    for (const { numbers: block } of this.#stable.blocks()) {
      for (let i = 0; i < block.length; i++) {
        const gene = block[i]!;
        const kind = kinds[gene]!;
        const number = numbers[gene]!;
        const end = ends[kind] ?? 0;
        // Nearly all ids are of one kind, and so in the order of their numbers.
        const isAfter =
          before === null ||
          (kind === kindBefore && number < end && numberBefore < end
            ? (numberBefore - number || compareSameIds(before, gene)) < 0
            : compareIds(before, gene) < 0);
        if (!isAfter) throw damagedColumns("have stable ids out of order");
        before = gene;
        kindBefore = kind;
        numberBefore = number;
      }
    }
  }

  #checkOther(): void {
    let before: { index: number; id: string } | null = null;
    for (const { numbers: block } of this.#other.blocks()) {
      for (const index of block) {
        const id = fold(this.genes.otherIds.at(index));
        const isAfter =
          before === null || (compareTexts(before.id, id) || before.index - index) < 0;
        if (!isAfter) throw damagedColumns("have other ids out of order");
        before = { index, id };
      }
    }
  }

  #othersEqualTo(query: string): number[] {
    const idAt = (rank: number) => fold(this.genes.otherIds.at(this.#other.at(rank)));
    const first = firstFrom(query, this.#other.size, idAt);
    const end = Math.min(this.#other.size, first + MOST_READ);
    const ids: number[] = [];
    for (let rank = first; rank < end && idAt(rank) === query; rank++) {
      ids.push(this.#other.at(rank));
    }
    return ids;
  }

  #stableEqualTo(query: string): number[] {
    const genes: number[] = [];
    for (const [gene, id] of this.#startingWith(query)) {
      if (id !== query) break;
      genes.push(gene);
    }
    return genes;
  }

  *#startingWith(prefix: string): Generator<[gene: number, id: string]> {
    const idAt = (rank: number) => this.#folded(this.#stable.at(rank));
    const first = firstFrom(prefix, this.#stable.size, idAt);
    for (let rank = first; rank < Math.min(this.#stable.size, first + MOST_READ); rank++) {
      const id = idAt(rank);
      if (!id.startsWith(prefix)) return;
      yield [this.#stable.at(rank), id];
    }
  }

  #folded(gene: number): string {
    const id = this.genes.stableIds.at(gene);
    if (id === null) throw damagedColumns("order other stable ids than the genes have");
    // A search reads many ids, and folding takes longer than all else.
    return this.#shapesOfIds().foldByCaseAlone ? id.toLowerCase() : fold(id);
  }

  #hasVersions(query: string): boolean {
    this.#versioned ??= new Set(
      Array.from({ length: this.#versionedTexts.size }, (_, i) => this.#versionedTexts.at(i)),
    );
    return this.#versioned.has(idPrefixOf(query));
  }

  #hasLength(length: number): boolean {
    return this.#stable.size > 0 && (this.#shapesOfIds().lengths?.has(length) ?? true);
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
    const lengths = ids.flatMap((id) => [id.length, withoutVersion(id).length]);
    return { foldByCaseAlone, lengths: new Set(lengths) };
  }

  /** Ids are in order, so all of them share what the first and the last do. */
  #readSharedLength(): number {
    const { size } = this.#stable;
    if (size === 0) return Number.POSITIVE_INFINITY;
    const first = [...this.#folded(this.#stable.at(0))];
    const last = [...this.#folded(this.#stable.at(size - 1))];
    let length = 0;
    while (length < first.length && first[length] === last[length]) length++;
    return length;
  }
}

/** How many of some texts in order come before one. */
function firstFrom(text: string, size: number, textAt: (rank: number) => string): number {
  let first = 0;
  for (let above = size; first < above; ) {
    const middle = (first + above) >>> 1;
    if (compareTexts(textAt(middle), text) < 0) first = middle + 1;
    else above = middle;
  }
  return first;
}
