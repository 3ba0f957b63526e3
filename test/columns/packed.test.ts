import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ColumnReader, type PackedNumbers } from "../../src/columns/packed.ts";
import { bytesOf, craftedTexts, refusalOf, written } from "./written.ts";

const WIDEST = 53;
/** More than are read at a time. */
const MANY = 10_000;

const packed = (values: ArrayLike<number>): PackedNumbers =>
  written((out) => out.numbers(values)).numbers();

/** Numbers of which the largest needs a width of its own. */
const numbers = fc
  .integer({ min: 0, max: WIDEST })
  .chain((width) => fc.array(fc.maxSafeNat().map((value) => value % 2 ** width)));

describe("numbers", () => {
  test.each(Array.from({ length: WIDEST + 1 }, (_, width) => width))(
    "of %d bits are read as they were written, and take no more bits",
    (width) => {
      const largest = 2 ** width - 1;
      const values = [largest, 0, Math.floor(largest / 3), largest, Math.min(1, largest)];
      const column = packed(values);
      expect(Array.from(values, (_, i) => column.at(i))).toEqual(values);
      expect([...column.all()]).toEqual(values);
      const bytes = bytesOf((out) => out.numbers(values));
      expect(bytes[0]).toBe(width);
      const header = 1 + 4;
      const padding = 4;
      expect(bytes).toHaveLength(header + Math.ceil((values.length * width) / 8) + padding);
    },
  );

  test("are the same whether read one by one, in blocks or all at once", () => {
    fc.assert(
      fc.property(
        numbers,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 9 }),
        (values, a, b, room) => {
          const column = packed(values);
          expect(column.size).toBe(values.length);
          expect(values.map((_, i) => column.at(i))).toEqual(values);
          expect([...column.all()]).toEqual(values);
          const [first, end] = [a, b].map((n) => n % (values.length + 1)).sort((x, y) => x - y);
          const block = new Float64Array(room).fill(-1);
          const count = column.read(first!, end!, block);
          expect(count).toBe(Math.min(room, end! - first!));
          expect([...block]).toEqual([
            ...values.slice(first, first! + count),
            ...Array(room - count).fill(-1),
          ]);
        },
      ),
    );
  });

  test.each([0, 1, 13, 25, 26, 53])("of %d bits are read in blocks", (width) => {
    const values = Array.from({ length: MANY }, (_, i) => (i * 7919 ** 3) % 2 ** width);
    const column = packed(values);
    const read: number[] = [];
    for (const { first, numbers } of column.blocks()) {
      expect(first).toBe(read.length);
      read.push(...numbers);
    }
    expect(read).toEqual(values);
    expect([...column.all()]).toEqual(values);
    expect([...packed([]).blocks()]).toEqual([]);
  });

  test("tell whether all are at most a limit", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), fc.nat(40), (values, limit) => {
        expect(packed(values).areAtMost(limit)).toBe(values.every((value) => value <= limit));
      }),
    );
    const values = new Array(MANY).fill(5);
    expect(packed(values).areAtMost(5)).toBe(true);
    expect(packed([...values, 6]).areAtMost(5)).toBe(false);
    expect(packed([]).areAtMost(-1)).toBe(true);
    expect(packed([0]).areAtMost(-1)).toBe(false);
  });

  test("tell how many are zero", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2)), (values) => {
        const column = packed(values);
        expect(column.zeros).toBe(values.filter((value) => value === 0).length);
        expect(column.areZero).toBe(column.zeros === values.length);
      }),
    );
    expect(packed([...Array(MANY).fill(0), 1, 0]).zeros).toBe(MANY + 1);
  });
});

describe("texts", () => {
  const texts = fc.uniqueArray(fc.string({ unit: "grapheme" }));

  test("are read as they were written", () => {
    fc.assert(
      fc.property(texts, (values) => {
        const column = written((out) => out.texts(values)).texts();
        expect(column.size).toBe(values.length);
        expect(values.map((_, i) => column.at(i))).toEqual(values);
        expect(refusalOf(() => column.check())).toBeNull();
        expect(refusalOf(() => column.at(values.length))).toContain("a text that does not exist");
      }),
    );
  });
});

test("columns follow each other from any byte of a section", () => {
  fc.assert(
    fc.property(numbers, fc.uniqueArray(fc.string()), numbers, fc.nat(9), (a, texts, b, offset) => {
      const bytes = bytesOf((out) => {
        out.numbers(a);
        out.texts(texts);
        out.numbers(b);
      });
      const section = Buffer.concat([Buffer.alloc(offset, 0xff), bytes, Buffer.alloc(3, 0xff)]);
      const reader = new ColumnReader(section, offset);
      expect([...reader.numbers(a.length).all()]).toEqual(a);
      const column = reader.texts();
      expect(texts.map((_, i) => column.at(i))).toEqual(texts);
      expect([...reader.numbers(b.length).all()]).toEqual(b);
      expect(reader.end).toBe(offset + bytes.length);
    }),
  );
});

describe("a reader refuses", () => {
  const column = bytesOf((out) => out.numbers([1, 2, 3]));
  const read = (bytes: Uint8Array, offset = 0, size?: number) =>
    refusalOf(() => new ColumnReader(bytes, offset).numbers(size));

  test("columns that end too early", () => {
    expect(read(column)).toBeNull();
    for (let length = 0; length < column.length; length++) {
      expect(read(column.subarray(0, length))).toContain("end too early");
    }
    expect(read(column, column.length)).toContain("end too early");
    expect(read(column, 2 ** 40)).toContain("end too early");
  });

  test("numbers of the wrong size, or of more than 53 bits", () => {
    expect(read(column, 0, 3)).toBeNull();
    expect(read(column, 0, 2)).toContain("wrong width or size");
    expect(read(column, 0, 4)).toContain("wrong width or size");
    const empty = bytesOf((out) => out.numbers([]));
    expect(read(Uint8Array.from([WIDEST, ...empty.subarray(1)]))).toBeNull();
    expect(read(Uint8Array.from([WIDEST + 1, ...empty.subarray(1)]))).toContain("wrong width");
  });

  const textsOf = (...texts: Parameters<typeof craftedTexts>) =>
    new ColumnReader(craftedTexts(...texts), 0).texts();

  test("texts whose ends do not fit their bytes", () => {
    expect(refusalOf(() => textsOf([1, 3], "abc"))).toBeNull();
    expect(refusalOf(() => textsOf([1, 3], "abc", 4))).toContain("end too early");
    expect(refusalOf(() => textsOf([1, 2], "abc"))).toContain("wrong length");
    expect(refusalOf(() => textsOf([1, 4], "abc"))).toContain("wrong length");
    expect(refusalOf(() => textsOf([0, 0, 0, 2], "ab"))).toContain("more texts than bytes");
    expect(refusalOf(() => textsOf([0, 1, 2], "ab"))).toBeNull();
  });

  test("texts that overlap or are not UTF-8, when they are checked", () => {
    const problem = "overlaps another or is not UTF-8";
    expect(refusalOf(() => textsOf([2, 1, 3], "abc").check())).toContain(problem);
    expect(refusalOf(() => textsOf([1], Uint8Array.of(0xff)).check())).toContain(problem);
    expect(refusalOf(() => textsOf([1, 2], "β").check())).toContain(problem);
    expect(refusalOf(() => textsOf([2, 3], "βa").check())).toBeNull();
  });
});
