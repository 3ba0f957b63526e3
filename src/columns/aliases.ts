/**
 * What the aliases of one species stand for. The aliases themselves are keys of a trie, and their numbers lead
 * here. `docs/FORMAT.md` draws it.
 */

import { parseKey } from "../names/key.ts";
import { compareLabels, type RankedLabel } from "../names/order.ts";
import { Groups, type Range, writeGroups } from "./groups.ts";
import { ColumnReader, ColumnWriter, damagedGenes, type PackedNumbers } from "./packed.ts";

/** Ranks and pairs are below this, so that one exact number holds both. */
const PAIRS = 2 ** 26;
/** How many pairs one query looks at: ten times those of any species. An index may claim more than memory holds. */
const MOST_PAIRS = 1_000_000;

const utf8 = new TextDecoder();

/** What `encodeAliases` needs: one entry for each pair of an alias and a label, pairs of an alias together. */
export interface AliasColumns {
  /** 1 for the last pair of an alias, else 0. */
  last: Uint8Array;
  /** Ranks of labels, which index `labels`, ascending for each alias. */
  target: Uint32Array;
  /** Numbers of all labels that have aliases, in the order of suggestions. */
  labels: Uint32Array;
}

export function encodeAliases({ last, target, labels }: AliasColumns): Uint8Array {
  const out = new ColumnWriter();
  out.numbers(target);
  writeGroups(out, last);
  out.numbers(labels);
  return out.finish();
}

/** A label that some aliases stand for. */
export interface AliasTarget {
  /** Its rank in the order of suggestions, among the labels that have aliases. */
  rank: number;
  /** The pairs of an alias and this label that matched. */
  pairs: number[];
}

/** Reads the alias columns of one species in place. */
export class SpeciesAliases {
  readonly #targets: PackedNumbers;
  readonly #pairs: Groups;
  readonly #labels: PackedNumbers;
  /** Where in the section the columns end. */
  readonly end: number;

  /** @throws IndexError where the columns do not fit the section or each other */
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

  /** The best labels that the aliases with these numbers stand for, at most `limit`, best first. */
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
    if (rank >= this.#labels.size) throw damagedGenes("have an alias of no label");
    return this.#labels.at(rank);
  }

  /** The number of a pair's alias. */
  aliasAt(pair: number): number {
    return this.#pairs.groupOf(pair);
  }

  /**
   * Looks through the columns.
   *
   * @param labels how many labels there are, and the key of each by its number
   * @throws IndexError where they name labels that are not there, or are out of order
   */
  check({ size, keyAt }: { size: number; keyAt: (number: number) => Uint8Array }): void {
    const known =
      this.#targets.areAtMost(this.#labels.size - 1) && this.#labels.areAtMost(size - 1);
    if (!known) throw damagedGenes("have an alias of no label");
    this.#pairs.check();
    this.#checkTargets();
    this.#checkLabels(keyAt);
  }

  /** The labels of an alias come in the order of suggestions. */
  #checkTargets(): void {
    for (const pair of this.#pairs.followed()) {
      if (this.#targets.at(pair) < this.#targets.at(pair + 1)) continue;
      throw damagedGenes("have an alias whose labels are out of order");
    }
  }

  #checkLabels(keyAt: (number: number) => Uint8Array): void {
    let before: RankedLabel | undefined;
    for (let rank = 0; rank < this.#labels.size; rank++) {
      const label = parseKey(utf8.decode(keyAt(this.#labels.at(rank))));
      if (before !== undefined && compareLabels(before, label) >= 0) {
        throw damagedGenes("have labels of aliases out of order");
      }
      before = label;
    }
  }

  /** The pairs of aliases in the order of their labels, each as rank * PAIRS + pair. */
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
    // Numbers are sorted several times as fast as objects, and tens of thousands of aliases begin with one character.
    return ranked.sort();
  }
}
