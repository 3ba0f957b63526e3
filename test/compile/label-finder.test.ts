import { describe, expect, test } from "bun:test";
import { LabelFinder } from "../../src/compile/label-finder.ts";
import { Rows } from "../../src/compile/rows.ts";
import { type Row, sourceRow } from "../support/data/rows.ts";

const ROWS: readonly Row[] = [
  ["homo_sapiens", "TP53", null, null, null],
  ["homo_sapiens", "BRCA2", "ENSG00000139618.12", null, null],
  ["homo_sapiens", "BRCA2", "ENSG00000139618.13", null, null],
  ["homo_sapiens", "MATR3", "ENSG00000015479", null, null],
  ["homo_sapiens", "MATR3", "ENSG00000280987", null, null],
  ["homo_sapiens", "Matr3", "ENSG00000280987.2", null, null],
  ["mus_musculus", "Brca2", "ENSMUSG00000041147", null, null],
  ["mus_musculus", "Σ1", "ENSMUSG00000000001", null, null],
];

function finder(): (
  species: string,
  named: { stableId?: string; displayLabel?: string },
) => string[] {
  const rows = new Rows();
  for (const row of ROWS) rows.add(sourceRow(row));
  const labels = new LabelFinder(rows);
  return (species, { stableId = null, displayLabel = null }) =>
    labels.find({ species, stableId, displayLabel }).map((label) => rows.labels.all[label]!);
}

describe("a label is found", () => {
  const find = finder();

  test("by its own spelling before that of others", () => {
    expect(find("homo_sapiens", { displayLabel: "MATR3" })).toEqual(["MATR3"]);
    expect(find("homo_sapiens", { displayLabel: "Matr3" })).toEqual(["Matr3"]);
    expect(find("homo_sapiens", { displayLabel: "matr3" })).toEqual(["MATR3", "Matr3"]);
    expect(find("mus_musculus", { displayLabel: "σ１" })).toEqual(["Σ1"]);
  });

  test("in its own species alone, even if another has the same spelling", () => {
    expect(find("homo_sapiens", { displayLabel: "Brca2" })).toEqual(["BRCA2"]);
    expect(find("mus_musculus", { displayLabel: "BRCA2" })).toEqual(["Brca2"]);
    expect(find("mus_musculus", { displayLabel: "TP53" })).toEqual([]);
    expect(find("mus_musculus", { stableId: "ENSG00000139618" })).toEqual([]);
    expect(find("Homo sapiens", { displayLabel: "TP53" })).toEqual([]);
  });

  test("by the stable id of any of its genes, in any case and version, and once", () => {
    expect(find("homo_sapiens", { stableId: "ENSG00000139618" })).toEqual(["BRCA2"]);
    expect(find("homo_sapiens", { stableId: "ensg00000139618.99" })).toEqual(["BRCA2"]);
    expect(find("homo_sapiens", { stableId: "ENSG00000280987.1" })).toEqual(["MATR3", "Matr3"]);
    expect(find("homo_sapiens", { stableId: "ENSG0000013961" })).toEqual([]);
  });

  test("by its stable id alone if a reference has both", () => {
    const both = { stableId: "ENSG00000015479", displayLabel: "BRCA2" };
    expect(find("homo_sapiens", both)).toEqual(["MATR3"]);
    expect(find("homo_sapiens", { ...both, stableId: "ENSG9" })).toEqual([]);
  });

  test("by nothing that is only a part of its name", () => {
    expect(find("homo_sapiens", { displayLabel: "BRCA" })).toEqual([]);
    expect(find("homo_sapiens", { displayLabel: "ENSG00000139618" })).toEqual([]);
    expect(find("homo_sapiens", { stableId: "TP53" })).toEqual([]);
  });
});
