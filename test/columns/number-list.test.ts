import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { countingSort, NumberList } from "../../src/columns/number-list.ts";

describe("a list of numbers", () => {
  test("keeps them in order over many chunks", () => {
    const count = 3 * 2 ** 16 + 1;
    const list = new NumberList(Uint32Array);
    expect(list.length).toBe(0);
    for (let i = 0; i < count; i++) list.push(i * 7);
    expect(list.length).toBe(count);
    const wrong = Array.from({ length: count }, (_, i) => i).filter((i) => list.at(i) !== i * 7);
    expect(wrong).toEqual([]);
  });

  test.each([
    [Uint16Array, 2 ** 16 - 1],
    [Uint32Array, 2 ** 32 - 1],
    [Float64Array, Number.MAX_SAFE_INTEGER],
  ])("of %p keeps the largest number of its kind", (kind, largest) => {
    const list = new NumberList(kind);
    list.push(largest);
    list.push(0);
    expect([list.at(0), list.at(1)]).toEqual([largest, 0]);
  });
});

describe("a counting sort", () => {
  test("orders items by their keys, those with equal keys as they were", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9)), (keys) => {
        const items = Uint32Array.from(keys.keys()).reverse();
        const sorted = countingSort(items, 10, (item) => keys[item]!);
        expect([...sorted]).toEqual([...items].sort((a, b) => keys[a]! - keys[b]!));
        expect([...items]).toEqual([...keys.keys()].reverse());
      }),
    );
  });

  test("takes keys up to the number of them less one", () => {
    const sorted = countingSort(Uint32Array.of(3, 0, 3, 1), 4, (item) => item);
    expect([...sorted]).toEqual([0, 1, 3, 3]);
  });
});
