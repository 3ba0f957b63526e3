import { expect, test } from "bun:test";
import { alignColumns } from "../../src/cli/table.ts";

test("columns begin below each other, and no line ends in white space", () => {
  expect(alignColumns([["a", "bb", ""], ["aaa", "b", "c"], ["a"]])).toEqual([
    "a    bb",
    "aaa  b   c",
    "a",
  ]);
});

test("numbers end below each other", () => {
  expect(
    alignColumns(
      [
        ["a", "1"],
        ["b", "1,000"],
      ],
      [1],
    ),
  ).toEqual(["a      1", "b  1,000"]);
});

test("no rows are no lines", () => {
  expect(alignColumns([])).toEqual([]);
});
