import { describe, expect, test } from "bun:test";
import {
  appendFile,
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { IndexError } from "../../src/errors.ts";
import { DATA_START } from "../../src/format/index-file.ts";
import { Generations, LARGEST_IN_MEMORY_BYTES } from "../../src/store/generations.ts";
import { UntrustedFile } from "../../src/store/untrusted-file.ts";
import { compileRows, fileOf } from "../support/indexes/compiled.ts";
import { flipped } from "../support/indexes/damage.ts";
import { labelsIn } from "../support/indexes/look-ups.ts";
import { sharingIndex, smallIndex } from "../support/indexes/small-index.ts";
import { type TempDir, tempDir } from "../support/temp.ts";

const refuseNone = (event: string, folder: string, why: string) => {
  throw new Error(`${event}, ${folder}: ${why}`);
};

const OTHERS_MAY_REPLACE = "others may replace its files: `chmod go-w` it";

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
  const adopted = await generations.adopt(new UntrustedFile(dir.join("index")));
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
  const { path } = await generations.adopt(new UntrustedFile(dir.join("index")));
  const { ino } = await Bun.file(path!).stat();
  expect((await generations.adopt(new UntrustedFile(dir.join("index")))).path).toBe(path);
  expect((await Bun.file(path!).stat()).ino).toBe(ino);

  await rm(path!);
  await writeFile(path!, flipped(bytes));
  const again = await generations.adopt(new UntrustedFile(dir.join("index")));
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
  await generations.adopt(new UntrustedFile(dir.join("index")));
  await writeFile(dir.join("index"), bytes.subarray(0, bytes.length - 1));
  await expect(generations.adopt(new UntrustedFile(dir.join("index")))).rejects.toThrow(IndexError);
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
  const error = await generations
    .adopt(new UntrustedFile(dir.join("index")))
    .catch((thrown) => thrown);
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
    const { index, removeOld } = await generations.adopt(new UntrustedFile(dir.join("index")));
    names.push(`${index.generation}.msgpack`);
    await removeOld();
  }
  expect((await readdir(dir.join("state"))).sort()).toEqual(names.slice(2).sort());
});

test("a generation that is noted is kept, and recalled without what it came from", async () => {
  await using dir = await tempDir();
  const open = () => Generations.open({ folders: [dir.join("state")], keep: 1, warn: refuseNone });
  const generations = await open();
  const chunks = async function* () {
    yield new Uint8Array(smallIndex());
  };
  const received = await generations.receive(async () => chunks());
  const { generation } = received!.index;
  await generations.note("web-1", { generation, etag: '"one"' });
  for (let i = 0; i < 3; i++) {
    await writeFile(dir.join("index"), numberedIndex(i));
    await (await generations.adopt(new UntrustedFile(dir.join("index")))).removeOld();
  }
  expect(await readdir(dir.join("state"))).toHaveLength(3);

  const later = await open();
  expect(await later.noted("web-1")).toEqual({ generation, etag: '"one"' });
  expect((await later.recall(generation))?.path).toBe(received!.path);
  expect(await later.recall("0".repeat(32))).toBeNull();
  expect(await later.noted("web-2")).toBeNull();
  expect((await stat(dir.join("state/web-1.json"))).mode & 0o777).toBe(0o600);
});

describe("a copy that others could change", () => {
  const HARMS: [string, (copy: string, other: string) => Promise<unknown>][] = [
    ["by another name", (copy, other) => link(copy, other)],
    ["as it is writable", (copy) => chmod(copy, 0o666)],
    ["behind a link", (copy, other) => rename(copy, other).then(() => symlink(other, copy))],
  ];
  if (process.getuid?.() === 0) {
    HARMS.push(["as its owner", (copy) => chown(copy, 65_534, 65_534)]);
  }

  test.each(HARMS)("%s is not used but made again", async (_, harm) => {
    await using dir = await tempDir();
    await writeFile(dir.join("index"), smallIndex());
    const options = { folders: [dir.join("state")], keep: 3, warn: refuseNone };
    const file = new UntrustedFile(dir.join("index"));
    const { path } = await (await Generations.open(options)).adopt(file);
    const { ino } = await stat(path!);
    await harm(path!, dir.join("other"));
    const again = await (await Generations.open(options)).adopt(file);
    expect(again.path).toBe(path);
    const found = await lstat(path!);
    expect({ isFile: found.isFile(), links: found.nlink, mode: found.mode & 0o777 }).toEqual({
      isFile: true,
      links: 1,
      mode: 0o600,
    });
    expect(found.ino).not.toBe(ino);
    expect(found.uid).toBe(process.getuid!());
  });
});

test("an index inside the folder is copied too", async () => {
  await using dir = await tempDir();
  const state = dir.join("state");
  const generations = await Generations.open({ folders: [state], keep: 3, warn: refuseNone });
  await writeFile(`${state}/mine.msgpack`, smallIndex());
  const { path, index } = await generations.adopt(new UntrustedFile(`${state}/mine.msgpack`));
  await truncate(`${state}/mine.msgpack`, 10);
  expect(path).not.toBe(`${state}/mine.msgpack`);
  expect((await stat(path!)).nlink).toBe(1);
  expect(labelsIn(index, index.species[0]!, "brca2", 5)).toEqual(["BRCA2"]);
});

