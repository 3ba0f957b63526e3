import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ColumnReader } from "../../src/columns/packed.ts";
import { TextColumn, TextRows, writeTextColumn } from "../../src/columns/text-column.ts";
import { compareTexts } from "../../src/names/order.ts";
import { bytesOf, craftedTexts, refusalOf, written } from "./written.ts";

/** Few different texts, or none. */
const anyTexts = fc.array(fc.option(fc.string({ unit: "binary", maxLength: 2 })));

function rowsOf(texts: readonly (string | null)[], order = compareTexts): TextRows {
  const rows = new TextRows((text) => (text === "refused" ? "too long" : null), order);
  for (const text of texts) {
    expect(rows.offer(text)).toBeNull();
    rows.keep();
  }
  return rows;
}

function columnOf(rows: TextRows, genes: readonly number[]): TextColumn {
  return new TextColumn(
    written((out) => rows.encode(Uint32Array.from(genes), out)),
    genes.length,
    compareTexts,
  );
}

describe("the texts of rows", () => {
  test("are given back, and have equal numbers only if they are equal", () => {
    fc.assert(
      fc.property(anyTexts, (texts) => {
        const rows = rowsOf(texts);
        expect(texts.map((_, row) => rows.at(row))).toEqual(texts);
        const numbers = texts.map((_, row) => rows.numberAt(row));
        expect(numbers.map((a) => numbers.map((b) => a === b))).toEqual(
          texts.map((a) => texts.map((b) => a === b)),
        );
        for (const [row, text] of texts.entries()) {
          if (text === null) expect(numbers[row]).toBe(0);
          else expect(rows.textOf(numbers[row]!)).toBe(text);
        }
      }),
    );
  });

  test("are not kept if they are refused", () => {
    const rows = rowsOf(["a"]);
    expect(rows.offer("refused")).toBe("too long");
    expect(rows.offer("b")).toBeNull();
    rows.keep();
    expect([rows.at(0), rows.at(1)]).toEqual(["a", "b"]);
  });

  test("are compared by the given order, rows without a text last", () => {
    const descending = (a: string, b: string) => compareTexts(b, a);
    fc.assert(
      fc.property(anyTexts, fc.boolean(), (texts, isDescending) => {
        const order = isDescending ? descending : compareTexts;
        const rows = rowsOf(texts, order);
        const expected = (a: string | null, b: string | null) =>
          a === null || b === null ? Number(a === null) - Number(b === null) : order(a, b);
        for (const [a, left] of texts.entries()) {
          for (const [b, right] of texts.entries()) {
            expect(Math.sign(rows.compare(a, b))).toBe(Math.sign(expected(left, right)));
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("a column of texts", () => {
  test("gives back the texts of any rows", () => {
    const anyRows = anyTexts.chain((texts) =>
      fc.tuple(
        fc.constant(texts),
        texts.length === 0 ? fc.constant([]) : fc.array(fc.nat(texts.length - 1)),
      ),
    );
    fc.assert(
      fc.property(anyRows, ([texts, genes]) => {
        const column = columnOf(rowsOf(texts), genes);
        expect(genes.map((_, gene) => column.at(gene))).toEqual(genes.map((row) => texts[row]!));
        expect(refusalOf(() => column.check())).toBeNull();
      }),
    );
  });

  test("stores only the texts of its own rows, in their order", () => {
    const rows = rowsOf(["b", "other", null, "a", "b"]);
    const column = columnOf(rows, [0, 2, 3, 4]);
    expect(Array.from({ length: column.texts.size }, (_, i) => column.texts.at(i))).toEqual([
      "a",
      "b",
    ]);
    expect([...column.numbers.all()]).toEqual([2, 0, 1, 2]);
  });

  test("is encoded to the same bytes whatever the order in which rows are read", () => {
    fc.assert(
      fc.property(anyTexts, (texts) => {
        const rows = Uint32Array.from(texts.keys());
        const forwards = bytesOf((out) => rowsOf(texts).encode(rows, out));
        const reversed = rowsOf([...texts].reverse());
        const backwards = bytesOf((out) => reversed.encode(rows.toReversed(), out));
        expect(backwards).toEqual(forwards);
      }),
    );
  });

  test("refuses another number of genes, and texts that do not exist or cannot be read", () => {
    const column = (numbers: readonly number[], genes = numbers.length) =>
      new TextColumn(
        written((out) => writeTextColumn(out, ["a"], numbers)),
        genes,
        compareTexts,
      );
    expect(refusalOf(() => column([0, 1]).check())).toBeNull();
    expect(refusalOf(() => column([0, 1], 3))).toContain("wrong width or size");
    expect(refusalOf(() => column([0, 2]).check())).toContain("a text that does not exist");
    expect(refusalOf(() => column([0, 2]).at(1))).toContain("a text that does not exist");
    const numbers = bytesOf((out) => out.numbers([1, 2]));
    const overlapping = Buffer.concat([craftedTexts([2, 1, 3], "abc"), numbers]);
    const read = new TextColumn(new ColumnReader(overlapping, 0), 2, compareTexts);
    expect(refusalOf(() => read.check())).toContain("a text that overlaps another");
  });

  test("refuses texts that are out of order or repeated", () => {
    const column = (...texts: string[]) =>
      new TextColumn(
        written((out) => writeTextColumn(out, texts, [2, 0, 1])),
        3,
        compareTexts,
      );
    expect(refusalOf(() => column("a", "b").check())).toBeNull();
    expect(refusalOf(() => column("b", "a").check())).toContain("texts out of order");
    expect(refusalOf(() => column("a", "a").check())).toContain("texts out of order");
    expect([column("a", "b").compare(0, 2), column("a", "b").compare(1, 0)]).toEqual([1, 2]);
  });
});
