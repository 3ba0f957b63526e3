import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { LiveIdRows, LiveRows } from "../../src/live/live-rows.ts";
import { foldAscii } from "../../src/names/fold.ts";
import { referenceGenes } from "../conformance/judge.ts";
import { speciesOf } from "../reference/genes.ts";
import { ASCII, nameOf } from "../reference/names.ts";
import { answered, referenceOf, type Tier, WITHOUT_INDEX } from "../reference/reference.ts";
import { fit, sorted } from "../reference/tiers.ts";
import { anyLabel } from "../support/data/labels.ts";
import { type Row, sourceRow } from "../support/data/rows.ts";

const ALL = Number.POSITIVE_INFINITY;

function rowsOf(species: string, text: string, rows: readonly Row[]): LiveRows {
  const taken = new LiveRows(species, text);
  for (const row of rows) taken.add(sourceRow(row));
  return taken;
}

const labelsOf = (rows: LiveRows, limit = ALL, exactOnly = false) =>
  rows.best(limit, exactOnly).map(({ label, tier }) => [label, tier]);

/** The labels that a text begins, the empty one too, as the reference orders them. */
function judged(rows: readonly Row[], text: string): [label: string, tier: Tier][] {
  const species = speciesOf("s", referenceGenes(rows), WITHOUT_INDEX);
  const query = { ...nameOf(text, ASCII), fold: text, unfinished: false };
  const found = new Map<string, Tier>();
  for (const tier of WITHOUT_INDEX.tiers) {
    for (const { label } of sorted(
      species.labels.flatMap((one) => fit(tier, species, one, query) ?? []),
    )) {
      if (!found.has(label.name.text)) found.set(label.name.text, tier);
    }
  }
  return [...found];
}

