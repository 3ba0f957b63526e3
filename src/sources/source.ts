/** Where labels come from: a stream of rows, whatever the source. */

import type { GeneTexts } from "../columns/gene-fields.ts";

/** One row of a source: a label of a species and one of its genes; null where the source has no value. */
export interface SourceRow {
  species: string | null;
  displayLabel: string | null;
  gene: GeneTexts;
  /** The heavier, the sooner a label is offered; not negative. */
  weight: number | null;
  /** Synonyms and former names of the label, with `|` between them. */
  aliases: string | null;
}

/** Takes rows as they arrive and keeps none of them as objects. */
export interface RowSink {
  add(row: SourceRow): void;
}

/** Names a label: by a stable id of one of its genes, or by itself where there is none. */
export interface LabelReference {
  species: string;
  stableId: string | null;
  displayLabel: string | null;
}

/** Takes what is said of labels beside their rows. */
export interface AnnotationSink {
  addAlias(of: LabelReference, alias: string): void;
  addWeight(of: LabelReference, weight: number): void;
}

/** One file of aliases or weights. */
export interface AnnotationSource {
  /** What errors and reports call it: `aliases.tsv`. */
  readonly name: string;

  /** Reads every line into the sink. @throws SourceError where it cannot be read, or a line is wrong */
  read(sink: AnnotationSink): Promise<void>;
}

/** One source of labels. */
export interface Source {
  /** What the index's provenance says, without a password: `mysql://anonymous@host:3306/db gene_autocomplete`, `file:genes.tsv`. */
  readonly name: string;

  /**
   * Reads every row into the sink, in the order of the source.
   *
   * @throws SourceError where the source cannot be reached, read to its end, or lacks a needed column
   */
  read(sink: RowSink): Promise<void>;
}

/** Ensembl's release, as its databases are named after it: `ensembl_website_112`, `ensembl_autocomplete_115`. */
export function releaseOf(source: string): string | null {
  return /\/ensembl_[a-z]+_(\d+)\b/.exec(source)?.[1] ?? null;
}
