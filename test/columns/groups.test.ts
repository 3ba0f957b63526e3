import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Groups, type Range, writeGroups } from "../../src/columns/groups.ts";
import { refusalOf, written } from "./written.ts";

/** The number of groups from one mark to the next. */
const MARKED = 256;

/** One for each item: whether it is the last of its group. */
function lastOf(sizes: readonly number[]): Uint8Array {
  return Uint8Array.from(sizes.flatMap((size) => [...Array(size - 1).fill(0), 1]));
}

function groupsOf(sizes: readonly number[]): Groups {
  const last = lastOf(sizes);
  return new Groups(
    written((out) => writeGroups(out, last)),
    sizes.length,
    last.length,
  );
}

/** The items of each group. */
function rangesOf(sizes: readonly number[]): Range[] {
  let end = 0;
  return sizes.map((size) => {
    end += size;
    return { first: end - size, end };
  });
}

/** Groups from columns that may contradict each other. */
function craftedGroups(
  last: readonly number[],
  marks: readonly number[],
  groups: number,
  items = last.length,
): Groups {
  const reader = written((out) => {
    out.numbers(last);
    out.numbers(marks);
  });
  return new Groups(reader, groups, items);
}

function expectGroups(sizes: readonly number[]): void {
  const groups = groupsOf(sizes);
  const ranges = rangesOf(sizes);
  expect(sizes.map((_, group) => groups.itemsOf(group))).toEqual(ranges);
  expect(
    ranges.flatMap(({ first, end }) => [groups.groupOf(first), groups.groupOf(end - 1)]),
  ).toEqual(ranges.flatMap((_, group) => [group, group]));
  expect(refusalOf(() => groups.check())).toBeNull();
  for (const group of [-1, sizes.length, 2 ** 40, Number.NaN]) {
    expect(refusalOf(() => groups.itemsOf(group))).toContain("lack a group");
  }
  for (const item of [-1, groups.items, 2 ** 40, Number.NaN]) {
    expect(refusalOf(() => groups.groupOf(item))).toContain("lack an item");
  }
}

const sizes = fc.array(
  fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: 9 })),
  {
    size: "large",
  },
);

describe("groups", () => {
  test("are found by their number, and by any of their items", () => {
    fc.assert(fc.property(sizes, expectGroups));
    fc.assert(
      fc.property(sizes, (given) => {
        const groups = groupsOf(given);
        const expected = given.flatMap((size, group) => Array<number>(size).fill(group));
        expect(expected.map((_, item) => groups.groupOf(item))).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  test.each([0, 1, MARKED - 1, MARKED, MARKED + 1, 2 * MARKED, 5 * MARKED + 3])(
    "are found if there are %d of one item, or of two, or one of them is another",
    (count) => {
      expectGroups(Array(count).fill(1));
      expectGroups([2, ...Array(count).fill(1)]);
      expectGroups([...Array(count).fill(1), 2]);
      expectGroups(Array(count).fill(2));
    },
  );

  test("may be longer than what is read at a time", () => {
    expectGroups([1, 1000, 1, 63, 64, 65, 128]);
  });

  test("store nothing if each has one item", () => {
    const bytes = (given: readonly number[]) => written((out) => writeGroups(out, lastOf(given)));
    const reader = bytes(Array(10 * MARKED).fill(1));
    expect([reader.numbers().size, reader.numbers().size]).toEqual([0, 0]);
    const several = bytes([2, ...Array(MARKED).fill(1)]);
    expect([several.numbers().size, [...several.numbers().all()]]).toEqual([
      MARKED + 2,
      [0, MARKED + 1],
    ]);
  });

  test("ask a condition of each item but the last of its group", () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (given, some) => {
        const followed = rangesOf(given).flatMap(({ first, end }) =>
          Array.from({ length: end - first - 1 }, (_, i) => first + i),
        );
        const groups = groupsOf(given);
        const asked: number[] = [];
        expect(groups.everyFollowed((item) => asked.push(item) > 0)).toBe(true);
        expect(asked).toEqual(followed);
        const refused = followed[some % followed.length];
        if (refused === undefined) return;
        expect(groups.everyFollowed((item) => item !== refused)).toBe(false);
      }),
    );
  });
});

describe("a check finds", () => {
  const check = (...columns: Parameters<typeof craftedGroups>) =>
    refusalOf(() => craftedGroups(...columns).check());
  const wrongly = "group items wrongly";
  const mark = "mark the wrong item";

  test("nothing in sound columns", () => {
    expect(check([0, 1, 1], [0], 2)).toBeNull();
  });

  test("more or fewer groups than the index states", () => {
    expect(check([0, 1, 1], [0], 1)).toContain(wrongly);
    expect(check([0, 0, 1], [0], 2)).toContain(wrongly);
    expect(check([], [0], 1)).toContain(wrongly);
  });

  test("a last group that does not end", () => {
    expect(check([1, 1, 0], [0], 2)).toContain(wrongly);
    expect(check([0, 0, 0], [0], 1)).toContain(wrongly);
  });

  test("ends that are neither 0 nor 1, which would count as several groups", () => {
    expect(check([0, 2, 1], [0], 2)).toContain(wrongly);
  });

  test("a mark at another item than the first of its group", () => {
    const { length } = lastOf([2, ...Array(MARKED).fill(1)]);
    const last = [...lastOf([2, ...Array(MARKED).fill(1)])];
    expect(check(last, [0, length - 1], MARKED + 1)).toBeNull();
    expect(check(last, [0, length], MARKED + 1)).toContain(mark);
    expect(check(last, [0, length - 2], MARKED + 1)).toContain(mark);
    expect(check(last, [1, length - 1], MARKED + 1)).toContain(mark);
  });

  test("a mark behind the last group that is not the number of items", () => {
    const last = [...lastOf([2, ...Array(MARKED - 1).fill(1)])];
    expect(check(last, [0, last.length], MARKED)).toBeNull();
    expect(check(last, [0, last.length - 1], MARKED)).toContain(mark);
  });

  test("a wrong number of marks or ends as soon as they are opened", () => {
    const open = (...columns: Parameters<typeof craftedGroups>) =>
      refusalOf(() => craftedGroups(...columns));
    expect(open([0, 1, 1], [], 2)).toContain("wrong width or size");
    expect(open([0, 1, 1], [0, 3], 2)).toContain("wrong width or size");
    expect(open([0, 1], [0], 2, 3)).toContain("wrong width or size");
    expect(open([1, 1], [], 2)).toContain("wrong width or size");
    expect(open([0, 0, 0], [0], 2)).toContain(wrongly);
  });
});

test("unchecked columns that contradict each other give an error or items that exist", () => {
  const lying = fc.tuple(fc.array(fc.nat(2), { minLength: 1 }), fc.nat(9), fc.nat(9));
  fc.assert(
    fc.property(lying, ([last, mark, groups]) => {
      refusalOf(() => {
        const crafted = craftedGroups(last, [mark], groups);
        for (let group = 0; group < groups; group++) {
          const range = refusalOf(() => crafted.itemsOf(group));
          if (range === null) expect(crafted.itemsOf(group).end).toBeLessThanOrEqual(last.length);
        }
        for (let item = 0; item < last.length; item++) refusalOf(() => crafted.groupOf(item));
      });
    }),
  );
});
