import { describe, expect, test } from "bun:test";
import { SpeciesAliases } from "../../src/columns/aliases.ts";
import { pairAliases } from "../../src/compile/aliases.ts";
import { compile } from "../../src/compile/compile.ts";
import { LabelFinder } from "../../src/compile/label-finder.ts";
import { weighLabels } from "../../src/compile/label-weights.ts";
import { Rows } from "../../src/compile/rows.ts";
import { isFormer, standingOf } from "../../src/names/key.ts";
import { rankedName } from "../../src/names/order.ts";
import { HEAVIEST_CLASS } from "../../src/names/weight-class.ts";
import { Trie } from "../../src/trie/trie.ts";
import { TrieSearch } from "../../src/trie/trie-search.ts";
import { refusalOf } from "../columns/written.ts";
import { type Row, sourceRow } from "../support/data/rows.ts";

function rowsOf(labels: readonly Row[]): Rows {
  const rows = new Rows();
  for (const row of labels) rows.add(sourceRow(row));
  return rows;
}

function pairsOf(rows: Rows) {
  const finder = new LabelFinder(rows);
  return pairAliases(rows, finder, weighLabels(rows, finder));
}

type Given = [species: string, label: string, alias: string, isFormer?: boolean];

const LABELS: readonly Row[] = [
  ["homo_sapiens", "TP53", "ENSG1", null, null, null, "p53|LFS1"],
  ["homo_sapiens", "BRCA2", "ENSG2", null, null],
  ["homo_sapiens", "Brca2", "ENSG3", null, null],
  ["mus_musculus", "Trp53", "ENSMUSG1", null, null, null, "p53"],
];

function pair(aliases: readonly Given[] = [], labels = LABELS) {
  const rows = rowsOf(labels);
  for (const [species, displayLabel, alias, wasSymbol = false] of aliases) {
    rows.annotations.addAlias({ species, stableId: null, displayLabel }, alias, wasSymbol);
  }
  const { pairs, ...counts } = pairsOf(rows);
  const named = (name: (pair: { alias: string; label: string; standing: number }) => unknown) =>
    Object.fromEntries(
      [...pairs].map(([species, ofSpecies]) => [
        species,
        ofSpecies.map(({ alias, label, standing }) =>
          name({
            alias: rows.annotations.aliases.all[alias]!,
            label: rows.labels.all[label]!,
            standing,
          }),
        ),
      ]),
    );
  return {
    ...counts,
    pairs: named(({ alias, label }) => [alias, label]),
    classes: named(({ alias, standing }) => [alias, standing >> 1]),
    former: named(({ alias, standing }) => [alias, isFormer(standing)]),
  };
}

