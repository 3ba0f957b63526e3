import type { Gene } from "./gene.ts";
import type { ColumnReader, ColumnWriter } from "./packed.ts";
import type { Refusal } from "./refusal.ts";

/** How a member of Gene is described to clients: a text, or a whole number from 0 on. */
export interface MemberDescription {
  kind: "text" | "count";
  description: string;
}

/** One field of a gene: where its values come from, how they are kept, stored, ordered and answered. */
export interface GeneField<
  V extends FieldValues = FieldValues,
  R extends FieldReader = FieldReader,
> {
  /** The column of a source that holds it. */
  readonly column: string;
  /** The members of Gene that it becomes, in the order of answers. */
  readonly members: Readonly<Partial<Record<keyof Gene, MemberDescription>>>;
  /** Makes an empty column for the values of a build. */
  collect(): V;
  /** Opens the columns that `FieldValues.encode` wrote. @throws IndexError where they do not fit the section */
  open(reader: ColumnReader, genes: number): R;
}

/** The values of one field while a build reads rows: one value a row. */
export interface FieldValues {
  /** Reads the value of the next row, which `keep` then adds. @returns why a build refuses it, or null */
  offer(text: string | null): Refusal | null;
  keep(): void;
  /** Orders the values of two rows; 0 only where they are equal. Values come before none. Call it after the last row. */
  compare(a: number, b: number): number;
  /** Adds the members of a row's value to a gene. */
  addTo(gene: Gene, row: number): void;
  /** Writes the values of some rows, the genes of one species in their final order. */
  encode(rows: Uint32Array, out: ColumnWriter): void;
}

/** The values of one field of one species' genes, read where they lie. */
export interface FieldReader {
  /** Adds the members of a gene's value. @param index below the number of genes @throws IndexError */
  addTo(gene: Gene, index: number): void;
  /** Looks through the columns. @throws IndexError where one contradicts another */
  check(): void;
}
