import { describe, expect, test } from "bun:test";
import { mkdir, rename, symlink, truncate, writeFile } from "node:fs/promises";
import { IndexError } from "../../src/errors.ts";
import { decodeIndex } from "../../src/format/index-file.ts";
import { UntrustedFile } from "../../src/store/untrusted-file.ts";
import { smallIndex } from "../support/indexes/small-index.ts";
import { mountStoppable } from "../support/processes/confined.ts";
import { run } from "../support/processes/program.ts";
import { tempDir } from "../support/temp.ts";

/** Opens a file and outlines it, as before it is copied. */
async function outlineOf(path: string): Promise<string> {
  await using file = await new UntrustedFile(path).open();
  return await file.outline();
}

const refusalOf = async (promise: Promise<unknown>) => {
  const error: unknown = await promise.then(
    () => null,
    (thrown) => thrown,
  );
  if (!(error instanceof IndexError)) throw new Error("it is not refused", { cause: error });
  return { defect: error.defect, problem: error.problem };
};

describe("the outline of a file", () => {
  test("gives the generation of an index", async () => {
    await using dir = await tempDir();
    await writeFile(dir.join("index"), smallIndex());
    expect(await outlineOf(dir.join("index"))).toBe(decodeIndex(smallIndex()).generation);
  });

  const index = smallIndex();
  test.each<[string, Uint8Array, string]>([
    ["empty", new Uint8Array(0), "empty"],
    ["text", Buffer.from("species\tdisplay_label\n"), "not-assembl"],
    ["cut in its beginning", index.subarray(0, 100), "not-msgpack"],
    ["cut in its sections", index.subarray(0, index.length / 2), "not-msgpack"],
    ["cut by one byte", index.subarray(0, -1), "not-msgpack"],
    ["followed by one byte", Buffer.concat([index, Buffer.of(0)]), "not-msgpack"],
  ])("refuses one that is %s", async (_, bytes, defect) => {
    await using dir = await tempDir();
    await writeFile(dir.join("index"), bytes);
    expect((await refusalOf(outlineOf(dir.join("index")))).defect).toBe(defect as never);
  });

  test("refuses one that has no size, without reading it", async () => {
    await using dir = await tempDir();
    await symlink("/proc/self/status", dir.join("index"));
    expect((await refusalOf(outlineOf(dir.join("index")))).defect).toBe("empty");
  });

  test("refuses one that goes on, however far, without reading it", async () => {
    await using dir = await tempDir();
    await writeFile(dir.join("index"), index);
    await truncate(dir.join("index"), 2 ** 30);
    expect((await refusalOf(outlineOf(dir.join("index")))).defect).toBe("not-msgpack");
    await truncate(dir.join("index"), 2 ** 30 + 1);
    expect((await refusalOf(outlineOf(dir.join("index")))).problem).toEndWith(
      "has more than 1073741824 bytes, which no index has",
    );
  });
});

describe("what is opened", () => {
  test("is refused where it is missing, a folder, a pipe or a device", async () => {
    await using dir = await tempDir();
    await mkdir(dir.join("folder"));
    await run(["mkfifo", dir.join("pipe")]);
    await symlink("/dev/null", dir.join("device"));
    for (const [name, problem] of [
      ["none", "there is no index at "],
      ["folder", "(it is a folder)"],
      ["pipe", "(it is no regular file)"],
      ["device", "(it is no regular file)"],
    ] as const) {
      const refusal = await refusalOf(new UntrustedFile(dir.join(name)).open());
      expect(refusal.problem).toContain(problem);
    }
  });

  test("stays the same file, and no more of it is read than it had", async () => {
    await using dir = await tempDir();
    const path = dir.join("index");
    await writeFile(path, "abc");
    await using file = await new UntrustedFile(path).open();
    await writeFile(path, "abcdef");
    await writeFile(dir.join("next"), "another");
    await rename(dir.join("next"), path);
    expect(Buffer.concat(await Array.fromAsync(file.chunks())).toString()).toBe("abc");
    expect(Buffer.from(await file.bytes()).toString()).toBe("abc");
  });

  test("is refused where it becomes shorter while it is read", async () => {
    await using dir = await tempDir();
    await writeFile(dir.join("index"), "abc");
    await using file = await new UntrustedFile(dir.join("index")).open();
    await truncate(dir.join("index"), 2);
    expect((await refusalOf(Array.fromAsync(file.chunks()))).defect).toBe("not-msgpack");
    expect((await refusalOf(file.bytes())).defect).toBe("not-msgpack");
  });

  test("may not take longer in all than it is given", async () => {
    await using dir = await tempDir();
    await writeFile(dir.join("index"), "abc");
    const limits = { silenceMs: 30_000, longestMs: 0 };
    await using file = await new UntrustedFile(dir.join("index"), limits).open();
    await Bun.sleep(1);
    expect((await refusalOf(file.outline())).problem).toEndWith("takes longer than 0 minutes");
  });
});

test("the state tells apart whatever the path leads to", async () => {
  await using dir = await tempDir();
  const file = new UntrustedFile(dir.join("index"));
  const states = new Set<string>();
  const note = async () => states.add((await file.identify()).state);
  await note();
  await writeFile(dir.join("index"), "abc");
  await note();
  await writeFile(dir.join("index"), "abcd");
  await note();
  await writeFile(dir.join("next"), "abcd");
  await rename(dir.join("next"), dir.join("index"));
  await note();
  await note();
  expect(states.size).toBe(4);
  expect([...states][0]).toBe("ENOENT");
});

test("a mount that hangs is given up, asked no further until it answers, and then read", async () => {
  await using dir = await tempDir();
  await using mount = await mountStoppable(dir);
  await writeFile(dir.join("source/index"), smallIndex());
  const file = new UntrustedFile(mount.join("index"), { silenceMs: 200, longestMs: 30_000 });
  expect((await file.identify()).state).toMatch(/^\d/);
  mount.stop();
  const { problem } = await refusalOf(file.open());
  expect(problem).toBe(`reading the index ${mount.join("index")} takes longer than 0.2 s`);
  // Without another call of the system, which would hang too.
  expect((await refusalOf(file.open())).problem).toBe(problem);
  expect((await file.identify()).state).toContain(problem);
  mount.resume();
  let generation: string | null = null;
  while (generation === null) {
    generation = await file
      .open()
      .then(async (opened) => {
        await using _ = opened;
        return await opened.outline();
      })
      .catch(() => null);
    await Bun.sleep(10);
  }
  expect(generation).toBe(decodeIndex(smallIndex()).generation);
});