describe("live rows", () => {
  test("are the best labels that start with a text, in the order of suggestions", () => {
    const anyRows = fc.array(anyLabel.map((label): Row => ["s", label, null, null, null]));
    fc.assert(
      fc.property(
        anyRows,
        fc.constantFrom("", "a", "b", "a1", "ab-"),
        fc.nat(9),
        (rows, text, limit) => {
          const found = rowsOf("s", text, rows);
          expect(labelsOf(found)).toEqual(judged(rows, text));
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
      genes: referenceOf(referenceGenes([...genes.slice(0, 2), ...genes.slice(3)]))
        .genesByLabel("s", "A")
        .map(answered),
    });
  });

  test("give genes with their other ids only where they are asked for in full", () => {
    const row: Row = ["s", "A", "ENSG1", null, "core", null, null, "HGNC:1|675", "former"];
    const shown = { stable_id: "ENSG1", db: "core" };
    const inFull = { ...shown, other_ids: ["HGNC:1", "675"] };
    const rows = rowsOf("s", "a", [row, row]);
    const match = { label: "A", tier: "exact" as const };
    expect(rows.best(1, false)).toEqual([{ ...match, genes: [inFull] }]);
    expect(rows.best(1, false, true)).toEqual([{ ...match, genes: [inFull] }]);
    expect(rows.best(1, false, false)).toEqual([{ ...match, genes: [shown] }]);
  });
});

describe("live rows with a stable id", () => {
  const ROWS: readonly Row[] = [
    ["mus_musculus", "B", "ENSG1", null, null],
    ["homo_sapiens", "AB", "ensg1.2", null, null],
    ["homo_sapiens", "A", "ENSG1.2", null, "core"],
    ["homo_sapiens", "A", "ENSG1.2", null, "cdna"],
    ["homo_sapiens", "A", "ENSG11", null, null],
    ["homo_sapiens", "A", "XENSG1", null, null],
    ["homo_sapiens", "A", null, null, null],
    ["homo_sapiens", null, "ENSG1", null, null],
    [null, "A", "ENSG1", null, null],
    ["rattus_norvegicus", "C1", "ENSG1.1", null, null],
    ["rattus_norvegicus", "C2", "ENSG1.2", null, null],
  ];
  const genesWith = (species: string | null, asked: string, rows = ROWS) => {
    const taken = new LiveIdRows(species, foldAscii(asked));
    for (const row of rows) taken.add(sourceRow(row));
    return taken.genes(asked);
  };
  const HUMAN = [
    { label: "A", species: "homo_sapiens", stable_id: "ENSG1.2", db: "core" },
    { label: "A", species: "homo_sapiens", stable_id: "ENSG1.2", db: "cdna" },
    { label: "AB", species: "homo_sapiens", stable_id: "ensg1.2" },
  ];
  const MOUSE = { label: "B", species: "mus_musculus", stable_id: "ENSG1" };
  const RAT = { label: "C2", species: "rattus_norvegicus", stable_id: "ENSG1.2" };

  test("are found in any version and case, ordered by species and then as suggestions", () => {
    for (const asked of ["ensg1", "ENSG1.2", "ENSG1.99", "ENSG1.7_3"]) {
      expect(genesWith("homo_sapiens", asked)).toEqual(HUMAN);
    }
    expect(genesWith(null, "ensg1")).toEqual([...HUMAN, MOUSE]);
  });

  test("are found by their whole id alone where the rows have several versions of it", () => {
    expect(genesWith("rattus_norvegicus", "ensg1.2")).toEqual([RAT]);
    expect(genesWith("rattus_norvegicus", "ensg1")).toEqual([]);
    expect(genesWith("rattus_norvegicus", "ensg1.3")).toEqual([]);
    const withBoth: readonly Row[] = [
      ["s", "A", "ENSG1", null, null],
      ["s", "B", "ENSG1.1", null, null],
    ];
    expect(genesWith("s", "ENSG1", withBoth).map(({ label }) => label)).toEqual(["A"]);
    expect(genesWith("s", "ENSG1.1", withBoth).map(({ label }) => label)).toEqual(["B"]);
    expect(genesWith("s", "ENSG1.2", withBoth)).toEqual([]);
  });

  test("are those first that have it to the letter", () => {
    expect(genesWith(null, "ENSG1.2")).toEqual([HUMAN[0]!, HUMAN[1]!, RAT, HUMAN[2]!, MOUSE]);
    expect(genesWith(null, "ENSG1")).toEqual([MOUSE, ...HUMAN]);
    expect(genesWith(null, "ensg1.2")).toEqual([HUMAN[2]!, HUMAN[0]!, HUMAN[1]!, MOUSE, RAT]);
  });

  test("are those of X or those of Y where GENCODE tells them apart", () => {
    const rows: readonly Row[] = [
      ["s", "CD99", "ENSG2586.20", null, null],
      ["s", "CD99Y", "ENSG2586.20_PAR_Y", null, null],
      ["s", "BRCA2", "ENSG139618.12_3", null, null],
    ];
    const labels = (asked: string) => genesWith("s", asked, rows).map(({ label }) => label);
    expect([labels("ENSG2586"), labels("ENSG2586.7_1")]).toEqual([["CD99"], ["CD99"]]);
    expect([labels("ENSG2586_PAR_Y"), labels("ensg2586.7_par_y")]).toEqual([["CD99Y"], ["CD99Y"]]);
    expect([labels("ENSG139618"), labels("ENSG139618.13")]).toEqual([["BRCA2"], ["BRCA2"]]);
    expect(labels("ENSG139618_PAR_Y")).toEqual([]);
  });

  test("are given in full", () => {
    const rows: readonly Row[] = [["s", "A", "ENSG1.2", null, null, null, null, "HGNC:1|675"]];
    expect(genesWith(null, "ENSG1", rows)).toEqual([
      { label: "A", species: "s", stable_id: "ENSG1.2", other_ids: ["HGNC:1", "675"] },
    ]);
  });

  test("are none if no gene has it", () => {
    expect(genesWith(null, "ensg2")).toEqual([]);
    expect(genesWith("danio_rerio", "ensg1")).toEqual([]);
    expect(genesWith(null, "ensg1x")).toEqual([]);
  });
});
