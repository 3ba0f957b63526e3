import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { IndexError } from "../../src/errors.ts";
import { BitReader, BitWriter } from "../../src/trie/bits.ts";
import { Histogram, NumberCode } from "../../src/trie/number-code.ts";

const LARGEST = 2 ** 30 - 1;
const RUNS = 50;

/** Small numbers, as most are, and some of any size. */
const numbers = fc.array(fc.oneof(fc.nat(3), fc.nat(300), fc.nat(LARGEST)), { maxLength: 100 });

function fit(values: readonly number[], maximum = 0): NumberCode {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram.fit(maximum);
}

function write(code: NumberCode, values: readonly number[]): BitWriter {
  const writer = new BitWriter();
  for (const value of values) code.write(writer, value);
  return writer;
}

describe("a number code", () => {
  test("reads the numbers that it was fitted to", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const code = fit(values);
        const reader = new BitReader(write(code, values).finish());
        expect(values.map(() => code.read(reader))).toEqual(values);
      }),
      { numRuns: RUNS },
    );
  });

  test("reads every number up to the maximum that it was fitted with", () => {
    fc.assert(
      fc.property(
        numbers,
        fc.nat(LARGEST),
        fc.array(fc.nat(LARGEST)),
        (values, maximum, others) => {
          const code = fit(values, maximum);
          const written = [0, maximum, ...others.filter((other) => other <= maximum)];
          const reader = new BitReader(write(code, written).finish());
          expect(written.map(() => code.read(reader))).toEqual(written);
        },
      ),
      { numRuns: RUNS },
    );
  });

  test("is the same when read back from bytes, wherever they begin", () => {
    fc.assert(
      fc.property(numbers, fc.nat(9), (values, offset) => {
        const code = fit(values);
        const bytes = Buffer.concat([Buffer.alloc(offset, 0xff), code.toBytes(), Buffer.alloc(3)]);
        expect(NumberCode.fromBytes(bytes, offset)).toEqual(code);
      }),
      { numRuns: RUNS },
    );
  });

  test("of one number alone takes no bits", () => {
    expect(write(fit([0, 0, 0]), [0, 0, 0]).position).toBe(0);
  });

  test("writes frequent numbers shorter", () => {
    const code = fit([...Array(1000).fill(7), ...Array.from({ length: 64 }, (_, i) => i * 1000)]);
    expect(write(code, [7]).position).toBeLessThan(write(code, [63_000]).position);
  });

  test("refuses to write a number that no class holds", () => {
    expect(() => write(new NumberCode(0, [3]), [8])).toThrow(RangeError);
  });
});

describe("bytes that are not a code are refused", () => {
  const cases: [string, number[]][] = [
    ["nothing at all", []],
    ["a selector wider than 4 bits", [5, ...Array(32).fill(0)]],
    ["fewer widths than classes", [2, 1, 1, 1]],
    ["a class wider than 30 bits", [0, 31]],
    ["classes that together pass 2^31", [2, 30, 30, 30, 30]],
  ];
  test.each(cases)("%s", (_, bytes) => {
    expect(() => NumberCode.fromBytes(Uint8Array.from(bytes), 0)).toThrow(IndexError);
  });
});
