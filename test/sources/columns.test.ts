import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { SourceError } from "../../src/errors.ts";
import {
  type Column,
  ColumnFinder,
  findColumns,
  parseWeight,
  presentColumns,
  readRow,
} from "../../src/sources/columns.ts";

const ALL = [
  ...["species", "display_label", "stable_id", "location", "db", "weight", "aliases"],
  ...["ids", "former", "biotype", "reference"],
];

function failureOf(read: () => unknown): SourceError {
  try {
    read();
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

/** The values of a row in the order of its columns. */
const row = (values: readonly (string | null)[]) => ({
  origin: "genes.tsv line 7",
  value: (column: Column) => (column === null ? null : (values[column] ?? null)),
});

describe("columns", () => {
  test("are found in any order and case, among others", () => {
    const anyNames = fc
      .tuple(
        fc.shuffledSubarray([...ALL, "note", "", "note"], { minLength: 14, maxLength: 14 }),
        fc.boolean(),
      )
      .map(([names, isUpper]) => names.map((name) => (isUpper ? name.toUpperCase() : name)));
    fc.assert(
      fc.property(anyNames, (names) => {
        const at = (name: string) => names.findIndex((other) => other.toLowerCase() === name);
        expect(findColumns(names, "f")).toEqual({
          species: at("species"),
          displayLabel: at("display_label"),
          gene: {
            stableId: at("stable_id"),
            location: at("location"),
            db: at("db"),
            biotype: at("biotype"),
            otherIds: at("ids"),
          },
          weight: at("weight"),
          aliases: at("aliases"),
          former: at("former"),
          reference: at("reference"),
        });
      }),
    );
  });

  test("are null if the source lacks them, unless they are required", () => {
    const columns = findColumns(["display_label", "species"], "f");
    expect(columns).toEqual({
      species: 1,
      displayLabel: 0,
      gene: { stableId: null, location: null, db: null, biotype: null, otherIds: null },
      weight: null,
      aliases: null,
      former: null,
      reference: null,
    });
    expect(presentColumns(columns)).toEqual([1, 0]);
    expect(presentColumns(findColumns(ALL, "f")).toSorted((a, b) => a - b)).toEqual([
      ...ALL.keys(),
    ]);
  });

  test.each(["species", "display_label"])("must include %s", (column) => {
    const names = ALL.filter((name) => name !== column);
    const { problem, remedy } = failureOf(() => findColumns(names, "the query"));
    const found = names.map((name) => JSON.stringify(name)).join(", ");
    expect(problem).toBe(`the query has no column ${column} (found: ${found})`);
    expect(remedy).toBe("the columns species and display_label are required");
  });

  test.each(ALL)("must not include %s twice, in any case", (column) => {
    const { problem, remedy } = failureOf(() => findColumns([...ALL, column.toUpperCase()], "f"));
    expect([problem, remedy]).toEqual([`f has two columns named ${column}`, "keep one of them"]);
  });

  test("are listed in an error up to a limit, and each up to a limit", () => {
    const names = Array.from({ length: 21 }, (_, i) => `${"x".repeat(70)}${i}`);
    const { problem } = failureOf(() => findColumns(names, "f"));
    expect(problem).toEndWith(`"${"x".repeat(64)}", ...)`);
    expect([...problem.matchAll(/x+/g)].map(String)).toEqual(Array(20).fill("x".repeat(64)));
    expect(failureOf(() => findColumns(names.slice(1), "f")).problem).toEndWith('xx")');
    expect(failureOf(() => findColumns([], "f")).problem).toEndWith("(found: )");
  });

  test("are required by name, and the error names those that a source should have", () => {
    const finder = new ColumnFinder(["A", "b"], "f", "a and c");
    expect([finder.find("a"), finder.required("b"), finder.find("c")]).toEqual([0, 1, null]);
    const { problem, remedy } = failureOf(() => finder.required("c"));
    expect(problem).toBe('f has no column c (found: "A", "b")');
    expect(remedy).toBe("the columns a and c are required");
    expect(finder.missing("d").problem).toBe('f has no column d (found: "A", "b")');
  });
});

describe("a row", () => {
  test("has a value for each column, and null for those that the source lacks", () => {
    const values = [
      ...["s", "TP53", "ENSG1", "17:1-2", "core", "2.5", "p53|LFS1"],
      ...["HGNC:11998|P04637", "TRP53|BCC7", "lncRNA", "0"],
    ];
    expect(readRow(row(values), findColumns(ALL, "f"))).toEqual({
      species: "s",
      displayLabel: "TP53",
      gene: {
        stableId: "ENSG1",
        location: "17:1-2",
        db: "core",
        biotype: "lncRNA",
        otherIds: "HGNC:11998|P04637",
      },
      isReference: false,
      weight: 2.5,
      aliases: ["p53", "LFS1"],
      former: ["TRP53", "BCC7"],
    });
    expect(readRow(row([null, "s"]), findColumns(["display_label", "species"], "f"))).toEqual({
      species: "s",
      displayLabel: null,
      gene: { stableId: null, location: null, db: null, biotype: null, otherIds: null },
      isReference: true,
      weight: null,
      aliases: [],
      former: [],
    });
  });

  test.each<[string | null, boolean]>([
    ["1", true],
    [" 0 ", false],
    [null, true],
  ])("whose reference is %j is on the reference: %j", (text, expected) => {
    const columns = findColumns(["species", "display_label", "reference"], "f");
    expect(readRow(row(["s", "l", text]), columns).isReference).toBe(expected);
    const { problem } = failureOf(() => readRow(row(["s", "l", "yes"]), columns));
    expect(problem).toBe('genes.tsv line 7 has "yes" in the column reference');
  });

  test("with a malformed weight is an error that names the row", () => {
    const values = ["s", "TP53", null, null, null, "heavy"];
    expect(failureOf(() => readRow(row(values), findColumns(ALL, "f"))).problem).toBe(
      'genes.tsv line 7 has the weight "heavy"',
    );
  });
});

describe("a weight", () => {
  test.each([
    ["0", 0],
    ["1", 1],
    ["+1", 1],
    ["-0", -0],
    ["0.50", 0.5],
    [".25", 0.25],
    ["5.", 5],
    ["1e3", 1000],
    ["1E-3", 0.001],
    [" 2 ", 2],
    ["007", 7],
    ["1e308", 1e308],
  ])("may be %j", (text, weight) => {
    expect(parseWeight(text, "f")).toBe(weight);
  });

  test.each([
    "",
    " ",
    ".",
    "-1",
    "-1e-9",
    "1,5",
    "1 2",
    "0x10",
    "1e",
    "e1",
    "1e999",
    "Infinity",
    "NaN",
    "１",
  ])("may not be %j", (text) => {
    const { problem, remedy } = failureOf(() => parseWeight(text, "f line 3"));
    expect(problem).toBe(`f line 3 has the weight ${JSON.stringify(text)}`);
    expect(remedy).toStartWith("give a number of 0 or more");
  });

  test("is cut in the error if it is long", () => {
    const { problem } = failureOf(() => parseWeight("x".repeat(1000), "f"));
    expect(problem).toBe(`f has the weight "${"x".repeat(40)}"`);
  });
});
