import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { finish } from "../../src/lookup/steps.ts";
import { isLong, jsonInSteps } from "../../src/server/json.ts";

const items = (count: number) => Array.from({ length: count }, (_, i) => ({ label: `G${i}` }));

describe("JSON that is made in steps", () => {
  test("is that of JSON.stringify", () => {
    const item = fc.oneof(fc.jsonValue(), fc.constant(undefined));
    const list = fc.array(item, { maxLength: 200, size: "max" });
    const object = fc.record({
      name: fc.string(),
      list,
      left: fc.constant(undefined),
      other: item,
    });
    fc.assert(
      fc.property(fc.oneof(list, object, fc.array(object)), (value) => {
        expect(finish(jsonInSteps(value)).join("")).toBe(JSON.stringify(value));
      }),
    );
  });

  test("takes steps for long lists, wherever they are", () => {
    const stepsOf = (value: unknown) => {
      const steps = jsonInSteps(value);
      let taken = 0;
      while (!steps.next().done) taken++;
      return taken;
    };
    expect(stepsOf(items(10))).toBe(0);
    expect(stepsOf(items(1000))).toBeGreaterThan(10);
    expect(stepsOf({ results: [{ genes: items(1000) }] })).toBeGreaterThan(10);
  });
});

test.each([
  [null, false],
  ["a".repeat(1000), false],
  [items(64), false],
  [items(65), true],
  [{ a: 1, list: items(64) }, false],
  [{ a: 1, list: items(65) }, true],
])("%# is long: %p", (value, expected) => {
  expect(isLong(value)).toBe(expected);
});
