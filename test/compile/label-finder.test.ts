import { describe, expect, test } from "bun:test";
import { LabelFinder } from "../../src/compile/label-finder.ts";
import { Rows } from "../../src/compile/rows.ts";
import { type Row, sourceRow } from "../support/data/rows.ts";

const ROWS: readonly Row[] = [
  ["homo_sapiens", "TP53", null, null, null],
  ["homo_sapiens", "BRCA2", "ENSG00000139618.12", null, null],
  ["homo_sapiens", "BRCA2", "ensg00000139618.12", null, null],
  ["homo_sapiens", "MATR3", "ENSG00000015479", null, null],
  ["homo_sapiens", "MATR3", "ENSG00000280987.2", null, null],
  ["homo_sapiens", "Matr3", "ENSG00000280987.2", null, null],
  ["homo_sapiens", "CD99", "ENSG00000002586.20", null, null],
  ["homo_sapiens", "CD99P", "ENSG00000002586.20_PAR_Y", null, null],
  ["mus_musculus", "Brca2", "ENSMUSG00000041147", null, null],
  ["mus_musculus", "Σ1", "ENSMUSG00000000001", null, null],
  ["caenorhabditis_elegans", "unc-52", "ZC101.2", null, null],
  ["caenorhabditis_elegans", "zc-1", "ZC101.1", null, null],
  ["caenorhabditis_elegans", "unc-52", "WBGene00006787.3", null, null],
  ["rattus_norvegicus", "Tp53", "ENSRNOG1.1", null, null],
  ["rattus_norvegicus", "Tp63", "ENSRNOG1.2", null, null],
];

/** What names a label or a gene. */
interface Named {
  stableId?: string;
  displayLabel?: string;
}

function finder() {
  const rows = new Rows();
  for (const row of ROWS) rows.add(sourceRow(row));
  const labels = new LabelFinder(rows);
  const reference = (species: string, { stableId, displayLabel }: Named) => ({
    species,
    stableId: stableId ?? null,
    displayLabel: displayLabel ?? null,
  });
  return {
    find: (species: string, named: Named) =>
      labels.labelsOf(reference(species, named)).map((label) => rows.labels.all[label]!),
    rowsOf: (species: string, named: Named) => [...labels.rowsOf(reference(species, named))],
  };
}

describe("a label is found", () => {
  const { find } = finder();

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

  test("by the stable id without its version only where ids like it have versions", () => {
    expect(find("homo_sapiens", { stableId: "ENSG00000002586" })).toEqual(["CD99"]);
    expect(find("homo_sapiens", { stableId: "ENSG00000002586.9_1_PAR_Y" })).toEqual(["CD99P"]);
    expect(find("caenorhabditis_elegans", { stableId: "zc101.2" })).toEqual(["unc-52"]);
    expect(find("caenorhabditis_elegans", { stableId: "ZC101.1" })).toEqual(["zc-1"]);
    expect(find("caenorhabditis_elegans", { stableId: "ZC101.3" })).toEqual([]);
    expect(find("caenorhabditis_elegans", { stableId: "ZC101" })).toEqual([]);
    expect(find("caenorhabditis_elegans", { stableId: "WBGene00006787" })).toEqual(["unc-52"]);
    expect(find("rattus_norvegicus", { stableId: "ENSRNOG1.2" })).toEqual(["Tp63"]);
    expect(find("rattus_norvegicus", { stableId: "ENSRNOG1" })).toEqual([]);
    expect(find("rattus_norvegicus", { stableId: "ENSRNOG1.3" })).toEqual([]);
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

describe("rows are found", () => {
  const { rowsOf } = finder();

  test("by the stable id of their gene, and not those of other genes of the label", () => {
    expect(rowsOf("homo_sapiens", { stableId: "ENSG00000015479.3" })).toEqual([3]);
    expect(rowsOf("homo_sapiens", { stableId: "ENSG00000280987" })).toEqual([4, 5]);
    expect(rowsOf("homo_sapiens", { stableId: "ENSG00000139618" })).toEqual([1, 2]);
    expect(rowsOf("caenorhabditis_elegans", { stableId: "ZC101.2" })).toEqual([10]);
    expect(rowsOf("homo_sapiens", { stableId: "ENSG9" })).toEqual([]);
  });

  test("by their label, all of them", () => {
    expect(rowsOf("homo_sapiens", { displayLabel: "MATR3" })).toEqual([3, 4]);
    expect(rowsOf("homo_sapiens", { displayLabel: "matr3" })).toEqual([3, 4, 5]);
    expect(rowsOf("homo_sapiens", { displayLabel: "TP53" })).toEqual([0]);
    expect(rowsOf("caenorhabditis_elegans", { displayLabel: "UNC-52" })).toEqual([10, 12]);
    expect(rowsOf("homo_sapiens", { displayLabel: "BRCA9" })).toEqual([]);
    expect(rowsOf("danio_rerio", { displayLabel: "TP53" })).toEqual([]);
  });

  test("by their stable id alone if a reference has both", () => {
    const both = { stableId: "ENSG00000015479", displayLabel: "BRCA2" };
    expect(rowsOf("homo_sapiens", both)).toEqual([3]);
    expect(rowsOf("homo_sapiens", { ...both, stableId: "ENSG9" })).toEqual([]);
  });
});