describe("without a folder", () => {
  const inMemory = (dir: TempDir) =>
    Generations.open({ folders: [dir.join("file")], keep: 3, warn: () => {} });

  test("an index is read into memory once while the file stays the same", async () => {
    await using dir = await tempDir();
    await writeFile(dir.join("file"), "");
    await writeFile(dir.join("index"), smallIndex());
    const generations = await inMemory(dir);
    const file = new UntrustedFile(dir.join("index"));
    const first = await generations.adopt(file);
    expect(await generations.adopt(file)).toBe(first);
    await writeFile(dir.join("index"), sharingIndex());
    expect((await generations.adopt(file)).index.generation).not.toBe(first.index.generation);
  });

  test("one is refused that is larger than what is read into memory, be it known or not", async () => {
    await using dir = await tempDir();
    await writeFile(dir.join("file"), "");
    const generations = await inMemory(dir);
    const beginning = smallIndex().subarray(0, DATA_START);
    // One value of zeros in place of all that follows, and five more that are nil.
    const key = Buffer.from("\xa7species\xc6\x10\0\0\0", "latin1");
    await writeFile(dir.join("index"), Buffer.concat([beginning, key]));
    const { size } = await stat(dir.join("index"));
    await truncate(dir.join("index"), size + LARGEST_IN_MEMORY_BYTES);
    await appendFile(dir.join("index"), Buffer.alloc(6, 0xc0));
    const refusal = /^the index is larger than 268435456 bytes, and no larger one is read into/;
    const file = new UntrustedFile(dir.join("index"));
    await expect(generations.adopt(file)).rejects.toThrow(refusal);
    await using opened = await file.open();
    const received = generations.receive(async () => opened.chunks());
    await expect(received).rejects.toThrow(refusal);
  });
});

describe("an index that arrives", () => {
  const bytes = new Uint8Array(smallIndex());
  const receive = async (dir: TempDir, ...parts: Uint8Array<ArrayBuffer>[]) => {
    const options = { folders: [dir.join("state")], keep: 3, warn: refuseNone };
    let read = 0;
    const chunks = async function* () {
      for (const part of parts) {
        read++;
        yield part;
      }
    };
    const outcome = (await Generations.open(options)).receive(async () => chunks());
    const error = await outcome.then(
      () => null,
      (thrown) => thrown,
    );
    return { defect: error?.defect, read, files: await readdir(dir.join("state")) };
  };

  test("is whole in chunks of any size", async () => {
    await using dir = await tempDir();
    const parts = Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
    const { defect, files } = await receive(dir, ...parts);
    expect({ defect, files: files.length }).toEqual({ defect: undefined, files: 1 });
  });

  test("is refused, and read no further, once it goes on behind its end or announces too much", async () => {
    const zeros = new Uint8Array(1000);
    const key = Buffer.from("\xa7species\xc6\x40\0\0\0", "latin1");
    const large = new Uint8Array(Buffer.concat([bytes.subarray(0, DATA_START), key]));
    for (const [first, read, defect] of [
      [bytes, 2, "not-msgpack"],
      [large, 1, "malformed"],
    ] as const) {
      await using dir = await tempDir();
      expect(await receive(dir, first, zeros, zeros)).toEqual({ defect, read, files: [] });
    }
  });

  test("is refused where it ends too early", async () => {
    await using dir = await tempDir();
    expect(await receive(dir, bytes.subarray(0, -1))).toEqual({
      defect: "not-msgpack",
      read: 1,
      files: [],
    });
  });
});

test("two stores share a folder", async () => {
  await using dir = await tempDir();
  await writeFile(dir.join("one"), smallIndex());
  await writeFile(dir.join("two"), sharingIndex());
  const [first, second] = await Promise.all(
    [1, 2].map(() => Generations.open({ folders: [dir.join("state")], keep: 3, warn: refuseNone })),
  );
  await first!.adopt(new UntrustedFile(dir.join("one")));
  await second!.adopt(new UntrustedFile(dir.join("two")));
  expect((await first!.adopt(new UntrustedFile(dir.join("two")))).path).toStartWith(
    dir.join("state"),
  );
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
  const { path, index } = await generations.adopt(new UntrustedFile(dir.join("index")));
  expect(path).toBeNull();
  expect(index.species).toHaveLength(2);
});

test.each([
  [0o777, OTHERS_MAY_REPLACE],
  [0o1777, null],
  [0o770, OTHERS_MAY_REPLACE],
  [0o755, null],
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
  expect((await generations.adopt(new UntrustedFile(dir.join("index")))).path).not.toBeNull();
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
  expect((await generations.adopt(new UntrustedFile(dir.join("index")))).path).toStartWith(
    dir.join("state"),
  );
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
