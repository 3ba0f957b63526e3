import { describe, expect, test } from "bun:test";
import { nameSpecies } from "../../src/compile/name-species.ts";
import type { SpeciesEntry } from "../../src/format/document.ts";

const entry = (name: string): SpeciesEntry => ({
  name,
  labels: 1,
  genes: 1,
  root: 0,
  casePattern: 2,
  aliasCasePattern: 2,
  columns: 0,
  ids: 0,
  aliases: 0,
  aliasRoot: 0,
  aliasColumns: 0,
});

function named(given: Record<string, string[]>) {
  const species = [entry("danio_rerio"), entry("homo_sapiens"), entry("mus_musculus")];
  const report = nameSpecies(species, new Map(Object.entries(given)));
  const names = species.flatMap((it) => (it.names === undefined ? [] : [[it.name, it.names]]));
  return { ...report, names: Object.fromEntries(names) };
}

describe("species are given other names", () => {
  test("each once, in byte order; a species without any has no list", () => {
    expect(named({ homo_sapiens: ["person", "man", "person", "Human"] })).toEqual({
      names: { homo_sapiens: ["Human", "man", "person"] },
      kept: 3,
      refused: 0,
      unknownSpecies: [],
      ambiguous: [],
    });
    expect(named({})).toMatchObject({ names: {}, kept: 0 });
  });

  test("without those that no query could find, which are counted", () => {
    expect(
      named({ homo_sapiens: ["", " ", "a\nb", "x".repeat(256), "human"], danio_rerio: ["\t"] }),
    ).toMatchObject({ names: { homo_sapiens: ["human"] }, kept: 1, refused: 5 });
  });

  test("at most 64 each, in the order in which they are given", () => {
    const many = Array.from({ length: 70 }, (_, i) => `name ${i}`);
    const { names, kept, refused } = named({ homo_sapiens: ["", ...many], danio_rerio: many });
    expect([kept, refused]).toEqual([128, 13]);
    expect(names.homo_sapiens.toSorted()).toEqual(many.slice(0, 64).toSorted());
  });

  test("and names of unknown species are reported", () => {
    expect(named({ "homo sapiens": ["human"], mus_musculus: ["mouse"] })).toMatchObject({
      names: { mus_musculus: ["mouse"] },
      kept: 1,
      unknownSpecies: ["homo sapiens"],
    });
  });

  test("and names that several species share in any spelling are reported", () => {
    expect(
      named({
        homo_sapiens: ["Lab Animal", "human"],
        mus_musculus: ["lab-animal", "mouse"],
        danio_rerio: ["Mus musculus", "danio-rerio"],
      }).ambiguous.toSorted(),
    ).toEqual(["Lab Animal", "Mus musculus", "lab-animal"]);
  });
});
