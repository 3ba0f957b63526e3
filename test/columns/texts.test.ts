import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Texts } from "../../src/columns/texts.ts";

/** Few different ones, so that many are repeated. */
const anyTexts = fc.array(fc.oneof(fc.string({ maxLength: 1 }), fc.string({ unit: "binary" })));

describe("texts", () => {
  test("have ids in the order in which they first come", () => {
    fc.assert(
      fc.property(anyTexts, (given) => {
        const different = [...new Set(given)];
        const texts = new Texts();
        expect(given.map((text) => texts.idOf(text))).toEqual(
          given.map((text) => different.indexOf(text)),
        );
        expect(texts.all).toEqual(different);
        expect(texts.size).toBe(different.length);
        expect(different.map((text) => texts.knownIdOf(text))).toEqual([...different.keys()]);
      }),
    );
  });

  test("are not added by a look-up", () => {
    const texts = new Texts();
    expect(texts.knownIdOf("")).toBeNull();
    expect([texts.idOf("a"), texts.knownIdOf("b"), texts.idOf("c")]).toEqual([0, null, 1]);
    expect([texts.knownIdOf("a"), texts.knownIdOf("c")]).toEqual([0, 1]);
  });

  test("keep their ids while they grow", () => {
    const count = 50_000;
    const texts = new Texts();
    const given = Array.from({ length: count }, (_, i) => `GENE${i}`);
    expect(given.map((text) => texts.idOf(text))).toEqual([...given.keys()]);
    expect(given.map((text) => texts.idOf(text))).toEqual([...given.keys()]);
    expect(given.map((text) => texts.knownIdOf(text))).toEqual([...given.keys()]);
  });

  test("with the same hash have ids of their own", () => {
    const texts = new Texts();
    expect(["AC118499.1", "AC210940.1", "AC118499.1"].map((text) => texts.idOf(text))).toEqual([
      0, 1, 0,
    ]);
  });

  test("that are refused get no id, and are asked about each time", () => {
    const asked: string[] = [];
    const texts = new Texts((text) => {
      asked.push(text);
      return text === "" ? "empty" : null;
    });
    expect(["", "a", "", "a", "b"].map((text) => texts.idOf(text))).toEqual([
      "empty",
      0,
      "empty",
      0,
      1,
    ]);
    expect(texts.all).toEqual(["a", "b"]);
    expect(texts.knownIdOf("")).toBeNull();
    expect(asked).toEqual(["", "a", "", "b"]);
  });

  test("keep their ids after look-ups of others", () => {
    const texts = new Texts();
    texts.idOf("a");
    texts.idOf("b");
    expect([texts.knownIdOf("a"), texts.idOf("b"), texts.idOf("a")]).toEqual([0, 1, 0]);
  });
});
