import type { Gene } from "./gene.ts";
import { GeneReader, type GeneRows } from "./gene-fields.ts";
import { Groups, type Range, writeGroups } from "./groups.ts";
import { ColumnReader, ColumnWriter, damagedGenes } from "./packed.ts";
import type { StableIdReader } from "./stable-id-field.ts";

/**
 * The genes of one species as bytes, by columns, in the order of their labels' numbers. `docs/FORMAT.md` draws them.
 *
 * @param genes rows, those of a label together and in their order, labels ascending
 * @param last 1 for the last gene of a label, else 0
 */
export function encodeGenes(rows: GeneRows, genes: Uint32Array, last: Uint8Array): Uint8Array {
  const out = new ColumnWriter();
  writeGroups(out, last);
  rows.encode(genes, out);
  return out.finish();
}

/** Reads the genes of one species in place; a gene is named by its index among them. */
export class SpeciesGenes {
  readonly #labels: Groups;
  readonly #genes: GeneReader;
  /** Where in the section the columns end, in bytes. */
  readonly end: number;

  /** @throws IndexError where the columns do not fit the section or each other */
  constructor(
    section: Uint8Array,
    offset: number,
    readonly labels: number,
    readonly genes: number,
  ) {
    const reader = new ColumnReader(section, offset);
    this.#labels = new Groups(reader, labels, genes);
    this.#genes = new GeneReader(reader, genes);
    this.end = reader.end;
  }

  /** The genes of a label. */
  ofLabel(label: number): Range {
    return this.#labels.itemsOf(label);
  }

  /** The number of a gene's label. */
  labelOf(gene: number): number {
    return this.#labels.groupOf(gene);
  }

  get stableIds(): StableIdReader {
    return this.#genes.readers.stableId;
  }

  /** A gene. @throws IndexError where there is none of this index */
  at(gene: number): Gene {
    if (!(gene >= 0 && gene < this.genes)) throw damagedGenes("lack a label's genes");
    return this.#genes.at(gene);
  }

  /** Looks through every column. @throws IndexError where one contradicts another */
  check(): void {
    this.#genes.check();
    this.#labels.check();
  }
}
