import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Texts } from "../../src/columns/texts.ts";
import {
  type SortedLabels,
  sortLabels,
  type WeighedLabel,
} from "../../src/compile/sorted-labels.ts";
import { keyOf } from "../../src/names/key.ts";
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
        const sorted = sortLabels(textsOf(labels));
        const keys = keysOf(sorted);
        expect(keys).toEqual(labels.map((label) => Buffer.from(keyOf(label))).sort(Buffer.compare));
        for (const [id, label] of labels.entries()) {
          expect(keys[sorted.indexOf(id, 0)]!.toString()).toBe(keyOf(label));
        }
      }),
    );
  });

  test("have a key more for each weight class of a label", () => {
    const weighed = anyLabels.chain((labels) =>
      fc.tuple(
        fc.constant(labels),
        fc.array(
          fc.record<WeighedLabel>({
            label: fc.nat(labels.length - 1),
            weightClass: fc.integer({ min: 0, max: HEAVIEST_CLASS }),
          }),
        ),
      ),
    );
    fc.assert(
      fc.property(weighed, ([labels, classes]) => {
        const sorted = sortLabels(textsOf(labels), classes);
        const keys = keysOf(sorted).map(String);
        const expected = [
          ...labels.map((label) => keyOf(label)),
          ...classes.map(({ label, weightClass }) => keyOf(labels[label]!, weightClass)),
        ];
        expect(keys.toSorted()).toEqual([...new Set(expected)].toSorted());
        for (const { label, weightClass } of classes) {
          expect(keys[sorted.indexOf(label, weightClass)]).toBe(keyOf(labels[label]!, weightClass));
          expect(keys[sorted.indexOf(label, 0)]).toBe(keyOf(labels[label]!));
        }
      }),
    );
  });

  test("are ordered by their UTF-8, not by their UTF-16", () => {
    const labels = ["\ue000", "😀", "z"];
    const sorted = sortLabels(textsOf(labels));
    expect([0, 1, 2].map((id) => sorted.indexOf(id, 0))).toEqual([1, 2, 0]);
  });

  test("of none are none", () => {
    const { keys } = sortLabels(new Texts());
    expect([[...keys.starts], keys.bytes.length]).toEqual([[0], 0]);
  });
});
