import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type AliasColumns, encodeAliases, SpeciesAliases } from "../../src/columns/aliases.ts";
import type { Range } from "../../src/columns/groups.ts";
import { keyOf } from "../../src/names/key.ts";
import { refusalOf } from "./written.ts";

/** For each alias the ranks of the labels that it stands for, ascending. */
type Targets = readonly (readonly number[])[];

const RANKS = 8;
const anyTargets: fc.Arbitrary<Targets> = fc.array(
  fc
    .uniqueArray(fc.nat(RANKS - 1), { minLength: 1, maxLength: 4 })
    .map((ranks) => ranks.toSorted((a, b) => a - b)),
);
/** The numbers of labels by rank. */
const LABELS = Array.from({ length: RANKS }, (_, rank) => (rank * 5 + 3) % RANKS);

function columnsOf(targets: Targets): AliasColumns {
  const last = targets.flatMap((ranks) => ranks.map((_, i) => Number(i === ranks.length - 1)));
  return {
    last: Uint8Array.from(last),
    target: Uint32Array.from(targets.flat()),
    labels: Uint32Array.from(LABELS),
  };
}

function aliasesOf(targets: Targets): SpeciesAliases {
  return new SpeciesAliases(encodeAliases(columnsOf(targets)), 0, targets.length);
}

describe("aliases", () => {
  test("lead to the labels that they stand for, best first, each with its aliases", () => {
    const anyQuery = anyTargets.chain((targets) =>
      fc.tuple(
        fc.constant(targets),
        fc.array(fc.tuple(fc.nat(targets.length), fc.nat(targets.length)), { maxLength: 2 }),
        fc.integer({ min: 1, max: RANKS }),
      ),
    );
    fc.assert(
      fc.property(anyQuery, ([targets, bounds, limit]) => {
        const ranges = rangesWithin(bounds);
        const aliases = aliasesOf(targets);
        const found = aliases.targetsOf(ranges, limit).map(({ rank, pairs }) => ({
          label: aliases.labelAt(rank),
          aliases: pairs.map((pair) => aliases.aliasAt(pair)),
        }));
        const asked = ranges.flatMap(({ first, end }) =>
          Array.from({ length: end - first }, (_, i) => first + i),
        );
        const expected = LABELS.map((label, rank) => ({
          label,
          aliases: asked.filter((alias) => targets[alias]!.includes(rank)),
        }));
        expect(found).toEqual(
          expected.filter((target) => target.aliases.length > 0).slice(0, limit),
        );
      }),
    );
  });

  test("that do not exist are refused, as are labels", () => {
    const aliases = aliasesOf([[0], [1, 2]]);
    expect(refusalOf(() => aliases.targetsOf([{ first: 1, end: 3 }], 9))).toContain("a group");
    expect(refusalOf(() => aliases.aliasAt(3))).toContain("an item of a group");
    expect(refusalOf(() => aliases.labelAt(RANKS))).toContain("an unknown label");
  });

  test("of several species follow each other", () => {
    const [a, b] = [encodeAliases(columnsOf([[0, 3]])), encodeAliases(columnsOf([[5], [6]]))];
    const section = Buffer.concat([a, b]);
    const first = new SpeciesAliases(section, 0, 1);
    expect(first.end).toBe(a.length);
    const second = new SpeciesAliases(section, first.end, 2);
    expect(second.end).toBe(section.length);
    expect(second.targetsOf([{ first: 1, end: 2 }], 9)).toEqual([{ rank: 6, pairs: [1] }]);
  });
});

/** Ranges that do not overlap, in order. */
function rangesWithin(bounds: readonly (readonly [number, number])[]): Range[] {
  const ends = bounds.flat().sort((a, b) => a - b);
  return bounds
    .map((_, i) => ({ first: ends[2 * i]!, end: ends[2 * i + 1]! }))
    .filter(({ first, end }) => first < end);
}

describe("a check", () => {
  const KEYS = ["A", "a", "AB", "é", "BC"].map((label) => new TextEncoder().encode(keyOf(label)));
  /** The numbers of A, a, é, AB and BC: shorter folds first, then byte order of folds, then of labels. */
  const IN_ORDER = [0, 1, 3, 2, 4];
  const check = (
    {
      last = [1, 0, 1],
      target = [0, 1, 4],
      labels = IN_ORDER,
    }: Partial<Record<keyof AliasColumns, number[]>>,
    aliases = 2,
  ) => {
    const columns = {
      last: Uint8Array.from(last),
      target: Uint32Array.from(target),
      labels: Uint32Array.from(labels),
    };
    return refusalOf(() =>
      new SpeciesAliases(encodeAliases(columns), 0, aliases).check({
        size: KEYS.length,
        keyAt: (number) => KEYS[number]!,
      }),
    );
  };

  test("accepts columns that are in order", () => {
    expect(check({})).toBeNull();
    expect(check({ last: [], target: [], labels: [] }, 0)).toBeNull();
  });

  test("refuses unknown labels", () => {
    expect(check({ target: [0, 1, 5] })).toContain("an unknown label");
    expect(check({ labels: [0, 1, 3, 2, 5] })).toContain("an unknown label");
    expect(check({ labels: [] })).toContain("an unknown label");
  });

  test("refuses labels that are out of order or repeated", () => {
    expect(check({ labels: [1, 0, 3, 2, 4] })).toContain("labels of aliases out of order");
    expect(check({ labels: [0, 1, 2, 3, 4] })).toContain("labels of aliases out of order");
    expect(check({ labels: [0, 1, 3, 4, 4] })).toContain("labels of aliases out of order");
  });

  test("refuses an alias whose labels are out of order or repeated", () => {
    expect(check({ target: [0, 4, 1] })).toContain("an alias whose labels are out of order");
    expect(check({ target: [0, 1, 1] })).toContain("an alias whose labels are out of order");
    expect(check({ target: [4, 0, 1] })).toBeNull();
  });

  test("refuses another number of aliases", () => {
    expect(check({}, 1)).toContain("group items wrongly");
    expect(check({}, 3)).toContain("wrong width or size");
    expect(check({ last: [1, 1, 0] }, 2)).toContain("group items wrongly");
  });
});
