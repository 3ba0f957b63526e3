import { expect, test } from "bun:test";
import { IndexError } from "../../src/errors.ts";
import { OpenIndex } from "../../src/lookup/open-index.ts";
import { PROVENANCE, speciesOf } from "../support/indexes/compiled.ts";
import { labelsIn } from "../support/indexes/look-ups.ts";
import { sharingIndex, smallIndex } from "../support/indexes/small-index.ts";

const openings: [string, (bytes: Uint8Array) => OpenIndex | Promise<OpenIndex>][] = [
  ["at once", (bytes) => new OpenIndex(bytes)],
  ["in steps", (bytes) => OpenIndex.openInSteps(bytes)],
];

test.each(openings)("an index that is opened %s answers", async (_, open) => {
  const index = await open(smallIndex());
  expect(index.generation).toBe("92808c3e83c6c2125a102caa6ff6ccd2");
  expect(index.provenance).toEqual(PROVENANCE);
  expect(index.species.map(({ name }) => name)).toEqual(["homo_sapiens", "mus_musculus"]);
  expect(labelsIn(index, speciesOf(index, "homo_sapiens"), "", 5)).toEqual([
    "BRCA2",
    "ΟΔΟΣ",
    "HLA-A",
  ]);
});

test.each(openings)("a file that is not an index cannot be opened %s", async (_, open) => {
  await expect(Promise.try(open, Buffer.from("text"))).rejects.toThrow(IndexError);
});

test("others have their turn between the steps of opening", async () => {
  const turns: string[] = [];
  setImmediate(() => turns.push("another"));
  await OpenIndex.openInSteps(sharingIndex());
  turns.push("opened");
  expect(turns).toEqual(["another", "opened"]);
});

test("each species is opened once", () => {
  const index = new OpenIndex(smallIndex());
  const [human, mouse] = index.species;
  expect(index.of(human!)).toBe(index.of(human!));
  expect(index.of(human!)).not.toBe(index.of(mouse!));
  expect(index.of(mouse!).entry).toBe(mouse!);
});
