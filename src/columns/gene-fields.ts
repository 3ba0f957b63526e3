/** The fields of a gene, each defined once: sources, builds, indexes, live look-ups and the API derive from them. */

import { compareTexts } from "../names/order.ts";
import type { FieldReader, FieldValues, Gene, GeneField, MemberDescription } from "./gene-field.ts";
import { locationField } from "./location-field.ts";
import { NumberList } from "./number-list.ts";
import { otherIdsField } from "./other-ids-field.ts";
import { type ColumnReader, ColumnWriter } from "./packed.ts";
import type { Refusal } from "./refusal.ts";
import { stableIdField } from "./stable-id-field.ts";
import { textField } from "./text-field.ts";

const CORE = "core";

/** The fields in the order in which an index stores them and answers name their members. */
export const GENE_FIELDS = {
  stableId: stableIdField,
  location: locationField,
  db: textField("db", "core, otherfeatures, ...", coreFirst),
  biotype: textField(
    "biotype",
    "protein_coding, lncRNA, ... as the source writes it",
    compareTexts,
  ),
  otherIds: otherIdsField,
} as const;

export type FieldName = keyof typeof GENE_FIELDS;
export const FIELD_NAMES = Object.keys(GENE_FIELDS) as readonly FieldName[];

/** The text that a source gives for each field of a gene, or null. */
export type GeneTexts = Readonly<Record<FieldName, string | null>>;

/** Makes a value for each field, in the order of fields. */
export function byField<T>(make: (name: FieldName) => T): Record<FieldName, T> {
  const values: Partial<Record<FieldName, T>> = {};
  for (const name of FIELD_NAMES) values[name] = make(name);
  return values as Record<FieldName, T>;
}

/** The fields that have sections of their own, which indexes lack where no gene has a value. */
export const OPTIONAL_FIELDS = ["biotype"] as const satisfies readonly FieldName[];
type OptionalField = (typeof OPTIONAL_FIELDS)[number];

const isOptional = (name: FieldName) => OPTIONAL_FIELDS.some((optional) => optional === name);
const REQUIRED_FIELDS = FIELD_NAMES.filter((name) => !isOptional(name));

/** The columns of optional fields of one species; absent where none of its genes has a value. */
export type OptionalColumns = { readonly [F in OptionalField]?: ColumnReader };

type Members = Readonly<Partial<Record<keyof Gene, MemberDescription>>>;

/** How the members of a gene that is answered in full are described to clients, in the order of answers. */
export const GENE_MEMBERS = membersOf(FIELD_NAMES);

/** The fields that suggestions show. */
const SHOWN_FIELDS = FIELD_NAMES.filter((name) => !definitionOf(name).isAnsweredInFullAlone);
/** The same, of the gene that a suggestion shows. */
export const SHOWN_MEMBERS = membersOf(SHOWN_FIELDS);

/** Whether two genes in full are equal in all their members. */
export function isSameGene(a: Gene, b: Gene): boolean {
  const members = Object.keys(GENE_MEMBERS) as (keyof Gene)[];
  return members.every((member) => JSON.stringify(a[member]) === JSON.stringify(b[member]));
}

function definitionOf(name: FieldName): GeneField {
  return GENE_FIELDS[name];
}

function membersOf(names: readonly FieldName[]): Members {
  return Object.assign({}, ...names.map((name) => GENE_FIELDS[name].members));
}

type Values = { readonly [F in FieldName]: ReturnType<(typeof GENE_FIELDS)[F]["collect"]> };
type Readers = {
  readonly [F in FieldName]:
    | ReturnType<(typeof GENE_FIELDS)[F]["open"]>
    | (F extends OptionalField ? null : never);
};

/** The values of fields by which genes are ordered first, in rows or in an index. */
interface OrderedFields {
  db: { at(gene: number): string | null };
  location: { comparePositions(a: number, b: number): number };
}

/**
 * What orders the genes of a label before all their fields are compared in turn; a suggestion shows the first one.
 * Genes on the reference come first, then those of db core, those on the chromosome that sorts first, and those that
 * start first.
 */
const GENE_ORDER: readonly ((fields: OrderedFields, a: number, b: number) => number)[] = [
  ({ db }, a, b) => Number(db.at(a) !== CORE) - Number(db.at(b) !== CORE),
  ({ location }, a, b) => location.comparePositions(a, b),
];

