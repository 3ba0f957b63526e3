import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { BitReader, BitWriter, bitsFor, PADDING_BYTES } from "../../src/trie/bits.ts";

/** Numbers with widths that hold them. */
const written = fc.array(
  fc
    .integer({ min: 0, max: 32 })
    .chain((width) => fc.record({ width: fc.constant(width), value: fc.nat(2 ** width - 1) })),
);

describe("bits", () => {
  test("are read as they were written, one number after another", () => {
    fc.assert(
      fc.property(written, (numbers) => {
        const writer = new BitWriter();
        for (const { value, width } of numbers) writer.write(value, width);
        const end = writer.position;
        const reader = new BitReader(writer.finish());
        expect(numbers.map(({ width }) => reader.read(width))).toEqual(
          numbers.map(({ value }) => value),
        );
        expect(reader.position).toBe(end);
      }),
    );
  });

  test("are read wherever their bytes begin in a buffer", () => {
    const writer = new BitWriter();
    writer.write(0xdeadbeef, 32);
    const bytes = writer.finish();
    const buffer = new Uint8Array(bytes.length + 3);
    buffer.set(bytes, 3);
    expect(new BitReader(buffer.subarray(3)).read(32)).toBe(0xdeadbeef);
  });

  test("only the low bits of a number are written", () => {
    const writer = new BitWriter();
    writer.write(0xff, 3);
    writer.write(0, 5);
    expect(writer.finish()[0]).toBe(0b1110_0000);
  });

  test("end in zeros that a reader may look at", () => {
    const writer = new BitWriter();
    writer.write(1, 1);
    expect([...writer.finish()]).toEqual([0b1000_0000, ...Array(PADDING_BYTES).fill(0)]);
  });

  test("go on at the next whole byte after an alignment", () => {
    const writer = new BitWriter();
    expect(writer.alignToByte()).toBe(0);
    writer.write(1, 1);
    expect(writer.alignToByte()).toBe(1);
    writer.write(1, 8);
    expect(writer.alignToByte()).toBe(2);
    expect([...writer.finish().subarray(0, 2)]).toEqual([0b1000_0000, 1]);
  });

  test("beyond the end are a RangeError", () => {
    const reader = new BitReader(new BitWriter().finish());
    reader.position = 8;
    expect(() => reader.read(8)).toThrow(RangeError);
  });

  test("a writer grows past its first bytes", () => {
    const writer = new BitWriter();
    const numbers = Array.from({ length: 40_000 }, (_, i) => i * 65_537);
    for (const value of numbers) writer.write(value, 32);
    const reader = new BitReader(writer.finish());
    expect(numbers.every((value) => reader.read(32) === value)).toBe(true);
  });
});

test("bitsFor counts the digits of a number in base 2", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (value) => {
      expect(bitsFor(value)).toBe(value === 0 ? 0 : value.toString(2).length);
    }),
  );
  for (let width = 1; width <= 53; width++) {
    expect([width, bitsFor(2 ** width - 1)]).toEqual([width, width]);
    expect([width, bitsFor(2 ** (width - 1))]).toEqual([width, width]);
  }
});
