import { describe, expect, test } from "bun:test";
import type { IndexError } from "../../src/errors.ts";
import type { SpeciesEntry } from "../../src/format/document.ts";
import { decodeIndex } from "../../src/format/index-file.ts";
import { verifyBytes, verifyChecksum, verifyIndex } from "../../src/store/verify.ts";
import { craftIndex, ladder } from "../faults/indexes/craft.ts";
import type { Row } from "../support/data/rows.ts";
import { compileRows, fileOf } from "../support/indexes/compiled.ts";
import { withChecksum } from "../support/indexes/damage.ts";
import { SMALL_ROWS, smallIndex } from "../support/indexes/small-index.ts";

function defectOf(check: (bytes: Uint8Array) => unknown, bytes: Uint8Array): string | null {
  try {
    check(bytes);
    return null;
  } catch (error) {
    return (error as IndexError).defect;
  }
}

const defectsOf = (bytes: Uint8Array) =>
  [verifyChecksum, verifyBytes, verifyIndex].map((check) => defectOf(check, bytes));

/** The small index with a bit flipped in the first byte of its last section. */
function damaged(): Uint8Array {
  const bytes = smallIndex();
  const { sections } = decodeIndex(bytes);
  sections.aliases[0]! ^= 1;
  return bytes;
}

describe("each check finds what the one before finds, and more:", () => {
  test.each<[string, Uint8Array, (string | null)[]]>([
    ["a whole index", smallIndex(), [null, null, null]],
    ["a byte that is changed", damaged(), ["checksum", "checksum", "checksum"]],
    ["data of another generation", withChecksum(damaged()), [null, "generation", "generation"]],
    [
      "a builder that lies",
      craftIndex({ nodes: ladder(["a"], 1), claims: { labels: 2 } }),
      [null, null, "trie"],
    ],
    ["no index", Buffer.from("text"), ["not-msgpack", "not-msgpack", "not-msgpack"]],
  ])("%s", (_, bytes, defects) => {
    expect(defectsOf(bytes)).toEqual(defects);
  });
});

test("the full check gives the index, opened", () => {
  const index = verifyIndex(smallIndex());
  expect(index.generation).toBe(decodeIndex(smallIndex()).generation);
  expect(index.species.map(({ name }) => name)).toEqual(["homo_sapiens", "mus_musculus"]);
});

describe("a species is refused", () => {
  const DATA = compileRows(SMALL_ROWS);
  const [human, mouse] = DATA.species;

  const ORDER = "the index's species are out of order or repeated";
  test.each([
    ["that stands twice", ORDER, [human!, human!]],
    ["out of order", ORDER, [{ ...human!, name: "mus_spretus" }, mouse!]],
    [
      "whose genes begin after a gap",
      "the index's genes of mus_musculus do not begin where those before end",
      [human!, { ...mouse!, columns: mouse!.columns + 1 }],
    ],
    [
      "whose ids begin in those before",
      "the index's ids of mus_musculus do not begin where those before end",
      [human!, { ...mouse!, ids: 0 }],
    ],
    [
      "that leaves columns behind it",
      "the index's genes go on after those of the last species",
      [human!],
    ],
  ])("%s", (_, problem, species) => {
    expect(() => verifyIndex(fileOf({ ...DATA, species }))).toThrow(problem);
  });
});

describe("columns that only some species have", () => {
  const DATA = compileRows(
    SMALL_ROWS.map(([species, label, stableId, location, db]): Row => {
      return [species, label, stableId, location, db, null, null, null, null, "tRNA"];
    }),
  );
  const [human, mouse] = DATA.species;

  test("are verified with the others", () => {
    expect(DATA.sections.biotype!.length).toBeGreaterThan(mouse!.biotype!);
    expect(() => verifyIndex(fileOf(DATA))).not.toThrow();
  });

  test.each([
    ["begin", [human!, { ...mouse!, biotype: 0 }], DATA.sections],
    ["begin", [human!, { ...mouse!, biotype: mouse!.biotype! + 1 }], DATA.sections],
    ["go on", [human!, withoutBiotype(mouse!)], DATA.sections],
    [
      "end too early",
      [human!, mouse!],
      { ...DATA.sections, biotype: DATA.sections.biotype!.subarray(0, -1) },
    ],
  ])("are refused if they %s where they should not", (problem, species, sections) => {
    expect(() => verifyIndex(fileOf({ ...DATA, species, sections }))).toThrow(problem);
  });
});

function withoutBiotype({ biotype: _, ...entry }: SpeciesEntry): SpeciesEntry {
  return entry;
}
