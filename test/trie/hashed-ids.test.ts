import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { HashedIds, mixedHash } from "../../src/trie/hashed-ids.ts";

/** Numbers with ids, of which a hash function says where to look for them. */
class NumberIds extends HashedIds {
  readonly values: number[] = [];
  #wanted = 0;

  constructor(private readonly hashOf: (value: number) => number) {
    super();
  }

  idOf(value: number): number {
    this.#wanted = value;
    const hash = this.hashOf(value);
    const known = this.find(hash);
    if (known !== null) return known;
    this.values.push(value);
    return this.add(hash);
  }

  knownIdOf(value: number): number | null {
    this.#wanted = value;
    return this.find(this.hashOf(value));
  }

  protected isValue(id: number): boolean {
    return this.values[id] === this.#wanted;
  }
}

/** More than a table has slots at first. */
const MANY = 5000;

const hashes: [string, (value: number) => number][] = [
  ["each of its own", (value) => value],
  ["mixed", (value) => mixedHash(0, value)],
  ["all the same", () => 7],
  ["that fall on the last slots", (value) => -1 - (value % 3)],
  ["that share their low bits", (value) => value << 16],
];

describe.each(hashes)("with hashes %s", (_, hashOf) => {
  test("different values have different ids, in the order in which they came", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), (values) => {
        const ids = new NumberIds(hashOf);
        const different = [...new Set(values)];
        expect(values.map((value) => ids.idOf(value))).toEqual(
          values.map((value) => different.indexOf(value)),
        );
        expect(ids.size).toBe(different.length);
        expect(ids.knownIdOf(51)).toBeNull();
      }),
    );
  });

  test("ids stay as they are while the table grows", () => {
    const ids = new NumberIds(hashOf);
    const values = Array.from({ length: MANY }, (_, i) => i * 3);
    expect(values.map((value) => ids.idOf(value))).toEqual([...values.keys()]);
    expect(values.map((value) => ids.knownIdOf(value))).toEqual([...values.keys()]);
    expect(ids.knownIdOf(1)).toBeNull();
  });
});

test("a mixed hash depends on each number and on their order", () => {
  const hash = (...values: number[]) => values.reduce(mixedHash, 0);
  expect(new Set([hash(), hash(1), hash(1, 2), hash(2, 1), hash(1, 3), hash(3, 2)]).size).toBe(6);
  // Neighbours are spread over the low bits, which choose the slot.
  const slots = Array.from({ length: 1000 }, (_, i) => hash(i) & 1023);
  expect(new Set(slots).size).toBeGreaterThan(500);
});