/** The genes of rows while a build reads them, one gene per row. */
export class GeneRows {
  readonly values: Values = byField((name) => GENE_FIELDS[name].collect()) as Values;
  /** Of each row 0, or 1 if it is on a patch or an alternative sequence. It orders genes, and is not stored. */
  readonly #alternative = new NumberList(Uint16Array);
  readonly #all: readonly FieldValues[] = FIELD_NAMES.map((name) => this.values[name]);
  readonly #shown: readonly FieldValues[] = SHOWN_FIELDS.map((name) => this.values[name]);

  /** Takes the gene of the next row, which `keep` then adds. @returns why a build refuses it, or null */
  offer(texts: GeneTexts): Refusal | null {
    for (const name of FIELD_NAMES) {
      const refusal = this.values[name].offer(texts[name]);
      if (refusal !== null) return refusal;
    }
    return null;
  }

  /** @param isReference whether it is on the reference, and not on a patch or an alternative sequence */
  keep(isReference = true): void {
    for (const values of this.#all) values.keep();
    this.#alternative.push(isReference ? 0 : 1);
  }

  /** Compares the genes of two rows of a label: 0 only if all fields are equal. Call it after the last row. */
  compare(a: number, b: number): number {
    const alternative = this.#alternative.at(a) - this.#alternative.at(b);
    return alternative || compareGenes(this.values, this.#all, a, b);
  }

  /** Whether two rows give the same gene: they have a stable id, and all their fields are equal. */
  isRepeated(a: number, b: number): boolean {
    return this.values.stableId.has(a) && this.compare(a, b) === 0;
  }

  /** The gene of a row, as a suggestion shows it. */
  at(row: number): Gene {
    const gene: Gene = {};
    for (const values of this.#shown) values.addTo(gene, row);
    return gene;
  }

  /** The gene of a row in full. */
  inFull(row: number): Gene {
    const gene: Gene = {};
    for (const values of this.#all) values.addTo(gene, row);
    return gene;
  }

  /** Writes the columns of some rows: the genes of one species, in their final order. */
  encode(rows: Uint32Array, out: ColumnWriter): void {
    for (const name of REQUIRED_FIELDS) this.values[name].encode(rows, out);
  }

  /** The columns of an optional field; null if none of the rows has a value. */
  encodeOptional(name: OptionalField, rows: Uint32Array): Uint8Array | null {
    if (!rows.some((row) => this.values[name].at(row) !== null)) return null;
    const out = new ColumnWriter();
    this.values[name].encode(rows, out);
    return out.finish();
  }
}

/** The genes of one species, read in place. */
export class GeneReader {
  readonly readers: Readers;
  readonly #all: readonly FieldReader[];
  readonly #shown: readonly FieldReader[];

  /** @throws IndexError if the columns do not fit their sections */
  constructor(reader: ColumnReader, genes: number, optional: OptionalColumns = {}) {
    this.readers = byField((name) => {
      const columns = isOptional(name) ? optional[name as OptionalField] : reader;
      return columns === undefined ? null : GENE_FIELDS[name].open(columns, genes);
    }) as Readers;
    const present = (names: readonly FieldName[]) =>
      names.map((name): FieldReader | null => this.readers[name]).filter((field) => field !== null);
    this.#all = present(FIELD_NAMES);
    this.#shown = present(SHOWN_FIELDS);
  }

  /** A gene as a suggestion shows it. @param index below the number of genes @throws IndexError if it is damaged */
  at(index: number): Gene {
    const gene: Gene = {};
    for (const reader of this.#shown) reader.addTo(gene, index);
    return gene;
  }

  /** The same in full. */
  inFull(index: number): Gene {
    const gene: Gene = {};
    for (const reader of this.#all) reader.addTo(gene, index);
    return gene;
  }

  /** Compares two genes of a label: 0 only if all fields are equal. @throws IndexError where they are damaged */
  compare(a: number, b: number): number {
    return compareGenes(this.readers, this.#all, a, b);
  }

  /** Checks every column. @throws IndexError if they contradict each other */
  check(): void {
    for (const reader of this.#all) reader.check();
  }
}

function compareGenes(
  fields: OrderedFields,
  all: readonly { compare(a: number, b: number): number }[],
  a: number,
  b: number,
): number {
  for (const compare of GENE_ORDER) {
    const order = compare(fields, a, b);
    if (order !== 0) return order;
  }
  for (const values of all) {
    const order = values.compare(a, b);
    if (order !== 0) return order;
  }
  return 0;
}

function coreFirst(a: string, b: string): number {
  return Number(a !== CORE) - Number(b !== CORE) || compareTexts(a, b);
}
