/** The labels that the aliases of a species stand for. The aliases are keys of a trie. See `docs/FORMAT.md`. */

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
    const labelOf = (pair: number): RankedName => labelAt(this.#labels.at(pair));
    const areInOrder = this.#pairs.everyFollowed(
      (pair) => compareNames(labelOf(pair), labelOf(pair + 1)) < 0,
    );
    if (!areInOrder) throw damagedColumns("have an alias whose labels are out of order");
  }
}
