import { expect, test } from "bun:test";
import fc from "fast-check";
import { SpeciesByIds } from "../../src/lookup/species-by-ids.ts";
import { finish } from "../../src/lookup/steps.ts";
import { fold } from "../../src/names/fold.ts";
import type { Row } from "../support/data/rows.ts";
import { catalogueOf, indexOf } from "../support/indexes/compiled.ts";

const anyId = fc.oneof(
  fc.constantFrom("ENSG1", "ensmusg2.1", "ZC395.2", "YAL001C", "7", "b0001", "Ωα1", "_x", "ＡＢ1"),
  fc.string({ unit: fc.constantFrom(..."aB1.-_é"), minLength: 1, maxLength: 6 }),
);
const anyRows = fc.array(
  fc.tuple(fc.constantFrom("a", "b", "c"), anyId).map(([s, id]): Row => [s, "X", id, null, null]),
  { minLength: 1 },
);

test("an id asked of all species is found in the same genes as asked of each", () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const catalogue = catalogueOf(rows);
      const species = new Set(rows.map(([name]) => name!));
      for (const [, , id] of rows) {
        const ofEach = [...species].sort().flatMap((name) => catalogue.genesById(name, id!));
        const ofAll = catalogue.genesById(null, id!);
        expect(ofAll).toHaveLength(ofEach.length);
        for (const gene of ofEach) expect(ofAll).toContainEqual(gene);
      }
    }),
  );
});

test("few species are asked for an id", () => {
  const index = indexOf([
    ["homo_sapiens", "A", "ENSG1", null, null],
    ["mus_musculus", "A", "ENSMUSG1", null, null],
    ["mus_spretus", "A", "ENSMUSG2", null, null],
    ["worm", "A", "ZC395.2", null, null],
    ["without_ids", "A", null, null, null],
  ]);
  const byIds = new SpeciesByIds(index);
  const asked = (id: string) => finish(byIds.of(fold(id))).map(({ name }) => name);
  expect(asked("ENSG00000139618.2")).toEqual(["homo_sapiens"]);
  expect(asked("ensmusg2")).toEqual(["mus_musculus", "mus_spretus"]);
  expect(asked("ZC396")).toEqual(["worm"]);
  expect(asked("17")).toEqual([]);
  expect(asked("")).toEqual([]);
});
