import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseLocation } from "../../src/columns/location-field.ts";

const LARGEST = 2 ** 32 - 1;

describe("a location", () => {
  test("is a chromosome and two places", () => {
    expect(parseLocation("17:43044295-43170245")).toEqual({
      chromosome: "17",
      start: 43044295,
      end: 43170245,
    });
  });

  test("is parted at the last colon", () => {
    expect(parseLocation("HG:1:2-3:4-5")).toEqual({ chromosome: "HG:1:2-3", start: 4, end: 5 });
  });

  test("reaches to the end of 32 bits", () => {
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
    "17:1..2",
  );
  test.each(others)("is not %j", (text) => {
    expect(parseLocation(text)).toBeNull();
  });

  test("of any name and places is read as it was written", () => {
    const place = fc.oneof(fc.nat(20), fc.nat(LARGEST));
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), place, place, (chromosome, a, b) => {
        const [start, end] = a < b ? [a, b] : [b, a];
        expect(parseLocation(`${chromosome}:${start}-${end}`)).toEqual({ chromosome, start, end });
      }),
    );
  });

  test("that is read is written the same again", () => {
    const name = fc.string({ unit: fc.constantFrom(..."01:-X"), maxLength: 4 });
    const place = fc.string({ unit: fc.constantFrom(..."012"), maxLength: 3 });
    fc.assert(
      fc.property(name, place, place, (chromosome, start, end) => {
        const location = `${chromosome}:${start}-${end}`;
        const parsed = parseLocation(location);
        const again = parsed && `${parsed.chromosome}:${parsed.start}-${parsed.end}`;
        expect([location, null]).toContain(again);
      }),
      { numRuns: 1000 },
    );
  });
});
