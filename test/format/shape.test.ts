import { describe, expect, test } from "bun:test";
import { encode } from "@msgpack/msgpack";
import fc from "fast-check";
import type { IndexError } from "../../src/errors.ts";
import { checkShape, ShapeReader } from "../../src/format/shape.ts";

function defectOf(bytes: Uint8Array | readonly number[]): string | null {
  try {
    checkShape(Uint8Array.from(bytes));
    return null;
  } catch (error) {
    return (error as IndexError).defect;
  }
}

/** Nested arrays, the innermost with a number. */
const nested = (levels: number) => [...new Array(levels).fill(0x91), 1];

const mapOf = (size: number) =>
  Object.fromEntries(Array.from({ length: size }, (_, i) => [String(i), i]));

describe("one msgpack document passes", () => {
  test.each<[string, unknown]>([
    ["nil", null],
    ["a boolean", true],
    [
      "numbers of every width",
      [0, 127, 128, 2 ** 16, 2 ** 32, -1, -33, -(2 ** 10), -(2 ** 20), 0.5],
    ],
    ["large integers", [2 ** 53 - 1, -(2 ** 53) + 1]],
    [
      "texts with each kind of length",
      ["", "x".repeat(31), "x".repeat(32), "x".repeat(300), "x".repeat(70_000)],
    ],
    ["bytes with each kind of length", [1, 300, 70_000].map((length) => new Uint8Array(length))],
    [
      "arrays with each kind of length",
      [15, 16, 70_000].map((length) => new Array(length).fill(1)),
    ],
    ["nested maps", { a: { b: { c: [{}] } } }],
    ["maps with each kind of length", [15, 16, 70_000].map(mapOf)],
  ])("%s", (_, value) => {
    expect(defectOf(encode(value))).toBeNull();
  });

  test("whatever it holds, and none that is cut short or goes on", () => {
    const leaf = fc.oneof(fc.integer(), fc.double(), fc.string(), fc.boolean(), fc.constant(null));
    const inner = fc.oneof(leaf, fc.array(leaf), fc.dictionary(fc.string(), leaf));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), inner), (value) => {
        const bytes = encode(value);
        expect(defectOf(bytes)).toBeNull();
        expect(defectOf(bytes.subarray(0, -1))).toBe("not-msgpack");
        expect(defectOf([...bytes, 0])).toBe("not-msgpack");
      }),
      { numRuns: 300 },
    );
  });
});

describe("refused is", () => {
  test.each<[string, readonly number[]]>([
    ["an empty file", []],
    ["a byte that msgpack never uses", [0xc1]],
    ["an extension of fixed length", [0xd4, 1, 0]],
    ["an extension", [0xc7, 1, 1, 0]],
    ["a number without its bytes", [0xcd, 1]],
    ["a text without its length", [0xda, 1]],
    ["a text that is shorter than its length", [0xd9, 2, 0x61]],
    ["bytes that are fewer than their length", [0xc5, 0, 2, 1]],
    ["an array with fewer items than it declares", [0xdc, 0, 2, 1]],
    ["a map with a key and no value", [0x81, 1]],
    [
      "an array of more items than the file has bytes",
      [0xdd, 0, 0, 1, 0, ...new Array(100).fill(0)],
    ],
    [
      "a map of more entries than half the file has bytes",
      [0xdf, 0, 0, 0, 60, ...new Array(100).fill(0)],
    ],
    ["a second document", [1, 1]],
  ])("%s", (_, bytes) => {
    expect(defectOf(bytes)).toBe("not-msgpack");
  });

  test("what nests deeper than an index", () => {
    expect(defectOf(nested(5))).toBeNull();
    expect(defectOf(nested(6))).toBe("not-assembl");
    expect(defectOf(new Array(100_000).fill(0x91))).toBe("not-assembl");
  });
});

describe("the end of a document", () => {
  const scalar = fc.oneof(fc.string(), fc.double(), fc.uint8Array({ maxLength: 300 }));
  const values = fc.dictionary(fc.string(), fc.oneof(scalar, fc.array(scalar)));
  const endOf = (bytes: Uint8Array, step: number) => {
    const shape = new ShapeReader();
    for (let at = 0; at < bytes.length; at += step) shape.read(bytes.subarray(at, at + step), at);
    return shape.isWhole ? shape.next : null;
  };

  test("is the same in pieces of any size, and needs nothing behind it", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 9 }), (value, step) => {
        const bytes = encode(value);
        expect(endOf(bytes, step)).toBe(bytes.length);
        expect(endOf(Buffer.concat([bytes, Buffer.alloc(20, 0xc1)]), step)).toBe(bytes.length);
      }),
    );
  });

  test("is known where the last bytes begin, and skipped bytes need not be read", () => {
    const shape = new ShapeReader();
    shape.read(Buffer.of(0x92, 0xc6, 0, 1, 0, 0), 0);
    expect({ next: shape.next, isWhole: shape.isWhole }).toEqual({ next: 65_542, isWhole: false });
    shape.read(Buffer.of(0xc0), shape.next);
    expect({ next: shape.next, isWhole: shape.isWhole }).toEqual({ next: 65_543, isWhole: true });
  });
});
