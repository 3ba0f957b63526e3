import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { SourceError } from "../../../src/errors.ts";
import { type TsvKind, TsvParser, TsvRow } from "../../../src/sources/files/tsv.ts";

/** Two columns, of which only the first is required, in any order. */
interface Columns {
  a: number;
  b: number;
}
const KIND: TsvKind<Columns> = {
  wanted: "a file with the columns a and b",
  columnsOf(names, origin) {
    const columns = { a: names.indexOf("a"), b: names.indexOf("b") };
    if (columns.a < 0) throw new SourceError(`${origin} has no column a`, "add it");
    return columns;
  },
  requiredOf: ({ a }) => [a],
};

/** The rows of a file: where each is from, and its values in columns a and b. */
function parse(text: string): (string | null)[][] {
  const rows: (string | null)[][] = [];
  const parser = new TsvParser("f.tsv", KIND, (row, { a, b }) =>
    rows.push([row.origin, row.value(a), row.value(b)]),
  );
  parser.push(Buffer.from(text));
  parser.end();
  return rows;
}

const valueIn = (field: string) => new TsvRow([field], "f.tsv", 1).value(0);

describe("a file", () => {
  test("has rows after its header, each with the line that it is from", () => {
    expect(parse("\na\tb\n\n1\t2\n3\t4")).toEqual([
      ["f.tsv line 4", "1", "2"],
      ["f.tsv line 5", "3", "4"],
    ]);
    expect(parse("x\tb\ta\n1\t2\t3\n")).toEqual([["f.tsv line 2", "3", "2"]]);
    expect(parse("a\tb\n")).toEqual([]);
  });

  test("may leave out fields after the last required one", () => {
    expect(parse("a\tb\tc\n1\n1\t2\n")).toEqual([
      ["f.tsv line 2", "1", null],
      ["f.tsv line 3", "1", "2"],
    ]);
  });

  test.each([
    ["b\ta\n1\n", "f.tsv line 2 has 1 field where the header has 2"],
    ["a\tb\n1\t2\t3\n", "f.tsv line 2 has 3 fields where the header has 2"],
    ["a\tb\n1\t2\t\n", "f.tsv line 2 has 3 fields where the header has 2"],
    ["b\n", "f.tsv line 1 has no column a"],
    ["", "f.tsv is empty"],
    ["\n\r\n", "f.tsv is empty"],
  ])("of %j is an error", (text, problem) => {
    expect(() => parse(text)).toThrow(problem);
  });

  test("that is empty is told what to give", () => {
    expect(() => parse("")).toThrow("f.tsv is empty; give a file with the columns a and b");
  });
});

describe("a field", () => {
  test.each(["", "NULL", "\\N"])("%j is no value", (field) => {
    expect(valueIn(field)).toBeNull();
  });

  test.each([
    ["null", "null"],
    ["\\n", "\n"],
    ["\\\\N", "\\N"],
    ["a\\tb\\nc\\0d\\\\e", "a\tb\nc\0d\\e"],
    ["\\x\\N\\", "\\x\\N\\"],
    ["\\\\\\t", "\\\t"],
    [" a ", "a"],
    ["  ", null],
  ])("%j is %j", (field, value) => {
    expect(valueIn(field)).toBe(value);
  });

  test("escaped as by mariadb --batch is unescaped", () => {
    const escapes: Record<string, string> = { "\t": "\\t", "\n": "\\n", "\0": "\\0", "\\": "\\\\" };
    const escaped = (text: string) =>
      text.replace(/[\t\n\0\\]/g, (character) => escapes[character]!);
    const anyText = fc
      .string({ unit: fc.constantFrom(..."\t\n\0\\tn0Na"), minLength: 1 })
      .filter((text) => text !== "NULL");
    fc.assert(
      fc.property(anyText, (text) => {
        expect(valueIn(escaped(text))).toBe(text);
      }),
    );
  });

  test("has no value if the line ends before it, or if the source lacks its column", () => {
    const row = new TsvRow(["1"], "f.tsv", 1);
    expect([row.value(0), row.value(1), row.value(null)]).toEqual(["1", null, null]);
  });
});
