import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { finish } from "../../src/lookup/steps.ts";
import { TRIGRAM, Trigrams } from "../../src/lookup/trigrams.ts";

/** The trigrams of some texts, one after another without anything between them. */
function trigramsOf(texts: readonly string[]): Trigrams {
  const ends = texts.map((_, i) => Buffer.byteLength(texts.slice(0, i + 1).join("")));
  const starts = Uint32Array.from([0, ...ends.slice(0, -1)]);
  return finish(Trigrams.of(Buffer.from(texts.join("")), starts));
}

const candidates = (texts: readonly string[], query: string) => [
  ...trigramsOf(texts).candidates(Buffer.from(query)),
];

describe("candidates", () => {
  test("are the texts with the query's rarest trigram", () => {
    const texts = ["brca1", "brca2", "brcc3", "tp53"];
    expect(candidates(texts, "brc")).toEqual([0, 1, 2]);
    expect(candidates(texts, "brca")).toEqual([0, 1]);
    expect(candidates(texts, "brca2")).toEqual([1]);
    expect(candidates(texts, "p53")).toEqual([3]);
    expect(candidates(texts, "xyz")).toEqual([]);
  });

  test("name a text once, however often it has the trigram", () => {
    expect(candidates(["aaaaaa", "b", "aaa"], "aaa")).toEqual([0, 2]);
  });

  test("have the trigram in one text, and not across two", () => {
    expect(candidates(["ab", "cd", "bcd"], "bcd")).toEqual([2]);
  });

  test("are none if there are no texts", () => {
    expect(candidates([], "abc")).toEqual([]);
  });

  const text = fc.string({ unit: fc.constantFrom(..."abé1"), maxLength: 8 });

  test("are ascending, and among them is every text that contains the query", () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 20 }), text, (texts, query) => {
        fc.pre(Buffer.byteLength(query) >= TRIGRAM);
        const found = candidates(texts, query);
        expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
        for (const [i, each] of texts.entries()) {
          if (each.includes(query)) expect(found).toContain(i);
        }
      }),
      { numRuns: 500 },
    );
  });
});

test("memory is counted for each bucket and each text's trigrams", () => {
  const { bytes } = trigramsOf([]);
  expect(trigramsOf(["ab"]).bytes).toBe(bytes);
  expect(trigramsOf(["abc", "abcd"]).bytes).toBe(bytes + 3 * Uint32Array.BYTES_PER_ELEMENT);
});
