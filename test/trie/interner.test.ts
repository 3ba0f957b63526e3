import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Interner } from "../../src/trie/interner.ts";

const INT32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const sequence = fc.array(fc.oneof(fc.nat(2), INT32), { maxLength: 5 });

function sequenceOf({ items, starts }: Interner, id: number): number[] {
  return [...items.subarray(starts[id]!, starts[id + 1]!)];
}

describe("an interner", () => {
  test("gives equal sequences one id and different ones different ids, counting from 0", () => {
    fc.assert(
      fc.property(fc.array(sequence), (sequences) => {
        const interner = new Interner();
        const ids = sequences.map((items) => interner.intern(items, 0, items.length));
        const firstSeen = [...new Map(sequences.map((items) => [items.join(), items])).values()];
        expect(ids).toEqual(
          sequences.map((items) => firstSeen.findIndex((other) => other.join() === items.join())),
        );
        expect(interner.size).toBe(firstSeen.length);
        expect(firstSeen.map((_, id) => sequenceOf(interner, id))).toEqual(firstSeen);
      }),
    );
  });

  test("interns a part of a longer sequence", () => {
    const interner = new Interner();
    expect(interner.intern([9, 1, 2, 9], 1, 3)).toBe(0);
    expect(interner.intern([1, 2], 0, 2)).toBe(0);
    expect(sequenceOf(interner, 0)).toEqual([1, 2]);
  });

  test("keeps its ids while it grows", () => {
    const interner = new Interner();
    const ids = Array.from({ length: 20_000 }, (_, i) => interner.intern([i, -i, i * 7], 0, 3));
    const again = Array.from({ length: 20_000 }, (_, i) => interner.intern([i, -i, i * 7], 0, 3));
    expect(ids).toEqual(Array.from(ids.keys()));
    expect(again).toEqual(ids);
  });
});
