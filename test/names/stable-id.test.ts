import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  formatKind,
  formatStableId,
  numberOfKind,
  parseKind,
  parseStableId,
  withoutVersion,
} from "../../src/names/stable-id.ts";

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

const anyId = fc.string({ unit: fc.constantFrom(..."019.AB"), maxLength: 12 });

describe("the number of an id of a known kind", () => {
  const human = { prefix: "ENSG", digits: 11, suffix: "" };
  test.each<[string, number | null]>([
    ["ENSG00000139618", 139618],
    ["ENSG00000000000", 0],
    ["ENSG0000013961", null],
    ["ENSG000001396180", null],
    ["ENSG0000013961A", null],
    ["ENST00000139618", null],
    ["ENSG00000139618.1", null],
    ["", null],
  ])("%j: %p", (id, number) => {
    expect(numberOfKind(id, human)).toBe(number);
  });

  test("is null where the kind has a suffix", () => {
    expect(numberOfKind("YAL001C", { prefix: "YAL", digits: 3, suffix: "C" })).toBeNull();
  });

  test("is the one that taking the id apart finds, with the same kind", () => {
    fc.assert(
      fc.property(anyId, anyId, fc.boolean(), (before, other, isSame) => {
        const kind = parseStableId(before);
        const id = isSame ? before.replace(/\d/g, (digit) => String(9 - Number(digit))) : other;
        const number = numberOfKind(id, kind);
        if (number !== null) expect(parseStableId(id)).toEqual({ ...kind, number });
      }),
      { numRuns: 2000 },
    );
    expect(numberOfKind("AB10", parseStableId("AB01"))).toBe(10);
  });
});

describe("a kind", () => {
  test("is written as a text and read from it", () => {
    expect(formatKind({ prefix: "ENSG", digits: 11, suffix: "" })).toBe("ENSG\x0011\0");
    fc.assert(
      fc.property(anyId, (id) => {
        const { prefix, digits, suffix } = parseStableId(id);
        expect(parseKind(formatKind({ prefix, digits, suffix }))).toEqual({
          prefix,
          digits,
          suffix,
        });
      }),
    );
  });

  test.each([
    ["no separator", "ENSG"],
    ["one separator", "ENSG\x0011"],
    ["a separator too many", "ENSG\x0011\0\0"],
    ["digits that are no number", "ENSG\0x\0"],
    ["more digits than a number holds", "ENSG\x0016\0"],
  ])("is not a text with %s", (_, text) => {
    expect(parseKind(text)).toBeNull();
  });
});

test.each([
  ["ENSG00000139618.12", "ENSG00000139618"],
  ["ENSG00000139618", "ENSG00000139618"],
  ["ENSG00000139618.12.3", "ENSG00000139618.12"],
  ["ENSG00000139618.", "ENSG00000139618."],
  ["SPBC11B10.02", "SPBC11B10"],
  ["ZK.1", "ZK"],
  ["Y.1a", "Y.1a"],
  ["ENSG00000139618.12_3", "ENSG00000139618"],
  ["ENSG00000002586.20_PAR_Y", "ENSG00000002586_PAR_Y"],
  [".1", ".1"],
])("%j without its version is %j", (id, expected) => {
  expect(withoutVersion(id)).toBe(expected);
});
