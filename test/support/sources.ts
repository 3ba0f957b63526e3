/** What tests ask of a source: its rows, or how it fails. */

import { expect } from "bun:test";
import { SourceError } from "../../src/errors.ts";
import type { RowSink, Source } from "../../src/sources/source.ts";

/** species, display label, stable id, location, db. */
export type Row = [string | null, string | null, string | null, string | null, string | null];

/** A sink that keeps its rows. */
export class RowList implements RowSink {
  readonly rows: Row[] = [];

  add(...row: Row): void {
    this.rows.push(row);
  }
}

/** All rows of a source. */
export async function rowsOf(source: Source): Promise<Row[]> {
  const list = new RowList();
  await source.read(list);
  return list.rows;
}

/** The SourceError that reading ends with: one line, as the command line shows it. */
export async function failureOf(
  source: Source,
  sink: RowSink = new RowList(),
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
