import { expect, test } from "bun:test";
import { LabelFinder } from "../../src/compile/label-finder.ts";
import { weighLabels } from "../../src/compile/label-weights.ts";
import { Rows } from "../../src/compile/rows.ts";
import { HEAVIEST_CLASS } from "../../src/names/weight-class.ts";
import { type Row, sourceRow } from "../support/data/rows.ts";

const LABELS: readonly Row[] = [
  ["homo_sapiens", "TP53", "ENSG1", null, null],
  ["homo_sapiens", "BRCA2", "ENSG2", null, null],
  ["homo_sapiens", "Brca2", "ENSG3", null, null],
  ["mus_musculus", "TP53", "ENSMUSG1", null, null],
  ["mus_musculus", "Trp53", "ENSMUSG2", null, null],
];

type Weight = [species: string, label: string | null, stableId: string | null, weight: number];

function weigh(weights: readonly Weight[]) {
  const rows = new Rows();
  for (const row of LABELS) rows.add(sourceRow(row));
  for (const [species, displayLabel, stableId, weight] of weights) {
    rows.annotations.addWeight({ species, displayLabel, stableId }, weight);
  }
  const { classes, ...counts } = weighLabels(rows, new LabelFinder(rows));
  const byLabel = [...classes].map(([species, ofSpecies]) => [
    species,
    Object.fromEntries(
      [...ofSpecies].map(([id, weightClass]) => [rows.labels.all[id]!, weightClass]),
    ),
  ]);
  return { ...counts, classes: Object.fromEntries(byLabel) };
}

test("the largest of a label's weights counts, however its label is named", () => {
  expect(
    weigh([
      ["homo_sapiens", "TP53", null, 4],
      ["homo_sapiens", "BRCA2", null, 1],
      ["homo_sapiens", null, "ENSG1.3", 16],
      ["homo_sapiens", "tp53", null, 2],
      ["homo_sapiens", "Brca2", null, 4],
    ]),
  ).toEqual({
    kept: 5,
    missing: 0,
    classes: { homo_sapiens: { TP53: HEAVIEST_CLASS, BRCA2: 1, Brca2: 8 } },
  });
});

test("a weight counts for all labels that a reference means", () => {
  expect(weigh([["homo_sapiens", "brca2", null, 5]]).classes).toEqual({
    homo_sapiens: { BRCA2: HEAVIEST_CLASS, Brca2: HEAVIEST_CLASS },
  });
});

test("classes are those of one species, whatever the weights of others", () => {
  expect(
    weigh([
      ["homo_sapiens", "TP53", null, 1000],
      ["mus_musculus", "TP53", null, 1],
      ["mus_musculus", "Trp53", null, 0],
    ]).classes,
  ).toEqual({
    homo_sapiens: { TP53: HEAVIEST_CLASS },
    mus_musculus: { TP53: HEAVIEST_CLASS, Trp53: 0 },
  });
});

test("weights of labels that do not exist are counted", () => {
  expect(
    weigh([
      ["homo_sapiens", "Trp53", null, 1],
      ["danio_rerio", "tp53", null, 1],
      ["homo_sapiens", null, "ENSG9", 1],
      ["homo_sapiens", "TP53", null, 1],
    ]),
  ).toMatchObject({ kept: 1, missing: 3, classes: { homo_sapiens: { TP53: HEAVIEST_CLASS } } });
  expect(weigh([])).toEqual({ kept: 0, missing: 0, classes: {} });
});
