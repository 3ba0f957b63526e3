import type { Gene } from "./gene-field.ts";
import { GeneReader, type GeneRows, OPTIONAL_FIELDS, type OptionalColumns } from "./gene-fields.ts";
import { Groups, type Range, writeGroups } from "./groups.ts";
import type { OtherIdReader } from "./other-ids-field.ts";
import { ColumnReader, ColumnWriter, damagedColumns } from "./packed.ts";
import type { StableIdReader } from "./stable-id-field.ts";

/**
 * Writes what `SpeciesGenes` reads.
 *
 * @param genes the row of each gene: labels in the order of their numbers, the genes of a label in their final order
 * @param last one per gene: 1 for the last gene of a label, else 0
 */
export function encodeGenes(rows: GeneRows, genes: Uint32Array, last: Uint8Array): Uint8Array {
  const out = new ColumnWriter();
  writeGroups(out, last);
  rows.encode(genes, out);
  return out.finish();
}

/**
 * The columns of the optional fields of a species.
 *
 * @param sections the sections of optional fields that an index has
 * @param offsets where the columns of the species begin in them, in bytes
 * @throws IndexError if a column begins behind its section
 */
export function optionalColumns(
  sections: Readonly<Partial<Record<(typeof OPTIONAL_FIELDS)[number], Uint8Array>>>,
  offsets: Readonly<Partial<Record<(typeof OPTIONAL_FIELDS)[number], number>>>,
): OptionalColumns {
  const columns = OPTIONAL_FIELDS.flatMap((name) => {
    const [section, offset] = [sections[name], offsets[name]];
    return section === undefined || offset === undefined
      ? []
      : [[name, new ColumnReader(section, offset)] as const];
  });
  return Object.fromEntries(columns);
}

/** The genes of one species, read in place. A gene is identified by its index. See `docs/FORMAT.md`. */
export class SpeciesGenes {
  readonly #labels: Groups;
  readonly #genes: GeneReader;
  /** End of the columns in the section, in bytes. */
  readonly end: number;

  /** @throws IndexError if the columns do not fit the section or each other */
  constructor(
    section: Uint8Array,
    offset: number,
    readonly labels: number,
    readonly genes: number,
    optional: OptionalColumns = {},
  ) {
    const reader = new ColumnReader(section, offset);
    this.#labels = new Groups(reader, labels, genes);
    this.#genes = new GeneReader(reader, genes, optional);
    this.end = reader.end;
  }

  /** The indexes of a label's genes. */
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

  get otherIds(): OtherIdReader {
    return this.#genes.readers.otherIds;
  }

  /** A gene as a suggestion shows it. @throws IndexError where there is none of this index */
  at(gene: number): Gene {
    this.#requireGene(gene);
    return this.#genes.at(gene);
  }

  /** A gene in full. @throws IndexError where there is none of this index */
  inFull(gene: number): Gene {
    this.#requireGene(gene);
    return this.#genes.inFull(gene);
  }

  /** Whether a gene's stable id or another of its ids is a text, case included. */
  hasIdToTheLetter(gene: number, text: string): boolean {
    return this.stableIds.at(gene) === text || this.otherIds.ofGene(gene).includes(text);
  }

  /** Looks through every column. @throws IndexError where one contradicts another */
  check(): void {
    this.#genes.check();
    this.#labels.check();
    // Those on the reference come first, which is not stored: so the order may begin anew once.
    let next = 0;
    let beginnings = 0;
    const areInOrder = this.#labels.everyFollowed((gene) => {
      if (gene !== next) beginnings = 0;
      next = gene + 1;
      const order = this.#genes.compare(gene, next);
      if (order > 0 || (order === 0 && this.stableIds.at(gene) !== null)) beginnings++;
      return beginnings <= 1;
    });
    if (!areInOrder) throw damagedColumns("have a label whose genes are out of order");
  }

  #requireGene(gene: number): void {
    if (!(gene >= 0 && gene < this.genes)) throw damagedColumns("lack a gene");
  }
}
