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
  test("give back aliases, weights and other ids in the order in which they came", () => {
    const anyAlias = fc.tuple(
      anyReference,
      fc.constantFrom("p53", "LFS1", "A", "homo_sapiens"),
      fc.boolean(),
    );
    const anyWeight = fc.tuple(anyReference, fc.double({ min: 0, noNaN: true }));
    const anyId = fc.tuple(anyReference, fc.constantFrom("HGNC:1", "675", "A", "homo_sapiens", ""));
    fc.assert(
      fc.property(
        fc.array(anyAlias),
        fc.array(anyWeight),
        fc.array(anyId),
        (aliases, weights, ids) => {
          const annotations = new Annotations();
          for (const [of, alias, isFormer] of aliases) annotations.addAlias(of, alias, isFormer);
          for (const [of, weight] of weights) annotations.addWeight(of, weight);
          for (const [of, id] of ids) annotations.addId(of, id);
          const { aliasOf, weightOf, idOf } = annotations;
          expect([aliasOf.length, weightOf.length, idOf.length]).toEqual([
            aliases.length,
            weights.length,
            ids.length,
          ]);
          expect(
            aliases.map((_, i) => [
              aliasOf.at(i),
              annotations.aliases.all[annotations.aliasAt(i)]!,
              annotations.isFormerAt(i),
            ]),
          ).toEqual(aliases);
          expect(weights.map((_, i) => [weightOf.at(i), annotations.weightAt(i)])).toEqual(weights);
          expect(ids.map((_, i) => [idOf.at(i), annotations.idAt(i)])).toEqual(ids);
          expect(annotations.aliases.all).toEqual([...new Set(aliases.map(([, alias]) => alias))]);
        },
      ),
    );
  });

  test("refer to a label by its stable id if they have both", () => {
    const annotations = new Annotations();
    const both = { species: "s", stableId: "ENSG1", displayLabel: "TP53" };
    annotations.addWeight(both, 1);
    annotations.addAlias(both, "p53", false);
    annotations.addId(both, "675");
    for (const references of [annotations.weightOf, annotations.aliasOf, annotations.idOf]) {
      expect(references.at(0)).toEqual({ species: "s", stableId: "ENSG1", displayLabel: null });
    }
  });

  test.each(["", " ", "p\n53", "x".repeat(256), "\u00ad\u200b"])(
    "count the alias %j as refused",
    (alias) => {
      const annotations = new Annotations();
      const of = { species: "s", stableId: null, displayLabel: "TP53" };
      annotations.addAlias(of, alias, true);
      annotations.addAlias(of, "p53", false);
      annotations.addAlias(of, alias, false);
      annotations.addAlias(of, "p53", true);
      expect(annotations.refusedAliases).toBe(2);
      expect(annotations.aliasOf.length).toBe(2);
      expect(annotations.aliases.all).toEqual(["p53"]);
      expect([annotations.aliasAt(0), annotations.aliasAt(1)]).toEqual([0, 0]);
      expect([annotations.isFormerAt(0), annotations.isFormerAt(1)]).toEqual([false, true]);
    },
  );
});
