import {
  BLOCK,
  type ColumnReader,
  type ColumnWriter,
  damagedGenes,
  type PackedNumbers,
} from "./packed.ts";

/** The index of the first item of every 256th group is stored, so that any group is found by a short count. */
const GROUPS_PER_MARK = 256;

/** Items that are read at once: reading them one by one takes five times as long. */
const AT_ONCE = 64;

/** Indexes from the first to before `end`. */
export interface Range {
  first: number;
  end: number;
}

/** Writes what `Groups` reads. @param last 1 for the last item of a group, else 0 */
export function writeGroups(out: ColumnWriter, last: Uint8Array): void {
  const several = last.includes(0);
  out.numbers(several ? last : []);
  out.numbers(several ? marksOf(last) : []);
}

/** The index of the first item of group 0, GROUPS_PER_MARK, 2 * GROUPS_PER_MARK, … */
function marksOf(last: Uint8Array): number[] {
  const marks = [0];
  let groups = 0;
  for (let item = 0; item < last.length; item++) {
    if (last[item] === 0) continue;
    groups++;
    if (groups % GROUPS_PER_MARK === 0) marks.push(item + 1);
  }
  return marks;
}

/** Items in groups one after another, as the genes of labels are: most groups have one item. */
export class Groups {
  readonly #several: boolean;
  readonly #last: PackedNumbers;
  readonly #marks: PackedNumbers;
  readonly #buffer = new Float64Array(AT_ONCE);

  /** @throws IndexError where the columns are of another size */
  constructor(
    reader: ColumnReader,
    readonly groups: number,
    readonly items: number,
  ) {
    this.#several = items !== groups;
    this.#last = reader.numbers(this.#several ? items : 0);
    // Billions of items without a last one would take no bytes, but long to look through.
    if (this.#several && this.#last.areZero) throw damagedGenes("are not those of the labels");
    this.#marks = reader.numbers(this.#several ? Math.floor(groups / GROUPS_PER_MARK) + 1 : 0);
  }

  /** The items of a group. @throws IndexError where there is no such group */
  itemsOf(group: number): Range {
    if (!(group >= 0 && group < this.groups)) throw damagedGenes("lack a label's genes");
    if (!this.#several) return { first: group, end: group + 1 };
    const marked = this.#marks.at(Math.floor(group / GROUPS_PER_MARK));
    const skip = group % GROUPS_PER_MARK;
    const first = skip === 0 ? marked : this.#afterGroups(marked, skip);
    return { first, end: this.#afterGroups(first, 1) };
  }

  /** The group of an item. @throws IndexError where there is no such item */
  groupOf(item: number): number {
    if (!(item >= 0 && item < this.items)) throw damagedGenes("lack a label's genes");
    if (!this.#several) return item;
    let mark = 0;
    for (let above = Math.ceil(this.groups / GROUPS_PER_MARK); above - mark > 1; ) {
      const middle = (mark + above) >>> 1;
      if (this.#marks.at(middle) <= item) mark = middle;
      else above = middle;
    }
    let group = mark * GROUPS_PER_MARK;
    for (let from = this.#marks.at(mark); from < item; from += AT_ONCE) {
      const count = this.#last.read(from, item, this.#buffer);
      for (let i = 0; i < count; i++) group += this.#buffer[i]!;
    }
    return group;
  }

  /** Each item that is not the last of its group. */
  *followed(): Generator<number> {
    if (!this.#several) return;
    const last = new Float64Array(BLOCK);
    for (let first = 0; first < this.items; first += BLOCK) {
      const count = this.#last.read(first, this.items, last);
      for (let i = 0; i < count; i++) if (last[i] === 0) yield first + i;
    }
  }

  /** Looks through both columns. @throws IndexError where they contradict each other */
  check(): void {
    if (!this.#several) return;
    const last = new Float64Array(BLOCK);
    let group = 0;
    let isFirst = true;
    for (let first = 0; first < this.items; first += BLOCK) {
      const count = this.#last.read(first, this.items, last);
      for (let i = 0; i < count; i++) {
        if (isFirst && group % GROUPS_PER_MARK === 0) {
          this.#checkMark(group / GROUPS_PER_MARK, first + i);
        }
        isFirst = last[i] !== 0;
        if (isFirst) group++;
      }
    }
    if (!isFirst || group !== this.groups) throw damagedGenes("are not those of the labels");
  }

  #checkMark(mark: number, item: number): void {
    if (mark < Math.ceil(this.groups / GROUPS_PER_MARK) && this.#marks.at(mark) === item) return;
    throw damagedGenes("are marked at a wrong index");
  }

  /** The index after so many groups, counted from an item that begins one. */
  #afterGroups(first: number, groups: number): number {
    let left = groups;
    for (let from = first; from < this.items; from += AT_ONCE) {
      const count = this.#last.read(from, this.items, this.#buffer);
      for (let i = 0; i < count; i++) {
        if (this.#buffer[i] !== 0 && --left === 0) return from + i + 1;
      }
    }
    throw damagedGenes("lack a label's genes");
  }
}
