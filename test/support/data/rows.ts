/** Rows of tests, and reading them from a source. */

import { expect } from "bun:test";
import { listed } from "../../../src/columns/other-ids-field.ts";
import { SourceError } from "../../../src/errors.ts";
import type { Source, SourceRow, SourceSink, SpeciesDetails } from "../../../src/sources/source.ts";

/** species, display label, stable id, location, db, and optionally weight and aliases separated by `|`. */
export type Row = [
  species: string | null,
  label: string | null,
  stableId: string | null,
  location: string | null,
  db: string | null,
  weight?: number | null,
  aliases?: string | null,
  /** Ids in other databases, with `|` between them. */
  ids?: string | null,
  /** Former symbols, with `|` between them. */
  former?: string | null,
  biotype?: string | null,
  /** "0" for a gene on a patch or an alternative sequence. */
  reference?: "0" | null,
];

/** The positions of former symbols and biotypes in a row. */
const FORMER = 8;
export const BIOTYPE = 9;
/** Columns that every row has. */
const GENE_COLUMNS = 5;

/** A sink that keeps the rows. */
export class RowList implements SourceSink {
  readonly rows: Row[] = [];
  /** Why lines gave no row. */
  readonly refused: string[] = [];
  /** Names of species. */
  readonly names: [species: string, name: string][] = [];
  readonly details: [species: string, SpeciesDetails][] = [];
  readonly parts: string[] = [];

  /** A row ends with what it has: most have neither weight nor aliases. */
  add({ species, displayLabel, gene, isReference, ...of }: SourceRow): void {
    const { stableId, location, db, biotype, otherIds } = gene;
    const { weight, aliases, former } = of;
    const ofGene = [stableId, location, db];
    const joined = (names: readonly string[]) => (names.length === 0 ? null : names.join("|"));
    const row = [
      species,
      displayLabel,
      ...ofGene,
      weight,
      joined(aliases),
      otherIds,
      joined(former),
      biotype,
      isReference ? null : "0",
    ];
    const last = row.findLastIndex((value, i) => i < GENE_COLUMNS || value !== null);
    this.rows.push(row.slice(0, last + 1) as Row);
  }

  refuse(reason: string): void {
    this.refused.push(reason);
  }

  nameSpecies(species: string, name: string): void {
    this.names.push([species, name]);
  }

  describeSpecies(species: string, details: SpeciesDetails): void {
    this.details.push([species, details]);
  }

  enter(part: string): void {
    this.parts.push(part);
  }
}

/** A row as a source hands it on. */
export function sourceRow([
  species,
  displayLabel,
  stableId,
  location,
  db,
  ...rest
]: Row): SourceRow {
  const [weight = null, aliases = null, otherIds = null, former = null, ...more] = rest;
  const [biotype = null, reference = null] = more;
  const gene = { stableId, location, db, biotype, otherIds };
  const isReference = reference === null;
  return {
    species,
    displayLabel,
    gene,
    isReference,
    weight,
    aliases: listed(aliases),
    former: listed(former),
  };
}

/** All rows of a source. */
export async function rowsOf(source: Source): Promise<Row[]> {
  const list = new RowList();
  await source.read(list);
  return list.rows;
}

/** A row without what is behind its former symbols. */
export function withoutBiotype(row: Row): Row {
  const shorter = row.slice(0, FORMER + 1);
  const last = shorter.findLastIndex((value, i) => i < GENE_COLUMNS || value !== null);
  return shorter.slice(0, last + 1) as Row;
}

/** The SourceError that reading fails with; its message must be one line, as the command line prints it. */
export async function failureOf(
  source: Source,
  sink: SourceSink = new RowList(),
): Promise<SourceError> {
  const error = await source.read(sink).then(
    () => null,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(SourceError);
  const failure = error as SourceError;
  expect(failure.message).not.toContain("\n");
  return failure;
}
