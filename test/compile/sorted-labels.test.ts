import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Texts } from "../../src/columns/texts.ts";
import {
  type SortedLabels,
  type StandingName,
  sortLabels,
} from "../../src/compile/sorted-labels.ts";
import { FIRST_NAME_BYTE, keyOf, nameOf, standingOf } from "../../src/names/key.ts";
import { HEAVIEST_CLASS } from "../../src/names/weight-class.ts";
import { anyLabel } from "../support/data/labels.ts";

function textsOf(labels: readonly string[]): Texts {
  const texts = new Texts();
  for (const label of labels) texts.idOf(label);
  return texts;
}

function keysOf({ keys: { bytes, starts } }: SortedLabels): Buffer[] {
  return Array.from({ length: starts.length - 1 }, (_, i) =>
    Buffer.from(bytes.subarray(starts[i], starts[i + 1])),
  );
}

const anyLabels = fc.uniqueArray(anyLabel, { minLength: 1 });

describe("sorted labels", () => {
  test("are the keys of all labels in byte order, and each label leads to its own", () => {
    fc.assert(
      fc.property(anyLabels, (labels) => {
        const sorted = sortLabels(textsOf(labels), []);
        const keys = keysOf(sorted);
        expect(keys).toEqual(labels.map((label) => Buffer.from(keyOf(label))).sort(Buffer.compare));
        for (const [id, label] of labels.entries()) {
          expect(keys[sorted.indexOf(id, 0)]!.toString()).toBe(keyOf(label));
        }
      }),
    );
  });

  test("have a key more for each standing of a name", () => {
    const standing = anyLabels.chain((labels) =>
      fc.tuple(
        fc.constant(labels),
        fc.array(
          fc.record<StandingName>({
            name: fc.nat(labels.length - 1),
            standing: fc.integer({ min: 0, max: FIRST_NAME_BYTE - 1 }),
          }),
        ),
      ),
    );
    fc.assert(
      fc.property(standing, ([labels, names]) => {
        const sorted = sortLabels(textsOf(labels), names);
        const keys = keysOf(sorted).map(String);
        const expected = [
          ...labels.map((label) => keyOf(label)),
          ...names.map(({ name, standing }) => keyOf(labels[name]!, standing)),
        ];
        expect(keys.toSorted()).toEqual([...new Set(expected)].toSorted());
        expect(keysOf(sorted)).toEqual(keysOf(sorted).toSorted(Buffer.compare));
        for (const { name, standing } of names) {
          expect(keys[sorted.indexOf(name, standing)]).toBe(keyOf(labels[name]!, standing));
          expect(keys[sorted.indexOf(name, 0)]).toBe(keyOf(labels[name]!));
        }
      }),
    );
  });

  test("are told apart by every standing, from a synonym without a weight to the heaviest former symbol", () => {
    const standings = Array.from({ length: HEAVIEST_CLASS + 1 }, (_, weightClass) => [
      standingOf(weightClass),
      standingOf(weightClass, true),
    ]).flat();
    expect(standings).toEqual([...Array(FIRST_NAME_BYTE).keys()]);
    const names = standings.map((standing) => ({ name: 1, standing }));
    const sorted = sortLabels(textsOf(["p5", "p53", "p53x"]), names);
    const keys = keysOf(sorted).map(String);
    expect(keys.length).toBe(FIRST_NAME_BYTE + 2);
    expect(keys.map(nameOf)).toEqual(["p5", ...names.map(() => "p53"), "p53x"]);
    expect(standings.map((standing) => sorted.indexOf(1, standing))).toEqual(
      standings.map((standing) => 1 + standing),
    );
  });

  test("are ordered by their UTF-8, not by their UTF-16", () => {
    const labels = ["\ue000", "😀", "z"];
    const sorted = sortLabels(textsOf(labels), []);
    expect([0, 1, 2].map((id) => sorted.indexOf(id, 0))).toEqual([1, 2, 0]);
  });

  test("of none are none", () => {
    const { keys } = sortLabels(new Texts(), []);
    expect([[...keys.starts], keys.bytes.length]).toEqual([[0], 0]);
  });
});
