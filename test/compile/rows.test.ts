import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Rows } from "../../src/compile/rows.ts";
import { anyLabel } from "../support/data/labels.ts";
import { type Row, sourceRow } from "../support/data/rows.ts";

const TOO_LONG = "x".repeat(256);

function rowsOf(rows: readonly Row[]): Rows {
  const taken = new Rows();
  for (const row of rows) taken.add(sourceRow(row));
  return taken;
}

/** The rows that were kept: species, label and stable id. */
function keptOf({ species, speciesNames, label, labels, genes }: Rows) {
  return Array.from({ length: species.length }, (_, row) => [
    speciesNames.all[species.at(row)]!,
    labels.all[label.at(row)]!,
    genes.at(row).stable_id ?? null,
  ]);
}

/** The aliases and weights of rows: label, and alias or weight. */
function annotationsOf({ annotations }: Rows) {
  const { aliasOf, weightOf, aliases } = annotations;
  return {
    aliases: Array.from({ length: aliasOf.length }, (_, i) => [
      aliasOf.at(i).displayLabel,
      aliases.all[annotations.aliasAt(i)]!,
    ]),
    weights: Array.from({ length: weightOf.length }, (_, i) => [
      weightOf.at(i).displayLabel,
      annotations.weightAt(i),
    ]),
  };
}

test("rows are kept as they come", () => {
  const anyRow: fc.Arbitrary<Row> = fc.tuple(
    fc.constantFrom("homo_sapiens", "mus_musculus", "Homo_sapiens"),
    anyLabel,
    fc.option(fc.constantFrom("ENSG1", "ENSG2")),
    fc.constant(null),
    fc.constant(null),
  );
  fc.assert(
    fc.property(fc.array(anyRow), (given) => {
      const rows = rowsOf(given);
      expect(keptOf(rows)).toEqual(given.map(([species, label, id]) => [species!, label!, id]));
      expect([rows.seen, rows.refused.size]).toEqual([given.length, 0]);
    }),
  );
});

describe("a row is refused", () => {
  const refused: [reason: string, row: Row][] = [
    ["no species", [null, null, "\n", TOO_LONG, null]],
    ["no species", [" ", "BRCA2", null, null, null]],
    ["control character", ["homo\nsapiens", null, null, null, null]],
    ["too long", [TOO_LONG, null, null, null, null]],
    ["no label", ["s", null, "\n", null, null]],
    ["no label", ["s", "\u00a0", "\n", null, null]],
    ["control character", ["s", "BRCA\t2", TOO_LONG, null, null]],
    ["too long", ["s", TOO_LONG, "\n", null, null]],
    ["control character", ["s", "BRCA2", "ENSG\0", TOO_LONG, TOO_LONG]],
    ["too long", ["s", "BRCA2", TOO_LONG, "\n", "\n"]],
    ["too long", ["s", "BRCA2", null, TOO_LONG, "\n"]],
    ["control character", ["s", "BRCA2", "ENSG1", "1:2-3", "\n"]],
  ];

  test.each(refused)("for %j, the first reason of %j", (reason, row) => {
    const rows = rowsOf([row, ["s", "TP53", "ENSG1", null, null, 1, "p53"]]);
    expect([...rows.refused]).toEqual([[reason, 1]] as [never, number][]);
    expect(rows.seen).toBe(2);
    expect(keptOf(rows)).toEqual([["s", "TP53", "ENSG1"]]);
  });

  test("with its aliases and weight, and all are counted by reason", () => {
    const rows = rowsOf([
      [null, "BRCA1", null, null, null, 1, "a"],
      ["s", null, null, null, null, 2, "b"],
      ["s", "BRCA2", null, null, "\n", 3, "c"],
      ["s", " ", null, null, null],
      ["s", "TP53", null, null, null, 4, "d"],
    ]);
    expect(Object.fromEntries(rows.refused)).toEqual({
      "no species": 1,
      "no label": 2,
      "control character": 1,
    });
    expect(annotationsOf(rows)).toEqual({ aliases: [["TP53", "d"]], weights: [["TP53", 4]] });
  });
});

describe("the aliases of a row", () => {
  const aliasesOf = (aliases: string) => {
    const rows = rowsOf([["s", "TP53", null, null, null, null, aliases]]);
    expect(rows.annotations.refusedAliases).toBe(0);
    return annotationsOf(rows).aliases.map(([, alias]) => alias);
  };

  test.each([
    ["p53", ["p53"]],
    ["p53|LFS1", ["p53", "LFS1"]],
    [" p53 | LFS 1 ", ["p53", "LFS 1"]],
    ["|p53||  |", ["p53"]],
    ["", []],
    ["p53|p53", ["p53", "p53"]],
  ])("in %j are %j", (text, aliases) => {
    expect(aliasesOf(text)).toEqual(aliases);
  });

  test("are counted if they are refused, and the row is kept", () => {
    const rows = rowsOf([["s", "TP53", null, null, null, 7, `p\n53|LFS1|${TOO_LONG}`]]);
    expect(annotationsOf(rows)).toEqual({ aliases: [["TP53", "LFS1"]], weights: [["TP53", 7]] });
    expect(rows.annotations.refusedAliases).toBe(2);
    expect([rows.refused.size, keptOf(rows)]).toEqual([0, [["s", "TP53", null]]]);
  });

  test("and a weight of 0 are told from none", () => {
    const rows = rowsOf([
      ["s", "A", null, null, null, 0],
      ["s", "B", null, null, null, null, null],
    ]);
    expect(annotationsOf(rows)).toEqual({ aliases: [], weights: [["A", 0]] });
  });
});
