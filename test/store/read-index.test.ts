import { describe, expect, test } from "bun:test";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { IndexError } from "../../src/errors.ts";
import { decodeIndex } from "../../src/format/index-file.ts";
import { mapIndex, readGeneration, readIndex } from "../../src/store/read-index.ts";
import { smallIndex } from "../support/indexes/small-index.ts";
import { tempDir } from "../support/temp.ts";

const READERS: [string, (path: string) => unknown][] = [
  ["mapped", mapIndex],
  ["read", readIndex],
  ["asked for its generation", readGeneration],
];

const refusalOf = async (read: (path: string) => unknown, path: string) => {
  const error: unknown = await Promise.try(read, path).catch((thrown) => thrown);
  if (!(error instanceof IndexError)) throw new Error("it is not refused", { cause: error });
  return { defect: error.defect, message: error.message };
};

describe.each(READERS)("an index that is %s", (_, read) => {
  test("and is not there is missing", async () => {
    await using dir = await tempDir();
    const path = dir.join("none");
    expect(await refusalOf(read, path)).toEqual({
      defect: "missing",
      message: `there is no index at ${path}; build one with \`assembl build\`, or give the path of one`,
    });
  });

  test("and is a folder is unreadable", async () => {
    await using dir = await tempDir();
    await mkdir(dir.join("folder"));
    const { defect, message } = await refusalOf(read, dir.join("folder"));
    expect(defect).toBe("unreadable");
    expect(message).toStartWith(`cannot read the index ${dir.join("folder")} (`);
  });
});

test("bytes are those of the file, and what is written to them does not reach it", async () => {
  await using dir = await tempDir();
  const path = dir.join("index");
  await writeFile(path, smallIndex());
  expect(Buffer.compare(await readIndex(path), smallIndex())).toBe(0);
  const mapped = mapIndex(path);
  expect(Buffer.compare(mapped, smallIndex())).toBe(0);
  mapped.fill(0);
  expect(Buffer.compare(await readFile(path), smallIndex())).toBe(0);
});

test("an empty file, which cannot be mapped, is read as no bytes", async () => {
  await using dir = await tempDir();
  await writeFile(dir.join("empty"), "");
  expect(mapIndex(dir.join("empty"))).toEqual(new Uint8Array(0));
  expect((await refusalOf(readGeneration, dir.join("empty"))).defect).toBe("empty");
});

test("the generation is read from the beginning, whatever comes after", async () => {
  await using dir = await tempDir();
  const { generation } = decodeIndex(smallIndex());
  await writeFile(dir.join("whole"), smallIndex());
  await writeFile(dir.join("cut"), smallIndex().subarray(0, 100));
  expect(await readGeneration(dir.join("whole"))).toBe(generation);
  expect(await readGeneration(dir.join("cut"))).toBe(generation);
  await writeFile(dir.join("text"), "species\tdisplay_label\n");
  expect((await refusalOf(readGeneration, dir.join("text"))).defect).toBe("not-assembl");
});
