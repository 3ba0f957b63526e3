import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fold } from "../../src/names/fold.ts";
import { anyLabel, anySpecies } from "../support/data/labels.ts";
import { indexOf, labelRow, labelRows, speciesOf } from "../support/indexes/compiled.ts";
import { labelsIn } from "../support/indexes/look-ups.ts";
import { NameJudge } from "../support/reference/keys.ts";

const LIMITS = [1, 2, 5, 25, 1000];
const RUNS = 100;

interface Answer {
  query: string;
  limit: number;
  labels: string[];
}

/** Every beginning of the folded label that is whole code points, from none to all of them. */
function beginnings(label: string): string[] {
  const characters = [...fold(label)];
  return Array.from({ length: characters.length + 1 }, (_, n) => characters.slice(0, n).join(""));
}

/** Compares the answers of an index and of the reference to each query with each limit, in every species. */
function expectReference(
  species: Record<string, string[]>,
  queriesFor: (labels: string[]) => Iterable<string>,
): void {
  const index = indexOf(labelRows(species));
  for (const [name, labels] of Object.entries(species)) {
    const entry = speciesOf(index, name);
    const judge = new NameJudge(
      [...new Set(labels)].map((label) => ({ name: label, standing: 0 })),
    );
    const answers: Answer[] = [];
    const expected: Answer[] = [];
    for (const query of new Set(queriesFor(labels))) {
      for (const limit of LIMITS) {
        const found = new Set([
          ...judge.find("whole", query, limit),
          ...judge.find("prefix", query, limit),
        ]);
        expected.push({ query, limit, labels: [...found].slice(0, limit) });
        answers.push({
          query,
          limit,
          labels: labelsIn(index, entry, query, limit).map((label) => `0 ${label}`),
        });
      }
    }
    expect(answers).toEqual(expected);
  }
}

describe("a search answers what the reference answers", () => {
  test("for every beginning of every label, in species that share their trie", () => {
    fc.assert(
      fc.property(anySpecies, (species) =>
        expectReference(species, (labels) => labels.flatMap(beginnings)),
      ),
      { numRuns: RUNS },
    );
  });

  test("for queries that have nothing to do with the labels", () => {
    fc.assert(
      fc.property(anySpecies, fc.array(anyLabel, { maxLength: 10 }), (species, queries) =>
        expectReference(species, () => queries.map(fold)),
      ),
      { numRuns: RUNS },
    );
  });

  test("where hundreds of labels are equal but for case", () => {
    const spellings = Array.from({ length: 2 ** 9 }, (_, bits) =>
      [..."titinlong"].map((c, i) => (bits & (1 << i) ? c.toUpperCase() : c)).join(""),
    );
    expectReference({ danio_rerio: spellings }, () => [
      "",
      "t",
      "titin",
      "titinlong",
      "titinlonge",
    ]);
  });

  test("where labels are as long as labels may be", () => {
    const labels = ["x".repeat(255), `${"x".repeat(254)}Y`, "𝔛".repeat(255), "x"];
    expectReference({ homo_sapiens: labels }, () => ["x", "x".repeat(254), "x".repeat(255)]);
  });
});

test("a query with a byte that ends the searched part of keys finds nothing", () => {
  const index = indexOf([labelRow("homo_sapiens", "ＢＲＣＡ２")]);
  const species = speciesOf(index, "homo_sapiens");
  expect(labelsIn(index, species, "brca2", 5)).toEqual(["ＢＲＣＡ２"]);
  expect(labelsIn(index, species, "brca2\0", 5)).toEqual([]);
});

test("an answer does not depend on earlier queries", () => {
  fc.assert(
    fc.property(anySpecies, (species) => {
      const index = indexOf(labelRows(species));
      const ask = () =>
        index.species.flatMap((entry) =>
          ["", "a", "b", "ab", "a1"].map((query) => labelsIn(index, entry, query, 5)),
        );
      expect(ask()).toEqual(ask());
    }),
    { numRuns: RUNS },
  );
});
