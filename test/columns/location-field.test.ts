import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Gene } from "../../src/columns/gene-field.ts";
import {
  type LocationColumns,
  LocationReader,
  locationField,
  parseLocation,
  writeLocations,
} from "../../src/columns/location-field.ts";
import { refusalOf, written } from "./written.ts";

const LARGEST = 2 ** 32 - 1;

describe("a location", () => {
  test("is a chromosome, a start and an end", () => {
    expect(parseLocation("17:43044295-43170245")).toEqual({
      chromosome: "17",
      start: 43044295,
      end: 43170245,
    });
  });

  test.each(["17:43,044,295-43,170,245", "17:43044295..43170245", "17:43,044,295..43170245"])(
    "may have separators: %s",
    (text) => {
      expect(parseLocation(text)).toEqual({ chromosome: "17", start: 43044295, end: 43170245 });
    },
  );

  test("is split at the last colon", () => {
    expect(parseLocation("HG:1:2-3:4-5")).toEqual({ chromosome: "HG:1:2-3", start: 4, end: 5 });
  });

  test("has positions of up to 32 bits", () => {
    expect(parseLocation(`1:0-${LARGEST}`)).toEqual({ chromosome: "1", start: 0, end: LARGEST });
    expect(parseLocation(`1:0-${LARGEST + 1}`)).toBeNull();
  });

  const others = [
    "",
    "17",
    "17:",
    "17:1",
    "17:1-",
    "17:-2",
    ":1-2",
    "17:2-1",
    "17:01-2",
    "17:1-02",
  ];
  others.push(
    "17:1-2 ",
    "17:1 -2",
    "17:1-2:1",
    "17:１-2",
    "17:1-99999999999",
    "17:-1-2",
    "17:1.2",
    "17:1...2",
    "17:2..1",
    "17:1,00-2,000",
    "17:1,000,00-2",
    "17:,100-2",
    ":1,000-2,000",
  );
  test("over the origin of a circular chromosome ends before it starts", () => {
    const values = locationField.collect();
    const answered = ["MT:16000-500", "MT:16,000..500", "17:x-1", "17:1-01"].map((text, row) => {
      expect(values.offer(text)).toBeNull();
      values.keep();
      const gene: Gene = {};
      values.addTo(gene, row);
      return gene;
    });
    expect(answered).toEqual([
      { chromosome: "MT", start: 16000, end: 500 },
      { chromosome: "MT", start: 16000, end: 500 },
      { location: "17:x-1" },
      { location: "17:1-01" },
    ]);
  });

  test.each(others)("is not %j", (text) => {
    expect(parseLocation(text)).toBeNull();
  });

  test("of any chromosome and positions is parsed", () => {
    const position = fc.oneof(fc.nat(20), fc.nat(LARGEST));
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), position, position, (chromosome, a, b) => {
        const [start, end] = a < b ? [a, b] : [b, a];
        expect(parseLocation(`${chromosome}:${start}-${end}`)).toEqual({ chromosome, start, end });
      }),
    );
  });

  test("that parses is written back unchanged", () => {
    const name = fc.string({ unit: fc.constantFrom(..."01:-X"), maxLength: 4 });
    const position = fc.string({ unit: fc.constantFrom(..."012"), maxLength: 3 });
    fc.assert(
      fc.property(name, position, position, (chromosome, start, end) => {
        const location = `${chromosome}:${start}-${end}`;
        const parsed = parseLocation(location);
        const again = parsed && `${parsed.chromosome}:${parsed.start}-${parsed.end}`;
        expect([location, null]).toContain(again);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("columns of locations", () => {
  const columns: LocationColumns = {
    places: ["=1", "?nowhere"],
    place: [1, 2, 0, 1],
    start: [5, 0, 0, 0],
    span: [2, 0, 0, LARGEST],
  };
  const open = (changes: Partial<LocationColumns> = {}, genes = 4) =>
    new LocationReader(
      written((out) => writeLocations(out, { ...columns, ...changes })),
      genes,
    );
  const problemOf = (changes: Partial<LocationColumns>) => refusalOf(() => open(changes).check());

  test("give chromosome, start and end, or a location that does not parse, or nothing", () => {
    const reader = open();
    const genes = [0, 1, 2, 3].map((index) => {
      const gene = {};
      reader.addTo(gene, index);
      return gene;
    });
    expect(genes).toEqual([
      { chromosome: "1", start: 5, end: 7 },
      { location: "nowhere" },
      {},
      { chromosome: "1", start: 0, end: LARGEST },
    ]);
    expect(problemOf({})).toBeNull();
  });

  test("are refused if a place does not exist or cannot be read", () => {
    expect(problemOf({ place: [1, 2, 0, 3] })).toContain("a text that does not exist");
    expect(refusalOf(() => open({ place: [1, 2, 0, 3] }).addTo({}, 3))).toContain("does not exist");
    expect(refusalOf(() => open({ start: [5, 0] }))).toContain("wrong width or size");
    expect(refusalOf(() => open({ span: [5, 0] }))).toContain("wrong width or size");
  });
});
