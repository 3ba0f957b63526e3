import { describe, expect, test } from "bun:test";
import { printAside, printJson, printLines } from "../../src/cli/print.ts";
import { alignColumns } from "../../src/cli/table.ts";
import { AssemblError } from "../../src/errors.ts";
import { printed } from "../support/printed.ts";

/** Characters that do something to a terminal, and how each is printed. */
const COMMANDING: [string, string][] = [
  ["\u0000", "\\u0000"],
  ["\u001b", "\\u001b"],
  ["\r", "\\u000d"],
  ["\n", "\\u000a"],
  ["\u007f", "\\u007f"],
  ["\u009b", "\\u009b"],
  ["\u061c", "\\u061c"],
  ["\u200e", "\\u200e"],
  ["\u202e", "\\u202e"],
  ["\u2028", "\\u2028"],
  ["\u2029", "\\u2029"],
  ["\u2069", "\\u2069"],
];

describe.each(COMMANDING)("%j", (character, shown) => {
  test("is spelled out in lines of either stream", () => {
    using output = printed();
    printLines([`a${character}b`, "c"]);
    printAside(`d${character}`);
    expect(output).toMatchObject({ stdout: `a${shown}b\nc\n`, stderr: `d${shown}\n` });
  });

  test("is the same character in JSON", () => {
    using output = printed();
    printJson({ label: `a${character}b` });
    const line = output.stdout.slice(0, -1);
    expect(line).not.toContain(character);
    expect(JSON.parse(line)).toEqual({ label: `a${character}b` });
  });

  test("is in no table and no error", () => {
    expect(alignColumns([[`a${character}b`]]).join()).not.toContain(character);
    expect(new AssemblError(character, character).message).not.toContain(character);
  });
});

test("tabs and all other characters are printed as they are", () => {
  using output = printed();
  printLines(["α\t🧬 é\u0301\u00a0\\u001b"]);
  expect(output.stdout).toBe("α\t🧬 é\u0301\u00a0\\u001b\n");
});
