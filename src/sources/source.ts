/** Where labels come from: a stream of rows, whatever the place. */

/** Takes rows as they arrive and keeps none of them as objects; null where the source has no value. */
export interface RowSink {
  add(
    species: string | null,
    displayLabel: string | null,
    stableId: string | null,
    location: string | null,
    db: string | null,
  ): void;
}

/** One place to read labels from. */
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
