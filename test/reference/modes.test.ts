import { expect, test } from "bun:test";
import { geneOf } from "./genes.ts";
import { referenceOf, WITHOUT_INDEX } from "./reference.ts";

const gene = (label: string, stableId: string | null = null) =>
  geneOf({ species: "x", label, stableId });
const labels = (genes: readonly string[], query: string) =>
  referenceOf(
    genes.map((label) => gene(label)),
    WITHOUT_INDEX,
  )
    .suggest(["x"], query, { match: "fuzzy", labelMinimum: 1 })
    .map(({ label, tier }) => `${label} ${tier}`);

test("without an index A to Z and spaces alone are folded", () => {
  const all = ["É1", "é1", " A  B", "ﬁb", "fib"];
  expect(labels(all, "é1")).toEqual(["é1 exact"]);
  expect(labels(all, "a b ")).toEqual([" A  B exact"]);
  expect(labels(all, "fi")).toEqual(["fib prefix"]);
  expect(labels(all, "FIB")).toEqual(["fib exact"]);
});

test("without an index names are exact or begin with the query, in Latin for Greek where nothing does", () => {
  expect(labels(["NKX2-5", "NKX2", "ANKX2"], "nkx2")).toEqual(["NKX2 exact", "NKX2-5 prefix"]);
  expect(labels(["NKX2-5"], "nkx25")).toEqual([]);
  expect(labels(["TNFA"], "TNFα")).toEqual(["TNFA exact"]);
  expect(labels(["TNFA", "TNFα1"], "TNFα")).toEqual(["TNFα1 prefix"]);
});

test("without an index an id has a version where all that differ in it are one", () => {
  const reference = referenceOf(
    [gene("A", "X1.1"), gene("B", "X2.1"), gene("C", "X2.2"), gene("D", "X3.1"), gene("E", "x3.1")],
    WITHOUT_INDEX,
  );
  const found = (id: string) => reference.genesByStableId(["x"], id).map(({ label }) => label);
  expect([found("x1"), found("X1.7"), found("X3.4")]).toEqual([["A"], ["A"], ["D", "E"]]);
  expect([found("X2"), found("X2.1"), found("X2.3")]).toEqual([[], ["B"], []]);
});

test("without an index a date is resolved to nothing, and the symbols that it may have been are offered", () => {
  const reference = referenceOf([gene("MARC1"), gene("MARCH1"), gene("1-Mar-x")], WITHOUT_INDEX);
  const { taken, suggestions = [] } = reference.resolve("x", "1-Mar");
  expect(taken).toEqual([]);
  expect(suggestions.map(({ label }) => label)).toEqual(["MARCH1", "MARC1", "1-Mar-x"]);
});
