import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { LiveIdRows, LiveRows } from "../../src/live/live-rows.ts";
import { foldAscii } from "../../src/names/fold.ts";
import { anyLabel } from "../support/data/labels.ts";
import { type Row, sourceRow } from "../support/data/rows.ts";
import { ReferenceLabels, referenceGenes } from "../support/reference/labels.ts";

const ALL = Number.POSITIVE_INFINITY;

function rowsOf(species: string, text: string, rows: readonly Row[]): LiveRows {
  const taken = new LiveRows(species, text);
  for (const row of rows) taken.add(sourceRow(row));
  return taken;
}

const labelsOf = (rows: LiveRows, limit = ALL, exactOnly = false) =>
  rows.best(limit, exactOnly).map(({ label, tier }) => [label, tier]);

describe("live rows", () => {
  test("are the best labels that start with a text, in the order of suggestions", () => {
    const anyRows = fc.array(anyLabel.map((label): Row => ["s", label, null, null, null]));
    fc.assert(
      fc.property(
        anyRows,
        fc.constantFrom("", "a", "b", "a1", "ab-"),
        fc.nat(9),
        (rows, text, limit) => {
          const labels = rows.map(([, label]) => label!);
          const expected = new ReferenceLabels(labels, foldAscii).find(text, ALL);
          const found = rowsOf("s", text, rows);
          expect(labelsOf(found)).toEqual(expected.map(({ label, tier }) => [label, tier]));
          expect(labelsOf(found, limit)).toEqual(labelsOf(found).slice(0, limit));
          expect(labelsOf(found, ALL, true)).toEqual(
            labelsOf(found).filter(([, tier]) => tier === "exact"),
          );
        },
      ),
    );
  });

  test("fold nothing but the case of A to Z and spaces", () => {
    const rows: Row[] = ["É", "é", "A  B", " a b", "ﬁ"].map((label) => [
      "s",
      label,
      null,
      null,
      null,
    ]);
    expect(labelsOf(rowsOf("s", "é", rows))).toEqual([["é", "exact"]]);
    expect(labelsOf(rowsOf("s", "a b", rows))).toEqual([
      [" a b", "exact"],
      ["A  B", "exact"],
    ]);
    expect(labelsOf(rowsOf("s", "fi", rows))).toEqual([]);
  });

  test("are only those of exactly their species, with a label that an index would take", () => {
    const rows: Row[] = [
      ["s", "A1", null, null, null],
      ["S", "A2", null, null, null],
      ["s ", "A3", null, null, null],
      [null, "A4", null, null, null],
      ["s", null, null, null, null],
      ["s", "A\n5", null, null, null],
      ["s", "A6", "\n", null, null],
    ];
    expect(labelsOf(rowsOf("s", "", rows))).toEqual([["A1", "prefix"]]);
  });

  test("ignore weights and aliases", () => {
    const rows: Row[] = [
      ["s", "AB", null, null, null, 100, "A"],
      ["s", "A", null, null, null],
    ];
    expect(labelsOf(rowsOf("s", "a", rows))).toEqual([
      ["A", "exact"],
      ["AB", "prefix"],
    ]);
  });

  test("give the genes of a label in order, repeated ones once", () => {
    const genes: Row[] = [
      ["s", "A", "ENSG2", "1:5-6", "core"],
      ["s", "A", "ENSG1", "1:5-6", "core"],
      ["s", "A", "ENSG1", "1:5-6", "core"],
      ["s", "A", null, "1:5-6", "core"],
      ["s", "A", null, "1:5-6", "core"],
      ["s", "A", "ENSG1", "1:5-6", "otherfeatures"],
    ];
    const [match] = rowsOf("s", "", [["s", "B", "ENSG9", null, null], ...genes]).best(1, false);
    expect(match).toEqual({
      label: "A",
      tier: "prefix",
      genes: referenceGenes([...genes.slice(0, 2), ...genes.slice(3)]),
    });
  });
});

describe("live rows with a stable id", () => {
  const ROWS: readonly Row[] = [
    ["mus_musculus", "B", "ENSG1", null, null],
    ["homo_sapiens", "AB", "ensg1.2", null, null],
    ["homo_sapiens", "A", "ENSG1", null, "core"],
    ["homo_sapiens", "A", "ENSG1.1", null, "core"],
    ["homo_sapiens", "A", "ENSG11", null, null],
    ["homo_sapiens", "A", "XENSG1", null, null],
    ["homo_sapiens", "A", null, null, null],
    ["homo_sapiens", null, "ENSG1", null, null],
    [null, "A", "ENSG1", null, null],
  ];
  const genesWith = (species: string | null, id: string) => {
    const rows = new LiveIdRows(species, id);
    for (const row of ROWS) rows.add(sourceRow(row));
    return rows.genes();
  };

  test("are found in any version and case, ordered by species and then as suggestions", () => {
    const human = [
      { label: "A", species: "homo_sapiens", stable_id: "ENSG1", db: "core" },
      { label: "A", species: "homo_sapiens", stable_id: "ENSG1.1", db: "core" },
      { label: "AB", species: "homo_sapiens", stable_id: "ensg1.2" },
    ];
    expect(genesWith("homo_sapiens", "ensg1")).toEqual(human);
    expect(genesWith(null, "ensg1")).toEqual([
      ...human,
      { label: "B", species: "mus_musculus", stable_id: "ENSG1" },
    ]);
  });

  test("are none if no gene has it", () => {
    expect(genesWith(null, "ensg2")).toEqual([]);
    expect(genesWith("danio_rerio", "ensg1")).toEqual([]);
    expect(genesWith(null, "ensg1.1")).toEqual([]);
  });
});
