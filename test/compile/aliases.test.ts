import { describe, expect, test } from "bun:test";
import { SpeciesAliases } from "../../src/columns/aliases.ts";
import { Texts } from "../../src/columns/texts.ts";
import { aliasTables, pairAliases } from "../../src/compile/aliases.ts";
import { LabelFinder } from "../../src/compile/label-finder.ts";
import { Rows } from "../../src/compile/rows.ts";
import { sortLabels } from "../../src/compile/sorted-labels.ts";
import { labelOf } from "../../src/names/key.ts";
import { refusalOf } from "../columns/written.ts";
import { type Row, sourceRow } from "../support/data/rows.ts";

describe("aliases are paired", () => {
  const LABELS: readonly Row[] = [
    ["homo_sapiens", "TP53", "ENSG1", null, null, null, "p53|LFS1"],
    ["homo_sapiens", "BRCA2", "ENSG2", null, null],
    ["homo_sapiens", "Brca2", "ENSG3", null, null],
    ["mus_musculus", "Trp53", "ENSMUSG1", null, null, null, "p53"],
  ];

  function pair(aliases: [species: string, label: string, alias: string][] = []) {
    const rows = new Rows();
    for (const row of LABELS) rows.add(sourceRow(row));
    for (const [species, displayLabel, alias] of aliases) {
      rows.annotations.addAlias({ species, stableId: null, displayLabel }, alias);
    }
    const { pairs, ...counts } = pairAliases(rows, new LabelFinder(rows));
    const named = [...pairs].map(([species, ofSpecies]) => [
      species,
      ofSpecies.map(({ alias, label }) => [
        rows.annotations.aliases.all[alias]!,
        rows.labels.all[label]!,
      ]),
    ]);
    return { ...counts, pairs: Object.fromEntries(named) };
  }

  test("with the labels of their own species", () => {
    expect(pair()).toEqual({
      kept: 3,
      missing: 0,
      pairs: {
        homo_sapiens: [
          ["p53", "TP53"],
          ["LFS1", "TP53"],
        ],
        mus_musculus: [["p53", "Trp53"]],
      },
    });
  });

  test("with all labels that they are given for, and counted if there is none", () => {
    expect(
      pair([
        ["homo_sapiens", "brca2", "FANCD1"],
        ["homo_sapiens", "Trp53", "lost"],
        ["danio_rerio", "TP53", "lost"],
      ]),
    ).toMatchObject({
      kept: 4,
      missing: 2,
      pairs: {
        homo_sapiens: [
          ["p53", "TP53"],
          ["LFS1", "TP53"],
          ["FANCD1", "BRCA2"],
          ["FANCD1", "Brca2"],
        ],
        danio_rerio: [],
      },
    });
  });
});

describe("the tables of a species", () => {
  /** For each alias, in the order of their numbers, the labels that it stands for, best first. */
  function tablesOf(pairs: readonly (readonly [alias: string, label: string])[], others = ["ZZZ"]) {
    const aliases = new Texts();
    const labels = new Texts();
    for (const label of others) labels.idOf(label);
    const ids = pairs.map(([alias, label]) => [aliases.idOf(alias), labels.idOf(label)] as const);
    const aliasKeys = sortLabels(aliases);
    const labelKeys = sortLabels(labels);
    const keyAt = ({ keys: { bytes, starts } }: typeof aliasKeys, index: number) =>
      bytes.subarray(starts[index], starts[index + 1]);
    const textAt = (keys: typeof aliasKeys, index: number) =>
      labelOf(new TextDecoder().decode(keyAt(keys, index)));
    const ofSpecies = Uint32Array.from(labels.all.keys());
    const tables = aliasTables(
      ids.map(([alias, label]) => ({
        alias: aliasKeys.indexOf(alias, 0),
        label: labelKeys.indexOf(label, 0),
      })),
      aliasKeys.keys,
      labelKeys.keys,
      ofSpecies,
    );
    const read = new SpeciesAliases(tables.columns, 0, tables.aliases.length);
    const size = ofSpecies.length;
    expect(
      refusalOf(() => read.check({ size, keyAt: (number) => keyAt(labelKeys, number) })),
    ).toBeNull();
    return Array.from(tables.aliases, (alias, number) => [
      textAt(aliasKeys, alias),
      read
        .targetsOf([{ first: number, end: number + 1 }], pairs.length)
        .map(({ rank }) => textAt(labelKeys, read.labelAt(rank))),
    ]);
  }

  test("lead from each alias in byte order to its labels in the order of suggestions", () => {
    expect(
      tablesOf([
        ["p53", "TP53BP1"],
        ["LFS1", "TP53BP1L"],
        ["LFS1", "TP53"],
        ["p53", "TP53"],
        ["p53", "Tp53"],
      ]),
    ).toEqual([
      ["LFS1", ["TP53", "TP53BP1L"]],
      ["p53", ["TP53", "Tp53", "TP53BP1"]],
    ]);
  });

  test("have each pair once", () => {
    expect(
      tablesOf([
        ["p53", "TP53"],
        ["p53", "TP53"],
      ]),
    ).toEqual([["p53", ["TP53"]]]);
  });

  test("leave out an alias for a label with the same fold, but not for others", () => {
    expect(
      tablesOf([
        ["tp53", "TP53"],
        ["tp53", "TP63"],
        ["brca2", "BRCA2"],
        [" ΟΔΟΣ ", "οδοσ"],
      ]),
    ).toEqual([["tp53", ["TP63"]]]);
  });

  test("keep aliases with equal folds and different spellings", () => {
    expect(
      tablesOf([
        ["P53", "TP53"],
        ["p53", "TP53"],
      ]),
    ).toEqual([
      ["P53", ["TP53"]],
      ["p53", ["TP53"]],
    ]);
  });

  test("of a species without aliases are empty", () => {
    expect(tablesOf([])).toEqual([]);
  });
});

test("the numbers of labels are their positions among those of the species", () => {
  const labels = new Texts();
  for (const label of ["A", "B", "C", "D", "E"]) labels.idOf(label);
  const aliases = new Texts();
  aliases.idOf("x");
  const keys = sortLabels(labels).keys;
  const pair = { alias: 0, label: 4 };
  const { columns } = aliasTables([pair], sortLabels(aliases).keys, keys, Uint32Array.of(1, 2, 4));
  expect(new SpeciesAliases(columns, 0, 1).labelAt(0)).toBe(2);
});
