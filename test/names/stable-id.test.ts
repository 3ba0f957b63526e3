import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { formatStableId, parseStableId } from "../../src/names/stable-id.ts";

describe("a stable id", () => {
  const cases: [string, string, number, number, string][] = [
    ["ENSG00000139618.12", "ENSG", 11, 139618, ".12"],
    ["ENSMUSG00000041147", "ENSMUSG", 11, 41147, ""],
    ["FBgn0003996", "FBgn", 7, 3996, ""],
    ["WBGene00006763", "WBGene", 8, 6763, ""],
    ["YAL001C", "YAL", 3, 1, "C"],
    ["LOC", "", 0, 0, "LOC"],
    ["12", "", 2, 12, ""],
    ["a1b2", "a", 1, 1, "b2"],
    ["", "", 0, 0, ""],
  ];
  test.each(cases)("%j is taken apart", (id, prefix, digits, number, suffix) => {
    const parts = parseStableId(id);
    expect(formatStableId(parts)).toBe(id);
    expect(parts.digits).toBe(digits);
    expect(parts.number).toBe(number);
    expect(parts.prefix + parts.suffix).toBe(prefix + suffix);
  });

  test("of any text is put together again", () => {
    const digitsAmongOthers = fc.string({ unit: fc.constantFrom(..."0019.A"), maxLength: 40 });
    fc.assert(
      fc.property(fc.oneof(digitsAmongOthers, fc.string({ unit: "binary" })), (id) => {
        expect(formatStableId(parseStableId(id))).toBe(id);
      }),
      { numRuns: 1000 },
    );
  });

  test("with more digits than a number holds keeps them all", () => {
    const id = `X${"9".repeat(40)}.1`;
    expect(formatStableId(parseStableId(id))).toBe(id);
    expect(parseStableId(id).number).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
  });
});
