import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Annotations } from "../../src/compile/annotations.ts";
import type { LabelReference } from "../../src/sources/source.ts";

/** By a stable id or by a label, of which some are spelt alike. */
const anyReference: fc.Arbitrary<LabelReference> = fc
  .tuple(
    fc.constantFrom("homo_sapiens", "mus_musculus"),
    fc.constantFrom("A", "B", ""),
    fc.boolean(),
  )
  .map(([species, text, isId]) => ({
    species,
    stableId: isId ? text : null,
    displayLabel: isId ? null : text,
  }));

describe("annotations", () => {
  test("give back aliases and weights in the order in which they came", () => {
    const anyAlias = fc.tuple(anyReference, fc.constantFrom("p53", "LFS1", "A", "homo_sapiens"));
    const anyWeight = fc.tuple(anyReference, fc.double({ min: 0, noNaN: true }));
    fc.assert(
      fc.property(fc.array(anyAlias), fc.array(anyWeight), (aliases, weights) => {
        const annotations = new Annotations();
        for (const [of, alias] of aliases) annotations.addAlias(of, alias);
        for (const [of, weight] of weights) annotations.addWeight(of, weight);
        const { aliasOf, weightOf } = annotations;
        expect([aliasOf.length, weightOf.length]).toEqual([aliases.length, weights.length]);
        expect(
          aliases.map((_, i) => [aliasOf.at(i), annotations.aliases.all[annotations.aliasAt(i)]!]),
        ).toEqual(aliases);
        expect(weights.map((_, i) => [weightOf.at(i), annotations.weightAt(i)])).toEqual(weights);
        expect(annotations.aliases.all).toEqual([...new Set(aliases.map(([, alias]) => alias))]);
      }),
    );
  });

  test("refer to a label by its stable id if they have both", () => {
    const annotations = new Annotations();
    annotations.addWeight({ species: "s", stableId: "ENSG1", displayLabel: "TP53" }, 1);
    expect(annotations.weightOf.at(0)).toEqual({
      species: "s",
      stableId: "ENSG1",
      displayLabel: null,
    });
  });

  test.each(["", " ", "p\n53", "x".repeat(256)])("count the alias %j as refused", (alias) => {
    const annotations = new Annotations();
    const of = { species: "s", stableId: null, displayLabel: "TP53" };
    annotations.addAlias(of, alias);
    annotations.addAlias(of, "p53");
    annotations.addAlias(of, alias);
    expect(annotations.refusedAliases).toBe(2);
    expect(annotations.aliasOf.length).toBe(1);
    expect(annotations.aliases.all).toEqual(["p53"]);
    expect(annotations.aliasAt(0)).toBe(0);
  });
});
