/** The labels that the aliases of a species stand for. The aliases are keys of a trie. See `docs/FORMAT.md`. */

import { weightClassOf } from "../names/key.ts";
import { compareNames, type RankedName } from "../names/order.ts";
import { Groups, type Range, writeGroups } from "./groups.ts";
import { ColumnReader, ColumnWriter, damagedColumns, type PackedNumbers } from "./packed.ts";

/** What `encodeAliases` writes: `last` and `target` have one entry for each pair of an alias and a label. */
export interface AliasColumns {
  /** 1 for the last pair of an alias, else 0. */
  last: Uint8Array;
  /** Numbers of labels, those of an alias in the order of suggestions. */
  labels: Uint32Array;
}

/** Aliases that a label may have; what a query costs depends on it. */
export const MOST_ALIASES = 256;

export function encodeAliases({ last, labels }: AliasColumns): Uint8Array {
  const out = new ColumnWriter();
  out.numbers(labels);
  writeGroups(out, last);
  return out.finish();
}

/** Reads the alias columns of one species in place. */
export class SpeciesAliases {
  readonly #labels: PackedNumbers;
  readonly #pairs: Groups;
  /** Where in the section the columns end, in bytes. */
  readonly end: number;

  /** @throws IndexError if the columns do not fit the section or each other */
  constructor(
    section: Uint8Array,
    offset: number,
    readonly aliases: number,
  ) {
    const reader = new ColumnReader(section, offset);
    this.#labels = reader.numbers();
    this.#pairs = new Groups(reader, aliases, this.#labels.size);
    this.end = reader.end;
  }

  /** The pairs of an alias with its labels, in the order of suggestions. @param alias its number */
  pairsOf(alias: number): Range {
    return this.#pairs.itemsOf(alias);
  }

  /** The number of the label in a pair. */
  labelOf(pair: number): number {
    return this.#labels.at(pair);
  }

  /**
   * Checks the columns.
   *
   * @param labels the number of labels, and each by its number
   * @throws IndexError if they refer to unknown labels or are out of order
   */
  check({ size, labelAt }: { size: number; labelAt: (number: number) => RankedName }): void {
    if (!this.#labels.areAtMost(size - 1))
      throw damagedColumns("have an alias of an unknown label");
    this.#pairs.check();
    this.#checkCounts(size);
    const labelOf = (pair: number): RankedName => labelAt(this.#labels.at(pair));
    const areInOrder = this.#pairs.everyFollowed(
      (pair) => compareNames(labelOf(pair), labelOf(pair + 1)) < 0,
    );
    if (!areInOrder) throw damagedColumns("have an alias whose labels are out of order");
  }

  /** The labels that share an alias with another one, in the order of their numbers. @param size the number of labels */
  sharedLabels(size: number): Uint32Array {
    if (this.#labels.size === this.aliases) return new Uint32Array(0);
    const isShared = new Uint8Array(size);
    this.#pairs.everyFollowed((pair) => {
      isShared[this.labelOf(pair)] = 1;
      isShared[this.labelOf(pair + 1)] = 1;
      return true;
    });
    const shared = new Uint32Array(this.#labels.size);
    let count = 0;
    for (let label = 0; label < size; label++) if (isShared[label] === 1) shared[count++] = label;
    return shared.subarray(0, count);
  }

  /** Whether two aliases stand for one label. */
  shareLabel(a: number, b: number): boolean {
    const labelsOf = ({ first, end }: Range) =>
      Array.from({ length: end - first }, (_, i) => this.labelOf(first + i));
    const ofA = new Set(labelsOf(this.pairsOf(a)));
    return labelsOf(this.pairsOf(b)).some((label) => ofA.has(label));
  }

  /**
   * Checks that all labels of an alias have its weight class.
   *
   * @param ofAliases the standing of each alias
   * @param ofLabels the standing of each label
   * @throws IndexError where one has not
   */
  checkStandings(ofAliases: Uint8Array, ofLabels: Uint8Array): void {
    let alias = 0;
    let pair = 0;
    for (const end of this.#pairs.ends()) {
      const weightClass = weightClassOf(ofAliases[alias++]!);
      for (; pair < end; pair++) {
        if (weightClassOf(ofLabels[this.labelOf(pair)]!) === weightClass) continue;
        throw damagedColumns("have an alias of another weight class than its label's");
      }
    }
  }

  #checkCounts(size: number): void {
    if (this.#labels.size === 0) return;
    // What billions of pairs with a few labels have need not be counted.
    const isPossible = this.#labels.size <= MOST_ALIASES * (this.#labels.largest + 1);
    if (!isPossible) throw tooManyAliases();
    const counts = new Uint16Array(size);
    for (const { numbers } of this.#labels.blocks()) {
      for (let i = 0; i < numbers.length; i++) {
        if (++counts[numbers[i]!]! > MOST_ALIASES) throw tooManyAliases();
      }
    }
  }
}

const tooManyAliases = () => damagedColumns(`have a label with more than ${MOST_ALIASES} aliases`);
