import { expect, test } from "bun:test";
import { geneOf } from "./genes.ts";
import { answered, compareAnswered, placeOf } from "./locations.ts";

test("locations have a chromosome, a start and an end, or do not parse", () => {
  const brca1 = { chromosome: "17", start: 43_044_295, end: 43_170_245 };
  for (const text of [
    "17:43044295-43170245",
    "17:43,044,295-43,170,245",
    "17:43044295..43170245",
    "17:43,044,295..43170245",
  ]) {
    expect(placeOf(text)).toEqual(brca1);
  }
  expect(placeOf("HG:1:2:3-4")).toEqual({ chromosome: "HG:1:2", start: 3, end: 4 });
  expect(placeOf("MT:16000-100")).toEqual({ chromosome: "MT", start: 16_000, end: 100 });
  expect(placeOf("1:0-0")).toEqual({ chromosome: "1", start: 0, end: 0 });
  for (const text of ["", "17", "17:1", ":1-2", "17:01-2", "17:1,2-3", "17:1-4294967296"]) {
    expect(placeOf(text)).toBeNull();
  }
});

test("genes are answered with what is known of them, in the order of docs/API.md", () => {
  const gene = (stableId: string | null, location: string | null, db: string | null) =>
    geneOf({ species: "x", label: "A", stableId, location, db });
  const ordered = [
    gene("3", "6:5-9", "core"),
    gene("2", "10:1-2", "core"),
    gene("1", "10:2-3", "core"),
    gene("2", "10:2-3", "core"),
    gene("2", "10:2-4", "core"),
    gene("1", "HSCHR6:1-2", "core"),
    gene("1", "1:2-1", "core"),
    gene("1", "a", "core"),
    gene("1", "aB", "core"),
    gene("1", null, "core"),
    gene(null, null, "core"),
    gene("1", "1:1-2", "cdna"),
    gene("1", "1:1-2", "vega"),
    gene("1", "1:1-2", null),
  ];
  expect(ordered.toReversed().sort(compareAnswered)).toEqual(ordered);
  expect(ordered.slice(5, 11).map(answered)).toEqual([
    { stable_id: "1", chromosome: "HSCHR6", start: 1, end: 2, db: "core" },
    { stable_id: "1", chromosome: "1", start: 2, end: 1, db: "core" },
    { stable_id: "1", location: "a", db: "core" },
    { stable_id: "1", location: "aB", db: "core" },
    { stable_id: "1", db: "core" },
    { db: "core" },
  ]);
});
