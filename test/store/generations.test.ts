import { expect, test } from "bun:test";
import { chmod, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { IndexError } from "../../src/errors.ts";
import { Generations } from "../../src/store/generations.ts";
import { compileRows, fileOf } from "../support/indexes/compiled.ts";
import { flipped } from "../support/indexes/damage.ts";
import { labelsIn } from "../support/indexes/look-ups.ts";
import { sharingIndex, smallIndex } from "../support/indexes/small-index.ts";
import { tempDir } from "../support/temp.ts";

const refuseNone = (event: string, folder: string, why: string) => {
  throw new Error(`${event}, ${folder}: ${why}`);
};

/** Different small indexes, as many as wanted. */
const numberedIndex = (i: number) =>
  fileOf(compileRows([["homo_sapiens", `GENE${i}`, null, null, null]]));

test("an index is copied under its generation, and the copy is read", async () => {
  await using dir = await tempDir();
  await writeFile(dir.join("index"), smallIndex());
  const generations = await Generations.open({
    folders: [dir.join("state")],
    keep: 3,
    warn: refuseNone,
  });
  const adopted = await generations.adopt(dir.join("index"));
  expect(await readdir(dir.join("state"))).toEqual([`${adopted.index.generation}.msgpack`]);

  await writeFile(dir.join("index"), "overwritten in place");
  const index = adopted.index;
  expect(labelsIn(index, index.species[0]!, "brca2", 5)).toEqual(["BRCA2"]);
});

test("the copy of a generation is used again, and made again where it is damaged", async () => {
  await using dir = await tempDir();
  const bytes = smallIndex();
  await writeFile(dir.join("index"), bytes);
  const generations = await Generations.open({
    folders: [dir.join("state")],
    keep: 3,
    warn: refuseNone,
  });
  const { path } = await generations.adopt(dir.join("index"));
  const { ino } = await Bun.file(path!).stat();
  expect((await generations.adopt(dir.join("index"))).path).toBe(path);
  expect((await Bun.file(path!).stat()).ino).toBe(ino);

  await rm(path!);
  await writeFile(path!, flipped(bytes));
  const again = await generations.adopt(dir.join("index"));
  expect(Buffer.compare(again.index.bytes, bytes)).toBe(0);
});

test("a file that is cut is refused even where there is a copy of its generation", async () => {
  await using dir = await tempDir();
  const bytes = smallIndex();
  await writeFile(dir.join("index"), bytes);
  const generations = await Generations.open({
    folders: [dir.join("state")],
    keep: 3,
    warn: refuseNone,
  });
  await generations.adopt(dir.join("index"));
  await writeFile(dir.join("index"), bytes.subarray(0, bytes.length - 1));
  await expect(generations.adopt(dir.join("index"))).rejects.toThrow(IndexError);
});

test.each([
  ["an empty file", "", "empty"],
  ["text", "species\tdisplay_label\n", "not-assembl"],
])("%s is refused by name and leaves nothing behind", async (_, text, defect) => {
  await using dir = await tempDir();
  await writeFile(dir.join("index"), text);
  const generations = await Generations.open({
    folders: [dir.join("state")],
    keep: 3,
    warn: refuseNone,
  });
  const error = await generations.adopt(dir.join("index")).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(IndexError);
  expect(error.defect).toBe(defect);
  expect(await readdir(dir.join("state"))).toEqual([]);
});

test("the generations used last are kept, as many as are to be", async () => {
  await using dir = await tempDir();
  const generations = await Generations.open({
    folders: [dir.join("state")],
    keep: 2,
    warn: refuseNone,
  });
  const names: string[] = [];
  for (let i = 0; i < 4; i++) {
    await writeFile(dir.join("index"), numberedIndex(i));
    const { index, removeOld } = await generations.adopt(dir.join("index"));
    names.push(`${index.generation}.msgpack`);
    await removeOld();
  }
  expect((await readdir(dir.join("state"))).sort()).toEqual(names.slice(2).sort());
});

test("two stores share a folder", async () => {
  await using dir = await tempDir();
  await writeFile(dir.join("one"), smallIndex());
  await writeFile(dir.join("two"), sharingIndex());
  const [first, second] = await Promise.all(
    [1, 2].map(() => Generations.open({ folders: [dir.join("state")], keep: 3, warn: refuseNone })),
  );
  await first!.adopt(dir.join("one"));
  await second!.adopt(dir.join("two"));
  expect((await first!.adopt(dir.join("two"))).path).toStartWith(dir.join("state"));
});

test("a folder that cannot be used is passed over with its reason; without any, indexes are read into memory", async () => {
  await using dir = await tempDir();
  await writeFile(dir.join("file"), "");
  await writeFile(dir.join("index"), smallIndex());
  const refused: string[] = [];
  const generations = await Generations.open({
    folders: [dir.join("file")],
    keep: 3,
    warn: (event, folder) => refused.push(`${event}, ${folder}`),
  });
  expect(refused).toEqual([
    `folder refused, ${dir.join("file")}`,
    `no folder for copies: indexes are read into memory, ${dir.join("file")}`,
  ]);
  const { path, index } = await generations.adopt(dir.join("index"));
  expect(path).toBeNull();
  expect(index.species).toHaveLength(2);
});

test.each([
  [0o777, "everybody may replace its files"],
  [0o1777, null],
  [0o775, null],
])("a folder of mode %o is taken or refused", async (mode, refusal) => {
  await using dir = await tempDir();
  await mkdir(dir.join("state"));
  await chmod(dir.join("state"), mode);
  const warned: string[] = [];
  const warn = (_: string, __: string, why: string) => warned.push(why);
  await Generations.open({ folders: [dir.join("state")], keep: 3, warn });
  expect(warned).toEqual(refusal === null ? [] : [refusal, "all refused"]);
});

test("an index that is read-only is still copied", async () => {
  await using dir = await tempDir();
  await writeFile(dir.join("index"), smallIndex());
  await chmod(dir.join("index"), 0o444);
  const generations = await Generations.open({
    folders: [dir.join("state")],
    keep: 3,
    warn: refuseNone,
  });
  expect((await generations.adopt(dir.join("index"))).path).not.toBeNull();
});

test("a folder that is deleted while in use is made again", async () => {
  await using dir = await tempDir();
  await writeFile(dir.join("index"), smallIndex());
  const generations = await Generations.open({
    folders: [dir.join("state")],
    keep: 3,
    warn: refuseNone,
  });
  await rm(dir.join("state"), { recursive: true });
  expect((await generations.adopt(dir.join("index"))).path).toStartWith(dir.join("state"));
});

test("what a killed process left in the folder is cleared, and what a living one writes is not", async () => {
  await using dir = await tempDir();
  const { hostname } = await import("node:os");
  const dead = Bun.spawnSync(["true"]).pid;
  const state = dir.join("state");
  await Generations.open({ folders: [state], keep: 3, warn: refuseNone });
  await writeFile(`${state}/.copy.${hostname()}.${dead}.tmp`, "");
  await writeFile(`${state}/.copy.${hostname()}.${process.ppid}.tmp`, "");
  await Generations.open({ folders: [state], keep: 3, warn: refuseNone });
  expect(await readdir(state)).toEqual([`.copy.${hostname()}.${process.ppid}.tmp`]);
});
