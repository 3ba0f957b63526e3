import { describe, expect, test } from "bun:test";
import { finish } from "../../src/lookup/steps.ts";
import { COMMON_NAMES } from "../../src/names/common-names.ts";
import { type NamedSpecies, SpeciesNames, speciesKey } from "../../src/names/species-names.ts";

const named = (...species: (string | NamedSpecies)[]) =>
  SpeciesNames.of<NamedSpecies>(species.map((s) => (typeof s === "string" ? { name: s } : s)));

const REAL = named(
  "canis_lupus_familiaris",
  "danio_rerio",
  "homo_sapiens",
  "mus_musculus",
  "mus_musculus_c57bl6nj",
  "mus_spretus",
  "saccharomyces_cerevisiae",
);

test.each([
  ["Homo sapiens", "homo_sapiens"],
  [" homo-sapiens\t", "homo_sapiens"],
  ["HOMO__SAPIENS", "homo_sapiens"],
  ["Homo - sapiens", "homo_sapiens"],
  ["Baker's yeast", "baker's_yeast"],
  ["_x", "_x"],
  ["", ""],
])("%j is compared as %j", (name, key) => {
  expect(speciesKey(name)).toBe(key);
});

describe("a species is found by", () => {
  test.each([
    ["homo_sapiens", "homo_sapiens"],
    ["Homo sapiens", "homo_sapiens"],
    ["HOMO-SAPIENS", "homo_sapiens"],
    ["human", "homo_sapiens"],
    [" Human ", "homo_sapiens"],
    ["9606", "homo_sapiens"],
    ["hsapiens", "homo_sapiens"],
    ["HSapiens", "homo_sapiens"],
    ["mouse", "mus_musculus"],
    ["House Mouse", "mus_musculus"],
    ["mmusculus", "mus_musculus"],
    ["mmc57bl6nj", "mus_musculus_c57bl6nj"],
    ["clfamiliaris", "canis_lupus_familiaris"],
    ["dog", "canis_lupus_familiaris"],
    ["Baker's yeast", "saccharomyces_cerevisiae"],
    ["zebra-fish", "danio_rerio"],
  ])("%p: %s", (name, species) => {
    expect(REAL.find(name)?.name).toBe(species);
  });

  test.each(["", " ", "sapiens", "h_sapiens", "cow", "9913", "__proto__", "constructor"])(
    "nothing like %p",
    (name) => {
      expect(REAL.find(name)).toBeUndefined();
    },
  );
});

describe("a name that several species have", () => {
  test("means the one whose production name it is", () => {
    const names = named("human", "homo_sapiens", { name: "x_y", names: ["human"] });
    expect(names.find("Human")?.name).toBe("human");
  });

  test("means the one that has it from the data, then the one that commonly has it, then the one that has it for short", () => {
    const names = named("homo_sapiens", { name: "x_y", names: ["Human", "hsapiens"] });
    expect(names.find("human")?.name).toBe("x_y");
    expect(names.find("hsapiens")?.name).toBe("x_y");
    expect(names.find("9606")?.name).toBe("homo_sapiens");
  });

  test("means none of two that have it as the same kind of name", () => {
    const names = named(
      "felis_catus",
      "fugu_catus",
      { name: "a", names: ["pet"] },
      { name: "b", names: ["PET"] },
    );
    expect(names.find("fcatus")).toBeUndefined();
    expect(names.find("pet")).toBeUndefined();
    expect(names.find("cat")?.name).toBe("felis_catus");
  });

  test("that means none of them is not taken by a later kind of name", () => {
    const names = named(
      { name: "a", names: ["human"] },
      { name: "b", names: ["human"] },
      "homo_sapiens",
    );
    expect(names.find("human")).toBeUndefined();
  });

  test("may be given twice to one species", () => {
    expect(named({ name: "a", names: ["pet", "Pet"] }).find("pet")?.name).toBe("a");
  });
});

test("species whose own names differ in spelling alone are found by their exact names", () => {
  const names = named("Homo_sapiens", "homo_sapiens");
  expect(names.find("homo_sapiens")?.name).toBe("homo_sapiens");
  expect(names.find("Homo_sapiens")?.name).toBe("Homo_sapiens");
});

describe("for an unknown name are offered", () => {
  test.each([
    ["homo_sapien", ["homo_sapiens"]],
    ["humann", ["homo_sapiens"]],
    ["zebrafihs", ["danio_rerio"]],
    ["mus", ["mus_musculus", "mus_musculus_c57bl6nj", "mus_spretus"]],
    ["musculus", ["mus_musculus", "mus_musculus_c57bl6nj"]],
    ["xyz", []],
    ["cog", []],
    ["", []],
    ["x".repeat(1000), []],
  ])("%p: %p", (name, expected) => {
    expect(finish(REAL.didYouMean(name))).toEqual(expected);
  });
});

describe("the table of common names", () => {
  const names = COMMON_NAMES.flatMap((entry) => [
    entry.species,
    String(entry.taxon),
    ...entry.names,
  ]);

  test("has each name once", () => {
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test("has production names as Ensembl writes them", () => {
    for (const { species } of COMMON_NAMES) expect(species).toMatch(/^[a-z]+(_[a-z0-9]+)+$/);
  });
});
