/** What the reference compares, by examples that can be checked by eye. */

import { describe, expect, test } from "bun:test";
import { isDate, symbolsOfDate } from "./dates.ts";
import { weightClass, weightRange } from "./genes.ts";
import { idPrefix, isSameStableId, prefixesWithVersions, sharedCodePoints } from "./ids.ts";
import { WITH_INDEX } from "./modes.ts";
import {
  digitRuns,
  fold,
  foldsUnitForUnit,
  isUnfinished,
  latinForGreek,
  loose,
  nameOf,
  queryOf,
  words,
} from "./names.ts";
import { nearness } from "./near.ts";

describe("fold", () => {
  test.each([
    ["BRCA2", "brca2"],
    ["  Nkx2-5\t", "nkx2-5"],
    ["bric à   brac", "bric à brac"],
    ["a\u00a0\u2003b\u3000c\u2028d", "a b c d"],
    ["ＢＲＣＡ１", "brca1"],
    ["IL\u20118", "il\u20108"],
    ["PD\u2013L1", "pd\u2013l1"],
    ["p\u200b53", "p53"],
    ["\ufeffso\u00adft\u200e\u2060", "soft"],
    ["TNFΑ", "tnfα"],
    ["µ", "μ"],
    ["ΣΑΣ", "σασ"],
    ["ς", "ς"],
    ["Straße", "straße"],
    ["STRASSE", "strasse"],
    ["ẞ", "ß"],
    ["İ", "i\u0307"],
    ["ﬁ", "fi"],
    ["ǅ", "dž"],
    ["\u212a", "k"],
    ["\u212b", "å"],
    ["e\u0301", "é"],
    ["x²", "x2"],
    ["Ⅳ", "iv"],
    ["𝛼", "α"],
    ["", ""],
    ["\u200b", ""],
    [" \u00ad ", ""],
  ])("of %j is %j", (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  test("is made of texts of up to 512 UTF-16 units", () => {
    expect(fold("A".repeat(512))).toBe("a".repeat(512));
    expect(fold("A".repeat(513))).toBeNull();
    expect(fold("𐐀".repeat(256))).toBe("𐐨".repeat(256));
    expect(fold(`${"𐐀".repeat(256)}a`)).toBeNull();
    expect(fold("ﷺ".repeat(512))!.length).toBe(18 * 512);
  });
});

describe("loose form", () => {
  test.each([
    ["nkx2-5", "nkx25"],
    ["nf-κb", "nfkappab"],
    ["tnfα", "tnfalpha"],
    ["σς", "sigmasigma"],
    ["ά", "ά"],
    ["i\u0307", "i"],
    ["su(ste):cr42418", "sustecr42418"],
    ["٣", "٣"],
    ["--", null],
    ["", null],
  ])("of the fold %j is %j", (folded, expected) => {
    expect(loose(folded)).toBe(expected);
  });

  test("of a query that ends in a separator is unfinished", () => {
    expect(["mal-", "(", "i\u0307", "mal", "a-1", ""].map(isUnfinished)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(queryOf("Mal ")!.unfinished).toBe(false);
    expect(queryOf("Mal-\u200b ")!.unfinished).toBe(true);
  });
});

test("words are runs of letters and digits", () => {
  expect(words("b-raf proto-oncogene, serine/threonine kinase")).toEqual([
    "b",
    "raf",
    "proto",
    "oncogene",
    "serine",
    "threonine",
    "kinase",
  ]);
  expect(words(" - ")).toEqual([]);
});

test("runs of digits are told apart", () => {
  expect(digitRuns("mir-1-2")).not.toBe(digitRuns("mir-12"));
  expect(digitRuns("nkx2-5")).not.toBe(digitRuns("nkx25"));
  expect(digitRuns("ki-67")).toBe(digitRuns("ki67"));
  expect(digitRuns("hla-a")).toBe("");
});

test("a query without text finds nothing, and one in Greek letters has another in Latin ones", () => {
  expect(["", " ", "\u200b", "a".repeat(513)].map((text) => queryOf(text))).toEqual([
    null,
    null,
    null,
    null,
  ]);
  const latin = (text: string) => latinForGreek(queryOf(text)!)?.fold;
  expect(latin("TNFα")).toBe("tnfa");
  expect(latin("ΑΒΓΔΕΚ")).toBe("abgdek");
  expect(latin("NF-κB")).toBe("nf-kb");
  expect(latin("ϐ")).toBe("b");
  expect(latin("λμ")).toBeUndefined();
  expect(latin("TNFA")).toBeUndefined();
});

test("a text may fold one unit for one", () => {
  const texts = ["Nkx2-5", "TNFα", "a\u00a0b", "𐐀", "Ａ", "ẞ", "\u212a"];
  expect(texts.filter((text) => !foldsUnitForUnit(text))).toEqual([]);
  const others = [" a", "a  b", "ﬁ", "İ", "e\u0301", "a\u00adb", "\u00adﬁ", "𝛼", "a".repeat(513)];
  expect(others.filter((text) => foldsUnitForUnit(text))).toEqual([]);
});

describe("ids", () => {
  const isSame = (asked: string, id: string, ...others: string[]) =>
    isSameStableId(
      fold(asked)!,
      fold(id)!,
      WITH_INDEX.versionsOf([id, ...others].map((one) => fold(one)!)),
    );

  test("have versions where dropping them makes no two equal", () => {
    expect(isSame("ENSG00000139618.12", "ENSG00000139618")).toBe(true);
    expect(isSame("ensg00000139618", "ENSG00000139618.17")).toBe(true);
    expect(isSame("ENSG00000139618.2", "ENSG00000139618.17", "ENSG00000141510.18")).toBe(true);
    expect(isSame("ENSG00000139618", "ENSG00000141510")).toBe(false);
    expect(isSame("ENSG00000139618.17.1", "ENSG00000139618.17")).toBe(false);
  });

  test.each([
    ["SPBC11B10.02", "SPBC11B10.01", "SPBC11B10.03"],
    ["orf19.5007", "orf19.1", "orf19.2"],
    ["ZC395.2", "ZC395.1", "ZC395.3"],
    ["LmjF.01.0010", "LmjF.01.0020", "LmjF.01.0030"],
    ["SPNCRNA.100", "SPNCRNA.101", "SPNCRNA.102"],
    ["2L.1", "2L.2", "2L.3"],
  ])("are whole where they do: %s is not %s", (asked, id, other) => {
    expect(isSame(asked, id, other)).toBe(false);
    expect(isSame(asked, id.slice(0, id.lastIndexOf(".")), id, other)).toBe(false);
    expect(isSame(asked, asked.toUpperCase(), id, other)).toBe(true);
  });

  test("are decided by prefix", () => {
    const ids = ["spbc11b10.01", "spbc11b10.02", "ensg01.5", "ensg02.5", "wbgene01"];
    expect(prefixesWithVersions(ids)).toEqual(new Set(["ensg", "wbgene"]));
    expect(prefixesWithVersions(["ensg01.5", "ensg01.5"])).toEqual(new Set(["ensg"]));
    expect(prefixesWithVersions(["ensg01", "ensg01.5"])).toEqual(new Set());
    expect(["ensg01", "lmjf.01", "4r79.1", "orf19.1", "hgnc:5"].map(idPrefix)).toEqual([
      "ensg",
      "lmjf",
      "",
      "orf",
      "hgnc",
    ]);
  });

  test("of GENCODE keep _PAR_Y and lose .12_3", () => {
    const both = ["ENSG00000002586.20", "ENSG00000002586.20_PAR_Y"] as const;
    expect(isSame("ENSG00000002586", ...both)).toBe(true);
    expect(isSame("ENSG00000002586.19_2", ...both)).toBe(true);
    expect(isSame("ENSG00000002586_PAR_Y", ...both)).toBe(false);
    const [x, y] = both;
    expect(isSame("ENSG00000002586_PAR_Y", y, x)).toBe(true);
    expect(isSame("ensg00000002586.3_par_y", y, x)).toBe(true);
    expect(isSame("ENSG00000002586.20", y, x)).toBe(false);
    expect(isSame("ENSG00000223972", "ENSG00000223972.5_2")).toBe(true);
    expect(isSame("ENSG00000223972.5", "ENSG00000223972.5_2")).toBe(true);
  });

  test("share what they all begin with", () => {
    expect(sharedCodePoints(["ensg0001", "ensg0022", "ensg0003"])).toBe(6);
    expect(sharedCodePoints(["ensg", "ensg1"])).toBe(4);
    expect(sharedCodePoints(["fbgn1"])).toBe(5);
    expect(sharedCodePoints(["a", "b"])).toBe(0);
    expect(sharedCodePoints([])).toBe(0);
  });
});

test("dates are what spreadsheets make of symbols", () => {
  expect(symbolsOfDate("1-Mar")).toEqual(["MARCH1", "MARC1", "MAR1"]);
  expect(symbolsOfDate("Mar-01")).toEqual(["MARCH1", "MARC1", "MAR1"]);
  expect(symbolsOfDate("2-Sep")).toEqual(["SEPT2", "SEP2"]);
  expect(symbolsOfDate("14-SEP")).toEqual(["SEPT14", "SEP14"]);
  expect(symbolsOfDate(" 04-oct ")).toEqual(["OCT4"]);
  expect(["OCT-4", "apr-1", "dec-1"].map(isDate)).toEqual([true, true, true]);
  const names = ["MAR1", "1-Mag", "sept-2", "OCT-", "100-Mar", "Mar-100", "mir-1", "1-Mar-2019"];
  expect(names.filter(isDate)).toEqual([]);
});

describe("nearness", () => {
  const near = (query: string, label: string) => nearness(queryOf(query)!, nameOf(label));

  test.each([
    ["egrf", "EGFR", 1, true, true],
    ["egrf", "EGF", 1, false, true],
    ["egrf", "EGFR-AS1", 1, true, false],
    ["apeo", "APOE", 1, true, true],
    ["brac1", "BRCA1", 1, true, true],
    ["tpp53", "TP53", 1, false, true],
    ["brac", "BRCA1", 1, true, false],
    ["apolipoa", "APOLIPB", 2, false, true],
    ["abcdefgh", "badcefgh", 2, true, true],
    ["abcdefgh", "cbadefgh", 2, true, true],
  ])("of %s to %s", (query, label, distance, reordered, whole) => {
    expect(near(query, label)).toEqual({ distance, reordered, whole });
  });

  test.each([
    ["egf", "EGR"],
    ["brac2", "BRCA1"],
    ["brca", "RBAC"],
    ["abcdefg", "badcefg"],
    ["abcdefgh", "xyzdefgh"],
    ["nkx25", "NKX2-5"],
  ])("of %s to %s is none", (query, label) => {
    expect(near(query, label)).toBeNull();
  });

  test("looks at the digits of the beginning, and takes no part twice", () => {
    expect(near("brac1", "BRCA12")).toEqual({ distance: 1, reordered: true, whole: false });
    expect(near("brac", "BRCA1")).not.toBeNull();
    // Swapped and parted: `ca`, `ac`, `abc`.
    expect(near("xyca", "xyabc")).toEqual({ distance: 1, reordered: false, whole: false });
    expect(near("wxyzvuca", "wxyzvuabc")?.distance).toBe(1);
  });
});

describe("weight classes", () => {
  const classes = (weights: number[]) =>
    weights.map((weight) => weightClass(weight, weightRange(weights)));

  test("are 15 equal steps of the logarithm", () => {
    const doubling = Array.from({ length: 15 }, (_, power) => 2 ** power);
    expect(classes(doubling)).toEqual(Array.from({ length: 15 }, (_, power) => power + 1));
    expect(classes([0, 7, 0])).toEqual([0, 15, 0]);
    expect(classes([0, 0])).toEqual([0, 0]);
    expect(classes([1, 1000])).toEqual([1, 15]);
  });

  test("are no further apart than a factor of 4", () => {
    expect(classes([4 ** 20, 4 ** 19, 4 ** 6, 4 ** 5, 1, 0])).toEqual([15, 14, 1, 1, 1, 0]);
  });
});
