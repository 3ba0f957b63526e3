import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type AliasColumns, encodeAliases, SpeciesAliases } from "../../src/columns/aliases.ts";
import type { Range } from "../../src/columns/groups.ts";
import { standingOf } from "../../src/names/key.ts";
import { rankedName } from "../../src/names/order.ts";
import { refusalOf } from "./written.ts";

/** For each alias the numbers of the labels that it stands for, in the order of suggestions. */
type Labels = readonly (readonly number[])[];

const LARGEST = 8;
const anyLabels: fc.Arbitrary<Labels> = fc.array(
  fc.uniqueArray(fc.nat(LARGEST), { minLength: 1, maxLength: 4 }),
);

function columnsOf(labels: Labels): AliasColumns {
  const last = labels.flatMap((numbers) => numbers.map((_, i) => Number(i === numbers.length - 1)));
  return { last: Uint8Array.from(last), labels: Uint32Array.from(labels.flat()) };
}

function aliasesOf(labels: Labels): SpeciesAliases {
  return new SpeciesAliases(encodeAliases(columnsOf(labels)), 0, labels.length);
}

function labelsOf(aliases: SpeciesAliases, { first, end }: Range): number[] {
  return Array.from({ length: end - first }, (_, i) => aliases.labelOf(first + i));
}

describe("aliases", () => {
  test("lead to the labels that they stand for, best first", () => {
    fc.assert(
      fc.property(anyLabels, (labels) => {
        const aliases = aliasesOf(labels);
        expect(aliases.aliases).toBe(labels.length);
        let end = 0;
        for (const [alias, expected] of labels.entries()) {
          const pairs = aliases.pairsOf(alias);
          expect(pairs).toEqual({ first: end, end: end + expected.length });
          expect(labelsOf(aliases, pairs)).toEqual([...expected]);
          end = pairs.end;
        }
      }),
    );
  });

  test("lead to labels whatever the number of aliases, in any order of asking", () => {
    const labels = Array.from({ length: 1000 }, (_, alias) =>
      Array.from({ length: (alias % 3) + 1 }, (_, i) => (alias * 7 + i) % 1000),
    );
    const aliases = aliasesOf(labels);
    const anyAliases = fc.array(fc.nat(labels.length - 1), { minLength: 1 });
    fc.assert(
      fc.property(anyAliases, (asked) => {
        expect(asked.map((alias) => labelsOf(aliases, aliases.pairsOf(alias)))).toEqual(
          asked.map((alias) => labels[alias]!),
        );
      }),
    );
  });

  test("that do not exist are refused", () => {
    const aliases = aliasesOf([[0], [1, 2]]);
    expect(aliases.pairsOf(1)).toEqual({ first: 1, end: 3 });
    for (const alias of [-1, 2, 3, Number.NaN]) {
      expect(refusalOf(() => aliases.pairsOf(alias))).toContain("lack a group");
    }
    expect(refusalOf(() => aliasesOf([]).pairsOf(0))).toContain("lack a group");
  });

  test("of several species follow each other", () => {
    const [a, b] = [encodeAliases(columnsOf([[0, 3]])), encodeAliases(columnsOf([[5], [6]]))];
    const section = Buffer.concat([a, b]);
    const first = new SpeciesAliases(section, 0, 1);
    expect(first.end).toBe(a.length);
    const second = new SpeciesAliases(section, first.end, 2);
    expect(second.end).toBe(section.length);
    expect(second.pairsOf(1)).toEqual({ first: 1, end: 2 });
    expect(labelsOf(second, second.pairsOf(1))).toEqual([6]);
  });
});

describe("a check", () => {
  const LABELS = [
    ...["A", "a", "AB", "é", "BC"].map((label) => rankedName(label, 0)),
    rankedName("ZZZZ", standingOf(1)),
    rankedName("ÉÉÉ", standingOf(15)),
  ];
  /** Shorter folds first, then byte order of folds, then of labels: A, a, é, AB and BC. */
  const IN_ORDER = [0, 1, 3, 2, 4];
  const check = (
    { last = [1, 0, 1], labels = [0, 1, 4] }: Partial<Record<keyof AliasColumns, number[]>>,
    aliases = 2,
  ) => {
    const columns = { last: Uint8Array.from(last), labels: Uint32Array.from(labels) };
    return refusalOf(() =>
      new SpeciesAliases(encodeAliases(columns), 0, aliases).check({
        size: LABELS.length,
        labelAt: (number) => LABELS[number]!,
      }),
    );
  };
  const OF_ONE_ALIAS = [0, 0, 0, 0, 1];

  test("accepts columns that are in order", () => {
    expect(check({})).toBeNull();
    expect(check({ last: [], labels: [] }, 0)).toBeNull();
    expect(check({ last: OF_ONE_ALIAS, labels: IN_ORDER }, 1)).toBeNull();
    expect(check({ last: [1, 1, 1], labels: [4, 0, 0] }, 3)).toBeNull();
  });

  test("refuses unknown labels", () => {
    expect(check({ labels: [0, 1, LABELS.length] })).toContain("an unknown label");
    expect(check({ labels: [LABELS.length, 1, 4] })).toContain("an unknown label");
    expect(check({ labels: [0, 2 ** 32 - 1, 4] })).toContain("an unknown label");
  });

  test("refuses an alias whose labels are out of order or repeated", () => {
    const problem = "an alias whose labels are out of order";
    expect(check({ labels: [0, 4, 1] })).toContain(problem);
    expect(check({ labels: [0, 1, 1] })).toContain(problem);
    expect(check({ labels: [4, 0, 1] })).toBeNull();
    for (const labels of [
      [1, 0, 3, 2, 4],
      [0, 1, 2, 3, 4],
      [0, 1, 3, 4, 4],
    ]) {
      expect(check({ last: OF_ONE_ALIAS, labels }, 1)).toContain(problem);
    }
  });

  test("orders heavier labels before all others, however long they are", () => {
    const problem = "an alias whose labels are out of order";
    expect(check({ labels: [0, 5, 0] })).toBeNull();
    expect(check({ labels: [0, 6, 5] })).toBeNull();
    expect(check({ labels: [0, 0, 5] })).toContain(problem);
    expect(check({ labels: [0, 5, 6] })).toContain(problem);
  });

  test("refuses another number of aliases", () => {
    expect(check({}, 1)).toContain("group items wrongly");
    expect(check({}, 3)).toContain("wrong width or size");
    expect(check({ last: [1, 1, 0] }, 2)).toContain("group items wrongly");
    expect(check({ last: [], labels: [] }, 2)).toContain("group items wrongly");
  });
});
