import { describe, expect, test } from "bun:test";
import { chmod, chown, link, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { AssemblError, IndexError } from "../../src/errors.ts";
import { collected, mapIndex, readIndex } from "../../src/store/read-index.ts";
import { smallIndex } from "../support/indexes/small-index.ts";
import { run } from "../support/processes/program.ts";
import { tempDir } from "../support/temp.ts";

const READERS: [string, (path: string) => unknown][] = [
  ["mapped", mapIndex],
  ["read", readIndex],
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
});

describe("no file is mapped that", () => {
  const NOT_OWN: [string, (path: string, other: string) => Promise<unknown>][] = [
    ["its group may write to", (path) => chmod(path, 0o620)],
    ["everybody may write to", (path) => chmod(path, 0o602)],
    ["has another name too", (path, other) => link(path, other)],
  ];
  if (process.getuid?.() === 0) {
    NOT_OWN.push(["belongs to another user", (path) => chown(path, 65_534, 65_534)]);
  }

  test.each(NOT_OWN)("%s", async (_, harm) => {
    await using dir = await tempDir();
    const path = dir.join("index");
    await writeFile(path, smallIndex(), { mode: 0o600 });
    expect(mapIndex(path)).toHaveLength(smallIndex().length);
    await harm(path, dir.join("other"));
    expect((await refusalOf(mapIndex, path)).message).toStartWith(
      `cannot read the index ${path} (others may change it)`,
    );
  });

  test("is reached through a link", async () => {
    await using dir = await tempDir();
    await writeFile(dir.join("index"), smallIndex());
    await symlink("index", dir.join("link"));
    expect((await refusalOf(mapIndex, dir.join("link"))).defect).toBe("unreadable");
  });
});

test("a pipe is read to its end", async () => {
  await using dir = await tempDir();
  await run(["mkfifo", dir.join("pipe")]);
  const read = readIndex(dir.join("pipe"));
  await writeFile(dir.join("pipe"), smallIndex());
  expect(Buffer.compare(await read, smallIndex())).toBe(0);
});

describe("bytes that are read into memory", () => {
  async function* chunks() {
    for (const text of ["abc", "", "def"]) yield Buffer.from(text);
  }
  const refuse = () => new AssemblError("too many", "read fewer");

  test("are all of them, where they are no more than the most", async () => {
    for (const most of [6, 7, 1000]) {
      expect(await collected(chunks(), { most, refuse })).toEqual(Buffer.from("abcdef"));
    }
  });

  test("are as many as were announced", async () => {
    expect(await collected(chunks(), { most: 10, size: 4, refuse })).toEqual(Buffer.from("abcd"));
    expect(await collected(chunks(), { most: 10, size: 8, refuse })).toEqual(Buffer.from("abcdef"));
  });

  test("are refused where they are more, or are announced as more", async () => {
    await expect(collected(chunks(), { most: 5, refuse })).rejects.toThrow("too many");
    await expect(collected(chunks(), { most: 5, size: 6, refuse })).rejects.toThrow("too many");
  });
});