describe("aliases are paired", () => {
  test("with the labels of their own species", () => {
    expect(pair()).toMatchObject({
      kept: 3,
      missing: 0,
      tooMany: 0,
      pairs: {
        homo_sapiens: [
          ["p53", "TP53"],
          ["LFS1", "TP53"],
        ],
        mus_musculus: [["p53", "Trp53"]],
      },
    });
    expect(Object.keys(pair().pairs)).toEqual(["homo_sapiens", "mus_musculus"]);
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

  test("once with each label, however often they are given", () => {
    expect(
      pair([
        ["homo_sapiens", "TP53", "p53"],
        ["homo_sapiens", "tp53", "LFS1"],
      ]),
    ).toMatchObject({
      kept: 5,
      pairs: {
        homo_sapiens: [
          ["p53", "TP53"],
          ["LFS1", "TP53"],
        ],
      },
    });
  });

  test("with the weight class of the label in that species", () => {
    const weighed: readonly Row[] = [
      ["homo_sapiens", "TP53", null, null, null, 1000, "p53"],
      ["homo_sapiens", "TP63", null, null, null, 0, "p63|p53"],
      ["homo_sapiens", "TP73", null, null, null, null, "p73"],
      ["mus_musculus", "TP53", null, null, null, null, "p53"],
    ];
    expect(pair([], weighed).classes).toEqual({
      homo_sapiens: [
        ["p53", HEAVIEST_CLASS],
        ["p63", 0],
        ["p53", 0],
        ["p73", 0],
      ],
      mus_musculus: [["p53", 0]],
    });
  });
});

describe("aliases are former symbols", () => {
  test("where a column or a file says so, for that label alone", () => {
    const labels: readonly Row[] = [
      ["s", "KMT2A", null, null, null, null, "HRX| HTRX", null, " MLL || MLL1 "],
      ["s", "KMT2B", null, null, null, null, "MLL"],
    ];
    const given: readonly Given[] = [
      ["s", "KMT2A", "ALL-1", true],
      ["s", "KMT2B", "MLL4", false],
    ];
    expect(pair(given, labels)).toMatchObject({
      kept: 7,
      former: {
        s: [
          ["HRX", false],
          ["HTRX", false],
          ["MLL", true],
          ["MLL1", true],
          ["ALL-1", true],
          ["MLL", false],
          ["MLL4", false],
        ],
      },
    });
  });

  test("also where another line calls them synonyms of the same label, before or behind", () => {
    const labels: readonly Row[] = [["s", "KMT2A", null, null, null, null, "MLL", null, "MLL"]];
    const given: readonly Given[] = [
      ["s", "KMT2A", "MLL", false],
      ["s", "kmt2a", "HRX", true],
      ["s", "KMT2A", "HRX", false],
    ];
    expect(pair(given, labels).former).toEqual({
      s: [
        ["MLL", true],
        ["HRX", true],
      ],
    });
  });
});

describe("a label keeps 256 aliases", () => {
  const LABEL: readonly Row[] = [["s", "TP53", null, null, null]];
  const numbered = (count: number, from = 0, isFormer = false) =>
    Array.from({ length: count }, (_, i): Given => ["s", "TP53", `A${from + i}`, isFormer]);
  const keptOf = (aliases: readonly Given[], labels = LABEL) => {
    const { pairs, tooMany, kept } = pair(aliases, labels);
    return { names: pairs.s!.map((named: unknown) => (named as string[])[0]!), tooMany, kept };
  };

  test("if it has no more, in the order in which they came", () => {
    const aliases = numbered(256).toReversed();
    const { names, tooMany } = keptOf(aliases);
    expect(names).toEqual(aliases.map(([, , alias]) => alias));
    expect(tooMany).toBe(0);
  });

  test("of more: former symbols, then the shortest, then the first in byte order; and counts the rest", () => {
    // 10 aliases of 2 characters, 90 of 3, 900 of 4, and the former ones of 5.
    const former = numbered(50, 1000, true);
    const { names, tooMany, kept } = keptOf([...numbered(1000).toReversed(), ...former]);
    const numbers = [...former.keys()].map((i) => 1000 + i);
    const shortest = Array.from({ length: 206 }, (_, i) => i);
    expect(names.toSorted()).toEqual([...numbers, ...shortest].map((n) => `A${n}`).toSorted());
    expect([tooMany, kept]).toEqual([1050 - 256, 1050]);
  });

  test("of 257 all but the last", () => {
    const { names, tooMany } = keptOf([["s", "TP53", "the longest"], ...numbered(256)]);
    expect([names.length, tooMany, names.includes("the longest")]).toEqual([256, 1, false]);
  });

  test("beside those that fold as it does or are repeated, which do not count", () => {
    const more: Given[] = [
      ["s", "TP53", "tp53", true],
      ["s", "TP53", "Tp53"],
      ["s", "TP53", "A0"],
    ];
    const { names, tooMany } = keptOf([...more, ...numbered(256)]);
    expect([names.length, tooMany, names.includes("tp53")]).toEqual([256, 0, false]);
  });

  test("whatever other labels and species have", () => {
    const labels: readonly Row[] = [
      ...LABEL,
      ["s", "TP63", null, null, null],
      ["t", "TP53", null, null, null],
    ];
    const of = (species: string, label: string) =>
      numbered(256).map(([, , alias]): Given => [species, label, alias]);
    const { pairs, tooMany } = pair(
      [...of("s", "TP53"), ...of("s", "TP63"), ...of("t", "TP53")],
      labels,
    );
    expect([pairs.s!.length, pairs.t!.length, tooMany]).toEqual([512, 256, 0]);
  });
});

/** The aliases of species s as they are compiled, in the order of their numbers, each with its labels. */
function read(rows: Rows): { alias: string; standing: number; labels: string[] }[] {
  const { sections, species } = compile(rows);
  const { root, casePattern, aliasRoot, aliasCasePattern, aliases } = species[0]!;
  if (aliases === 0) return [];
  const search = new TrieSearch(Trie.open(sections));
  const labels = [...search.all({ address: root, casePattern })];
  const columns = new SpeciesAliases(sections.aliases, 0, aliases);
  const labelAt = (number: number) => rankedName(labels[number]!.name, labels[number]!.standing);
  expect(refusalOf(() => columns.check({ size: labels.length, labelAt }))).toBeNull();
  const all = [...search.all({ address: aliasRoot, casePattern: aliasCasePattern })];
  expect(all).toHaveLength(aliases);
  return all.map(({ name, number, standing }) => {
    const { first, end } = columns.pairsOf(number);
    const numbers = Array.from({ length: end - first }, (_, i) => columns.labelOf(first + i));
    return { alias: name, standing, labels: numbers.map((label) => labels[label]!.name) };
  });
}

describe("the tables of a species", () => {
  /** For each alias, in the order of their numbers, the labels that it stands for, best first. */
  function tablesOf(pairs: readonly (readonly [alias: string, label: string])[], others = ["ZZZ"]) {
    const labels = new Set([...others, ...pairs.map(([, label]) => label)]);
    const rows = rowsOf([...labels].map((label): Row => ["s", label, null, null, null]));
    for (const [alias, displayLabel] of pairs) {
      rows.annotations.addAlias({ species: "s", stableId: null, displayLabel }, alias, false);
    }
    return read(rows).map(({ alias, labels: ofAlias }) => [alias, ofAlias]);
  }

  test("lead from each alias, the shortest first, to its labels in the order of suggestions", () => {
    expect(
      tablesOf([
        ["p53", "TP53BP1"],
        ["LFS1", "TP53BP1L"],
        ["LFS1", "TP53"],
        ["p53", "TP53"],
        ["p53", "Tp53"],
      ]),
    ).toEqual([
      ["p53", ["TP53", "Tp53", "TP53BP1"]],
      ["LFS1", ["TP53", "TP53BP1L"]],
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

  test("have an alias once for each standing that it has, with the labels of that standing", () => {
    const rows = rowsOf([
      ["s", "A", null, null, null, null, "x|y"],
      ["s", "BBB", null, null, null, 1000, "y", null, "x"],
      ["s", "CC", null, null, null, 1000, "x"],
      ["s", "D", null, null, null, 1, "x"],
      ["s", "EE", null, null, null, null, null, null, "x"],
      ["s", "B", null, null, null, null, "x"],
    ]);
    expect(read(rows)).toEqual([
      { alias: "x", standing: standingOf(HEAVIEST_CLASS, true), labels: ["BBB"] },
      { alias: "x", standing: standingOf(HEAVIEST_CLASS), labels: ["CC"] },
      { alias: "x", standing: standingOf(1), labels: ["D"] },
      { alias: "x", standing: standingOf(0, true), labels: ["EE"] },
      { alias: "x", standing: 0, labels: ["A", "B"] },
      { alias: "y", standing: standingOf(HEAVIEST_CLASS), labels: ["BBB"] },
      { alias: "y", standing: 0, labels: ["A"] },
    ]);
  });
});
