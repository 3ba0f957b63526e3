import type { ColumnReader, ColumnWriter } from "./packed.ts";
import type { Refusal } from "./refusal.ts";

/** A gene as indexes and databases describe it. Members that the source does not give are absent. */
export interface Gene {
  stable_id?: string;
  chromosome?: string;
  /** 1-based, both ends included. */
  start?: number;
  end?: number;
  /** The location as the source writes it, if it does not parse. */
  location?: string;
  /** `core`, `otherfeatures`, … */
  db?: string;
  /** `protein_coding`, `lncRNA`, … as the source writes it. */
  biotype?: string;
  /** What it is called in other databases; known only if the gene is answered in full. */
  other_ids?: string[];
}

/** How the API describes a member of Gene: a text, a list of texts, or a whole number from 0 on. */
export interface MemberDescription {
  kind: "text" | "texts" | "count";
  description: string;
}

/** One field of a gene: where its values come from, and how they are stored, ordered and answered. */
export interface GeneField<
  V extends FieldValues = FieldValues,
  R extends FieldReader = FieldReader,
> {
  /** The name of its column in a source. */
  readonly column: string;
  /** Whether suggestions leave it out: they show what tells genes apart. */
  readonly isAnsweredInFullAlone?: boolean;
  /** The members of Gene that hold it, in the order of answers. */
  readonly members: Readonly<Partial<Record<keyof Gene, MemberDescription>>>;
  /** Makes an empty collection of values for a build. */
  collect(): V;
  /** Opens the columns that `FieldValues.encode` wrote. @throws IndexError if they do not fit the section */
  open(reader: ColumnReader, genes: number): R;
}

/** The values of one field while a build reads rows: one value or none for each row. */
export interface FieldValues {
  /** Takes the value of the next row, which `keep` then adds. @returns why a build refuses it, or null */
  offer(text: string | null): Refusal | null;
  keep(): void;
  /** Compares the values of two rows: 0 only if equal, rows without a value last. Call it after the last row. */
  compare(a: number, b: number): number;
  /** Sets the members of a gene from a row's value. */
  addTo(gene: Gene, row: number): void;
  /** Writes the values of some rows: the genes of one species, in their final order. */
  encode(rows: Uint32Array, out: ColumnWriter): void;
}

/** The values of one field for the genes of one species, read in place. */
export interface FieldReader {
  /** Sets the members of a gene from its value. @param index below the number of genes @throws IndexError */
  addTo(gene: Gene, index: number): void;
  /** Compares the values of two genes as `FieldValues` does. @throws IndexError where they are damaged */
  compare(a: number, b: number): number;
  /** Checks the columns. @throws IndexError if they contradict each other */
  check(): void;
}
