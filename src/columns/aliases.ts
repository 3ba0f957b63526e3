/** The labels that the aliases of a species stand for. The aliases are keys of a trie. See `docs/FORMAT.md`. */

import { parseKey } from "../names/key.ts";
import { compareLabels, type RankedLabel } from "../names/order.ts";
import { Groups, type Range, writeGroups } from "./groups.ts";
import { ColumnReader, ColumnWriter, damagedColumns, type PackedNumbers } from "./packed.ts";

/** Ranks and pairs are below this, so that one number holds both exactly. */
const PAIRS = 2 ** 26;
/** The most pairs that a query reads: ten times those of any species. A bad index may claim more than memory holds. */
const MOST_PAIRS = 1_000_000;

const utf8 = new TextDecoder();

/** What `encodeAliases` writes: `last` and `target` have one entry for each pair of an alias and a label. */
export interface AliasColumns {
  /** 1 for the last pair of an alias, else 0. */
  last: Uint8Array;
  /** The label's rank, which is its index in `labels`; ascending within an alias. */
  target: Uint32Array;
  /** The numbers of all labels that have aliases, in the order of suggestions. */
  labels: Uint32Array;
}

/** Writes what `SpeciesAliases` reads. */
export function encodeAliases({ last, target, labels }: AliasColumns): Uint8Array {
  const out = new ColumnWriter();
  out.numbers(target);
  writeGroups(out, last);
  out.numbers(labels);
  return out.finish();
}

/** A label that some aliases stand for. */
export interface AliasTarget {
  /** Its rank among the labels that have aliases, in the order of suggestions. */
  rank: number;
  /** The pairs of this label and an alias that matched. */
  pairs: number[];
}

/** The alias columns of one species, read in place. */
export class SpeciesAliases {
  readonly #targets: PackedNumbers;
  readonly #pairs: Groups;
  readonly #labels: PackedNumbers;
  /** End of the columns in the section, in bytes. */
  readonly end: number;

  /** @throws IndexError if the columns do not fit the section or each other */
  constructor(
    section: Uint8Array,
    offset: number,
    readonly aliases: number,
  ) {
    const reader = new ColumnReader(section, offset);
    this.#targets = reader.numbers();
    this.#pairs = new Groups(reader, aliases, this.#targets.size);
    this.#labels = reader.numbers();
    this.end = reader.end;
  }

  /** The best `limit` labels that aliases with these numbers stand for, best first. */
  targetsOf(ranges: readonly Range[], limit: number): AliasTarget[] {
    const targets: AliasTarget[] = [];
    for (const ranked of this.#rankedPairs(ranges)) {
      const rank = Math.floor(ranked / PAIRS);
      const last = targets.at(-1);
      if (last?.rank === rank) last.pairs.push(ranked % PAIRS);
      else if (targets.length < limit) targets.push({ rank, pairs: [ranked % PAIRS] });
      else break;
    }
    return targets;
  }

  /** The number of the label at a rank. */
  labelAt(rank: number): number {
    if (rank >= this.#labels.size) throw damagedColumns("have an alias of an unknown label");
    return this.#labels.at(rank);
  }

  /** The number of a pair's alias. */
  aliasAt(pair: number): number {
    return this.#pairs.groupOf(pair);
  }

  /**
   * Checks the columns.
   *
   * @param labels the number of labels, and the key of each by its number
   * @throws IndexError if they refer to unknown labels or are out of order
   */
  check({ size, keyAt }: { size: number; keyAt: (number: number) => Uint8Array }): void {
    const known =
      this.#targets.areAtMost(this.#labels.size - 1) && this.#labels.areAtMost(size - 1);
    if (!known) throw damagedColumns("have an alias of an unknown label");
    this.#pairs.check();
    this.#checkTargets();
    this.#checkLabels(keyAt);
  }

  #checkTargets(): void {
    const areInOrder = this.#pairs.everyFollowed(
      (pair) => this.#targets.at(pair) < this.#targets.at(pair + 1),
    );
    if (!areInOrder) throw damagedColumns("have an alias whose labels are out of order");
  }

  #checkLabels(keyAt: (number: number) => Uint8Array): void {
    let before: RankedLabel | null = null;
    for (let rank = 0; rank < this.#labels.size; rank++) {
      const label = parseKey(utf8.decode(keyAt(this.#labels.at(rank))));
      if (before !== null && compareLabels(before, label) >= 0) {
        throw damagedColumns("have labels of aliases out of order");
      }
      before = label;
    }
  }

  /** The pairs of aliases in the order of their labels' ranks, each as rank * PAIRS + pair. */
  #rankedPairs(ranges: readonly Range[]): Float64Array {
    const spans = ranges.map(({ first, end }) => ({
      first: this.#pairs.itemsOf(first).first,
      end: this.#pairs.itemsOf(end - 1).end,
    }));
    const pairs = spans.reduce((sum, { first, end }) => sum + end - first, 0);
    const ranked = new Float64Array(Math.min(pairs, MOST_PAIRS));
    let size = 0;
    for (const { first, end } of spans) {
      for (let pair = first; pair < end && size < ranked.length; pair++) {
        ranked[size++] = this.#targets.at(pair) * PAIRS + pair;
      }
    }
    // Numbers are sorted several times as fast as objects, and tens of thousands of aliases start with one character.
    return ranked.sort();
  }
}
