import {
  type ColumnReader,
  type ColumnWriter,
  damagedColumns,
  type PackedNumbers,
} from "./packed.ts";

/** The first item of every 256th group is stored, so that few items are counted to find a group. */
const GROUPS_PER_MARK = 256;

/** Items that are read at a time: reading them one by one takes five times as long. */
const BLOCK = 64;

/** Indexes from `first` up to, not including, `end`. */
export interface Range {
  first: number;
  end: number;
}

/** Writes what `Groups` reads. @param last one per item: 1 for the last item of a group, else 0 */
export function writeGroups(out: ColumnWriter, last: Uint8Array): void {
  const several = last.includes(0);
  out.numbers(several ? last : []);
  out.numbers(several ? marksOf(last) : []);
}

/** The first item of group 0, GROUPS_PER_MARK, 2 * GROUPS_PER_MARK, …; the number of items if no group follows. */
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

/** Items in consecutive groups, such as the genes of labels. If every group has one item, nothing is stored. */
export class Groups {
  readonly #several: boolean;
  readonly #last: PackedNumbers;
  readonly #marks: PackedNumbers;
  readonly #block = new Float64Array(BLOCK);

  /** @throws IndexError if the columns have the wrong size */
  constructor(
    reader: ColumnReader,
    readonly groups: number,
    readonly items: number,
  ) {
    this.#several = items !== groups;
    this.#last = reader.numbers(this.#several ? items : 0);
    // Billions of items without a last one would take no bytes, but minutes to check.
    if (this.#several && !this.#last.areBits) throw damagedColumns("group items wrongly");
    this.#marks = reader.numbers(this.#several ? Math.floor(groups / GROUPS_PER_MARK) + 1 : 0);
  }

  /** The items of a group. @throws IndexError if there is no such group */
  itemsOf(group: number): Range {
    if (!(group >= 0 && group < this.groups)) throw damagedColumns("lack a group of items");
    if (!this.#several) return { first: group, end: group + 1 };
    const marked = this.#marks.at(Math.floor(group / GROUPS_PER_MARK));
    const skip = group % GROUPS_PER_MARK;
    const first = skip === 0 ? marked : this.#endOf(skip, marked);
    return { first, end: this.#endOf(1, first) };
  }

  /** The group of an item. @throws IndexError if there is no such item */
  groupOf(item: number): number {
    if (!(item >= 0 && item < this.items)) throw damagedColumns("lack an item of a group");
    if (!this.#several) return item;
    let mark = 0;
    for (let above = Math.ceil(this.groups / GROUPS_PER_MARK); above - mark > 1; ) {
      const middle = (mark + above) >>> 1;
      if (this.#marks.at(middle) <= item) mark = middle;
      else above = middle;
    }
    let group = mark * GROUPS_PER_MARK;
    for (let from = this.#marks.at(mark); from < item; from += BLOCK) {
      const count = this.#last.read(from, item, this.#block);
      for (let i = 0; i < count; i++) group += this.#block[i]!;
    }
    return group;
  }

  /** Whether a condition holds for every item that is not the last of its group. */
  everyFollowed(holds: (item: number) => boolean): boolean {
    return this.#last
      .blocks()
      .every(({ first, numbers }) => numbers.every((last, i) => last !== 0 || holds(first + i)));
  }

  /** Where each group ends, as the index of the item behind its last one. */
  *ends(): Generator<number, void> {
    if (!this.#several) for (let item = 1; item <= this.items; item++) yield item;
    for (const { first, numbers } of this.#last.blocks()) {
      for (let i = 0; i < numbers.length; i++) if (numbers[i] !== 0) yield first + i + 1;
    }
  }

  /** Checks both columns. @throws IndexError if they contradict each other */
  check(): void {
    if (!this.#several) return;
    let group = 0;
    let end = 0;
    this.#checkMark(group, end);
    for (const { first, numbers } of this.#last.blocks()) {
      for (let i = 0; i < numbers.length; i++) {
        if (numbers[i] === 0) continue;
        end = first + i + 1;
        this.#checkMark(++group, end);
      }
    }
    if (end !== this.items || group !== this.groups) throw damagedColumns("group items wrongly");
  }

  /** Checks the mark of the group that starts at an item, if it has one. */
  #checkMark(group: number, item: number): void {
    if (group % GROUPS_PER_MARK !== 0) return;
    const mark = group / GROUPS_PER_MARK;
    if (mark < this.#marks.size && this.#marks.at(mark) === item) return;
    throw damagedColumns("mark the wrong item of a group");
  }

  /** The end of the last of so many consecutive groups, the first of which starts at an item. */
  #endOf(groups: number, item: number): number {
    const end = this.#last.indexAfterOnes(item, groups);
    if (end === null) throw damagedColumns("lack a group of items");
    return end;
  }
}
