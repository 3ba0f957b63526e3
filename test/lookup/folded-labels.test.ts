import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { decodeIndex } from "../../src/format/index-file.ts";
import { FoldedLabels, FoldedLabelsCache } from "../../src/lookup/folded-labels.ts";
import { finish } from "../../src/lookup/steps.ts";
import { fold } from "../../src/names/fold.ts";
import { compareNames, rankedName } from "../../src/names/order.ts";
import { Trie } from "../../src/trie/trie.ts";
import { TrieSearch } from "../../src/trie/trie-search.ts";
import { craftIndex, ladder } from "../faults/indexes/craft.ts";
import { anyLabel } from "../support/data/labels.ts";
import type { Row } from "../support/data/rows.ts";
import { compileRows, fileOf, labelRow, labelRows } from "../support/indexes/compiled.ts";

/** The searches in an index file, and its species. */
function opened(bytes: Uint8Array) {
  const { sections, species } = decodeIndex(bytes);
  return { search: new TrieSearch(Trie.open(sections)), species };
}

function foldedLabels(rows: Iterable<Row>): FoldedLabels {
  const { search, species } = opened(fileOf(compileRows(rows)));
  return finish(FoldedLabels.of(search, species[0]!));
}

const labelsOf = (...labels: string[]) => foldedLabels(labelRows({ homo_sapiens: labels }));
const found = (of: FoldedLabels, query: string, limit = 2000) =>
  of.containing(query, limit).map(({ label }) => label);

describe("labels that contain a query", () => {
  const labels = labelsOf("BRCA1", "ABRCA", "Gt(ROSA)26Sor", "ﬁbrillin", "É1", "T");

  test.each<[string, string[]]>([
    ["brca", ["ABRCA", "BRCA1"]],
    ["rosa", ["Gt(ROSA)26Sor"]],
    ["fib", ["ﬁbrillin"]],
    ["é", ["É1"]],
    ["1", ["É1", "BRCA1"]],
    ["t", ["T", "Gt(ROSA)26Sor"]],
    ["", ["T", "É1", "ABRCA", "BRCA1", "ﬁbrillin", "Gt(ROSA)26Sor"]],
    ["BRCA", []],
    ["brca1x", []],
    // Labels stand one after another in the text, with a line break between them.
    ["a1\n", []],
    ["\n", []],
  ])("%j: %j", (query, expected) => {
    expect(found(labels, query)).toEqual(expected);
  });

  test("are found up to the limit, best first", () => {
    expect(found(labels, "brca", 1)).toEqual(["ABRCA"]);
    expect(found(labels, "r", 2)).toEqual(["ABRCA", "BRCA1"]);
    expect(found(labels, "brca", 0)).toEqual([]);
  });

  test("have the numbers under which the trie holds them", () => {
    const { search, species } = opened(fileOf(compileRows(labelRows({ x: ["B", "é", "AA"] }))));
    const { root, casePattern } = species[0]!;
    const all = finish(FoldedLabels.of(search, species[0]!)).containing("", 10);
    expect(all).toHaveLength(3);
    for (const { label, number } of all) {
      expect(search.nameAt({ address: root, casePattern }, number).name).toBe(label);
    }
  });

  test("are those of the plain reference, in its order, with and without weights", () => {
    const row = fc.tuple(anyLabel, fc.constantFrom(null, null, 1, 1000));
    const query = fc.oneof(anyLabel, fc.string({ unit: fc.constantFrom(..."ab1-"), maxLength: 5 }));
    const limit = fc.constantFrom(1, 5, 1000);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), query, limit, (rows, typed, most) => {
        const { search, species } = opened(
          fileOf(compileRows(rows.map(([label, w]): Row => ["x", label, null, null, null, w]))),
        );
        const { root, casePattern } = species[0]!;
        const ranked = Array.from(
          search.all({ address: root, casePattern }),
          ({ name, standing }) => rankedName(name, standing),
        ).sort(compareNames);
        const query = fold(typed);
        const expected = ranked.filter(({ name }) => fold(name).includes(query));
        const folded = finish(FoldedLabels.of(search, species[0]!));
        expect(found(folded, query, most)).toEqual(expected.slice(0, most).map(({ name }) => name));
      }),
      { numRuns: 300 },
    );
  });

  test("are found even if more have the query's trigrams than are looked at one by one", () => {
    const many = Array.from({ length: 1000 }, (_, i) => `ABC${i}`);
    const labels = labelsOf(...many, "ABCABD1", "XABCX");
    expect(found(labels, "abc")).toHaveLength(1002);
    expect(found(labels, "abcab")).toEqual(["ABCABD1"]);
    expect(found(labels, "xabc")).toEqual(["XABCX"]);
    expect(found(labels, "bc999")).toEqual(["ABC999"]);
    expect(found(labels, "abc", 450)).toEqual(found(labels, "abc").slice(0, 450));
  });
});

describe("a species is not searched", () => {
  test("if it has more labels than any genome", () => {
    const claims = { labels: 1_000_001, genes: 0 };
    const { search, species } = opened(craftIndex({ nodes: ladder(["a", "b"], 1), claims }));
    expect(finish(FoldedLabels.of(search, species[0]!)).containing("a", 5)).toEqual([]);
  });

  test("if it has more labels than it declares", () => {
    const claims = { labels: 3 };
    const { search, species } = opened(craftIndex({ nodes: ladder(["a", "b"], 2), claims }));
    expect(() => finish(FoldedLabels.of(search, species[0]!))).toThrow(
      "has more keys than it counts",
    );
  });
});

describe("the cache", () => {
  const SPECIES = 140;
  const bytes = fileOf(
    compileRows(
      Array.from({ length: SPECIES }, (_, i) =>
        labelRow(`species_${String(i).padStart(3, "0")}`, "A1"),
      ),
    ),
  );

  test("keeps the labels of the species that were asked for last, as many as 16 MB hold", () => {
    const { search, species } = opened(bytes);
    const cache = new FoldedLabelsCache(search);
    const first = finish(cache.of(species[0]!));
    const fitting = Math.floor(2 ** 24 / first.bytes);
    expect(fitting).toBeLessThan(SPECIES);
    const second = finish(cache.of(species[1]!));
    for (const entry of species.slice(2, fitting)) finish(cache.of(entry));
    expect(finish(cache.of(species[0]!))).toBe(first);
    // One more is too many, and the second is the one that was asked for longest ago.
    finish(cache.of(species[fitting]!));
    expect(finish(cache.of(species[0]!))).toBe(first);
    expect(finish(cache.of(species[1]!))).not.toBe(second);
    expect(found(finish(cache.of(species[1]!)), "a")).toEqual(["A1"]);
  });

  test("has labels made by all that wait for them, whichever of them goes on", () => {
    const { search, species } = opened(bytes);
    const cache = new FoldedLabelsCache(search);
    const [one, same, other] = [species[0]!, species[0]!, species[1]!].map((entry) =>
      cache.of(entry),
    );
    // Nobody goes on with the first one.
    one!.next();
    expect(found(finish(other!), "a")).toEqual(["A1"]);
    const labels = finish(same!);
    expect(finish(cache.of(species[0]!))).toBe(labels);
  });
});
