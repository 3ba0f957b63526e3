import { damagedGenes } from "./damage.ts";
import { BLOCK, type ColumnReader, type ColumnWriter, type PackedNumbers } from "./packed.ts";

/** The place of every so-maniest group's first item is noted, so that others are found by a short count. */
const GROUPS_PER_MARK = 256;

/** Items that are read at once: reading them one by one takes five times as long. */
const AT_ONCE = 64;

/** Places of a group's items: from the first to before `end`. */
export interface Places {
  first: number;
  end: number;
}

/** Appends what `Groups` reads; `last` is 1 for the last item of a group, else 0. */
export function writeGroups(out: ColumnWriter, last: Uint8Array): void {
  const several = last.includes(0);
  out.numbers(several ? last : []);
  out.numbers(several ? marks(last) : []);
}

/** The place of the first item of group 0, GROUPS_PER_MARK, 2 * GROUPS_PER_MARK, … */
function marks(last: Uint8Array): number[] {
  const places = [0];
  let groups = 0;
  for (let item = 0; item < last.length; item++) {
    if (last[item] === 0) continue;
    groups++;
    if (groups % GROUPS_PER_MARK === 0) places.push(item + 1);
  }
  return places;
}

/** Items that stand in groups one after another, as the genes of labels do: few groups have several. */
export class Groups {
  readonly #several: boolean;
  readonly #last: PackedNumbers;
  readonly #marks: PackedNumbers;

  /** @throws IndexError where the columns are of another size */
  constructor(
    reader: ColumnReader,
    readonly groups: number,
    readonly items: number,
  ) {
    this.#several = items !== groups;
    this.#last = reader.numbers(this.#several ? items : 0);
    // Billions that are no last one take no room, and long to look through.
    if (this.#several && this.#last.areZero) throw damagedGenes("are not those of the labels");
    this.#marks = reader.numbers(this.#several ? Math.floor(groups / GROUPS_PER_MARK) + 1 : 0);
  }

  /** The places of a group's items. */
  placesOf(group: number): Places {
    if (!(group >= 0 && group < this.groups)) throw damagedGenes("lack a label's genes");
    if (!this.#several) return { first: group, end: group + 1 };
    const marked = this.#marks.at(Math.floor(group / GROUPS_PER_MARK));
    const skip = group % GROUPS_PER_MARK;
    const first = skip === 0 ? marked : this.#behindGroups(marked, skip);
    return { first, end: this.#behindGroups(first, 1) };
  }

  /** The group of the item at a place. */
  groupAt(place: number): number {
    if (!(place >= 0 && place < this.items)) throw damagedGenes("lack a label's genes");
    if (!this.#several) return place;
    let mark = 0;
    for (let above = Math.ceil(this.groups / GROUPS_PER_MARK); above - mark > 1; ) {
      const middle = (mark + above) >>> 1;
      if (this.#marks.at(middle) <= place) mark = middle;
      else above = middle;
    }
    let group = mark * GROUPS_PER_MARK;
    for (let from = this.#marks.at(mark); from < place; from += AT_ONCE) {
      const last = this.#last.block(from, Math.min(from + AT_ONCE, place));
      for (let i = 0; i < last.length; i++) group += last[i]!;
    }
    return group;
  }

  /** Each item that is not the last of its group. */
  *followed(): Generator<number> {
    if (!this.#several) return;
    for (let first = 0; first < this.items; first += AT_ONCE) {
      // Whoever takes them reads others meanwhile, into the same place.
      const last = this.#last.block(first, Math.min(first + AT_ONCE, this.items)).slice();
      for (let i = 0; i < last.length; i++) if (last[i] === 0) yield first + i;
    }
  }

  /** Looks through both columns. @throws IndexError where they contradict each other */
  check(): void {
    if (!this.#several) return;
    let group = 0;
    let isFirst = true;
    for (let first = 0; first < this.items; first += BLOCK) {
      const last = this.#last.block(first, this.items);
      for (let i = 0; i < last.length; i++) {
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
    throw damagedGenes("are marked at a wrong place");
  }

  /** The place behind so many groups from a place on. */
  #behindGroups(first: number, groups: number): number {
    let left = groups;
    for (let from = first; from < this.items; from += AT_ONCE) {
      const last = this.#last.block(from, Math.min(from + AT_ONCE, this.items));
      for (let i = 0; i < last.length; i++) {
        if (last[i] !== 0 && --left === 0) return from + i + 1;
      }
    }
    throw damagedGenes("lack a label's genes");
  }
}
