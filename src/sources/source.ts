/** What all sources of labels have in common: they give a stream of rows. */

import type { GeneTexts } from "../columns/gene-fields.ts";

/** One row of a source: a label of a species and one of its genes. What the source does not give is null. */
export interface SourceRow {
  species: string | null;
  displayLabel: string | null;
  gene: GeneTexts;
  /** Whether the gene is on the reference, and not on a patch or an alternative sequence. */
  isReference: boolean;
  /** 0 or more; heavier labels are suggested first. */
  weight: number | null;
  /** Synonyms of the label, and its former symbols. */
  aliases: readonly string[];
  former: readonly string[];
}

/** Takes rows as they arrive. */
export interface RowSink {
  add(row: SourceRow): void;
}

/** What is known of a species. */
export interface SpeciesDetails {
  /** `Human` */
  displayName?: string;
  /** NCBI's taxon id. */
  taxon?: number;
  /** `GRCh38.p14` */
  assembly?: string;
}

/** Takes all that a source gives. */
export interface SourceSink extends RowSink {
  /** Counts a line that gives no row, by the reason. */
  refuse(reason: string): void;
  /** Adds a name by which people know a species. */
  nameSpecies(species: string, name: string): void;
  /** Tells what else is known of a species, in place of what was told before. */
  describeSpecies(species: string, details: SpeciesDetails): void;
  /** Tells which part of a source the next rows are from, for those who wait. */
  enter(part: string): void;
}

/** Names a label by the stable id of one of its genes or, if there is none, by the label itself. */
export interface LabelReference {
  species: string;
  stableId: string | null;
  displayLabel: string | null;
}

/** Takes aliases and weights as they arrive. */
export interface AnnotationSink {
  /** @param isFormer whether the alias was the label's symbol once */
  addAlias(of: LabelReference, alias: string, isFormer: boolean): void;
  addWeight(of: LabelReference, weight: number): void;
  /** @param id another id of the genes of the label, or of the one gene that the reference names by its stable id */
  addId(of: LabelReference, id: string): void;
}

/** What the rows of a build hold, for files that name a gene in several ways. */
export interface KnownGenes {
  /** The species with NCBI's taxon id; null if there is none. */
  speciesOfTaxon(taxon: string): string | null;
  /** The label of a gene by its stable id; null if the species has none with this id. */
  labelOf(species: string, id: string): string | null;
}

/** One file of aliases or weights. */
export interface AnnotationSource {
  /** How errors and reports refer to it: `aliases.tsv`. */
  readonly name: string;

  /** Reads every line into the sink. @throws SourceError if it cannot be read or a line is malformed */
  read(sink: AnnotationSink, known: KnownGenes): Promise<void>;
}

/** One source of labels. */
export interface Source {
  /** What an index says it was built from, without a password: `file:genes.tsv`, `mysql://me@host:3306/db my_table`. */
  readonly name: string;

  /**
   * Reads every row into the sink, in the order of the source.
   *
   * @throws SourceError if the source cannot be reached or read to its end, or lacks a required column
   */
  read(sink: SourceSink): Promise<void>;
}

/** In the name of a source: `/ensembl_autocomplete_115`, `/homo_sapiens_core_114_38`, `release 114`. */
const RELEASE = /\/ensembl_[a-z]+_(\d+)\b|_core_(?:\d+_)?(\d+)_\d+[a-z]*\b| release (\d+)$/;

/** The Ensembl release that the name of a source tells; else null. */
export function releaseOf(source: string): string | null {
  const [, website, core, whole] = RELEASE.exec(source) ?? [];
  return website ?? core ?? whole ?? null;
}
