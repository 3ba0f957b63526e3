import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { SpeciesEntry } from "../../src/format/document.ts";
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

interface Folded {
  labels: FoldedLabels;
  labelAt: (number: number) => string;
}

/** The labels of the first species. */
function foldedIn({ search, species }: ReturnType<typeof opened>): Folded {
  const [entry] = species;
  const root = { address: entry!.root, casePattern: entry!.casePattern };
  return {
    labels: finish(FoldedLabels.read(search, entry!)),
    labelAt: (number) => search.nameAt(root, number).name,
  };
}

const foldedLabels = (rows: Iterable<Row>) => foldedIn(opened(fileOf(compileRows(rows))));

const labelsOf = (...labels: string[]) => foldedLabels(labelRows({ homo_sapiens: labels }));
const found = ({ labels, labelAt }: Folded, query: string, limit = 2000) =>
  labels.containing(query, limit).map(labelAt);

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

  test("are those of the plain reference, in its order, with and without weights", () => {
    const row = fc.tuple(anyLabel, fc.constantFrom(null, null, 1, 1000));
    const query = fc.oneof(anyLabel, fc.string({ unit: fc.constantFrom(..."ab1-"), maxLength: 5 }));
    const limit = fc.constantFrom(1, 5, 1000);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), query, limit, (rows, typed, most) => {
        const index = opened(
          fileOf(compileRows(rows.map(([label, w]): Row => ["x", label, null, null, null, w]))),
        );
        const { root, casePattern } = index.species[0]!;
        const ranked = Array.from(
          index.search.all({ address: root, casePattern }),
          ({ name, standing }) => rankedName(name, standing),
        ).sort(compareNames);
        const query = fold(typed);
        const expected = ranked.filter(({ name }) => fold(name).includes(query));
        expect(found(foldedIn(index), query, most)).toEqual(
          expected.slice(0, most).map(({ name }) => name),
        );
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
    const index = opened(craftIndex({ nodes: ladder(["a", "b"], 1), claims }));
    expect(found(foldedIn(index), "a")).toEqual([]);
  });

  test.each([
    [3, "has more keys than it counts"],
    [5, "has fewer keys than it counts"],
  ])("if it has 4 labels and declares %i", (labels, problem) => {
    const index = opened(craftIndex({ nodes: ladder(["a", "b"], 2), claims: { labels } }));
    expect(() => foldedIn(index)).toThrow(problem);
  });
});

describe("the cache", () => {
  const SPECIES = 280;
  const bytes = fileOf(
    compileRows(
      Array.from({ length: SPECIES }, (_, i) =>
        labelRow(`species_${String(i).padStart(3, "0")}`, "A1"),
      ),
    ),
  );

  test("keeps the labels of the species that were asked for last, as many as 32 MB hold", () => {
    const { search, species } = opened(bytes);
    const made = new FoldedLabelsCache(search);
    const cache = { of: (entry: SpeciesEntry) => finish(made.of(entry)) };
    const first = cache.of(species[0]!);
    const fitting = Math.floor(2 ** 25 / first.bytes);
    expect(fitting).toBeLessThan(SPECIES);
    const second = cache.of(species[1]!);
    for (const entry of species.slice(2, fitting)) cache.of(entry);
    expect(cache.of(species[0]!)).toBe(first);
    // One more is too many, and the second is the one that was asked for longest ago.
    cache.of(species[fitting]!);
    expect(cache.of(species[0]!)).toBe(first);
    expect(cache.of(species[1]!)).not.toBe(second);
    expect(cache.of(species[1]!).containing("a", 5)).toEqual([0]);
  });

  test("makes labels once for all that wait for them", () => {
    const { search, species } = opened(bytes);
    const made = new FoldedLabelsCache(search);
    const first = made.of(species[0]!);
    expect(first.next().done).toBeFalse();
    const labels = finish(made.of(species[0]!));
    expect(finish(first)).toBe(labels);
  });
});
