import { describe, expect, test } from "bun:test";
import { chmod, mkdir, open, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname } from "node:path";
import {
  clearTemporaries,
  createFile,
  duringSync,
  replaceFile,
  temporaryOf,
  writeForOwner,
} from "../../src/store/atomic-write.ts";
import { tempDir } from "../support/temp.ts";

const textOf = (path: string) => readFile(path, "utf8");
const partsOf = (...texts: string[]) => texts.map((text) => Buffer.from(text));

describe("a file that is replaced", () => {
  test("holds all parts, may be read by everybody, and is alone in its folder", async () => {
    await using dir = await tempDir();
    await replaceFile(dir.join("file"), partsOf("one ", "", "two"));
    expect(await textOf(dir.join("file"))).toBe("one two");
    expect((await stat(dir.join("file"))).mode & 0o777).toBe(0o644 & ~process.umask());
    expect(await readdir(dir.path)).toEqual(["file"]);
  });

  test("is a new one, so that a reader of the old one goes on with it", async () => {
    await using dir = await tempDir();
    await writeFile(dir.join("file"), "old and longer");
    await using old = await open(dir.join("file"));
    await replaceFile(dir.join("file"), partsOf("new"));
    expect(await old.readFile("utf8")).toBe("old and longer");
    expect(await textOf(dir.join("file"))).toBe("new");
  });

  test("is whole when it is checked, while the path still holds the old one", async () => {
    await using dir = await tempDir();
    await writeFile(dir.join("file"), "old");
    const seen: string[] = [];
    await replaceFile(dir.join("file"), partsOf("n", "ew"), {
      check: async (temporary) => {
        seen.push(dirname(temporary), await textOf(temporary), await textOf(dir.join("file")));
      },
    });
    expect(seen).toEqual([dir.path, "new", "old"]);
  });

  test("stays as it was where the check throws", async () => {
    await using dir = await tempDir();
    await writeFile(dir.join("file"), "old");
    const refusal = new Error("no index");
    const outcome = replaceFile(dir.join("file"), partsOf("new"), {
      check: () => Promise.reject(refusal),
    });
    expect(await outcome.catch((error) => error)).toBe(refusal);
    expect(await textOf(dir.join("file"))).toBe("old");
    expect(await readdir(dir.path)).toEqual(["file"]);
  });

  test("leaves no file behind if it cannot be written or renamed", async () => {
    await using dir = await tempDir();
    await mkdir(dir.join("folder"));
    await writeFile(dir.join("folder/file"), "");
    expect(await replaceFile(dir.join("folder"), partsOf("new")).catch(({ code }) => code)).toBe(
      "EISDIR",
    );
    expect(await replaceFile(dir.join("no/file"), partsOf("new")).catch(({ code }) => code)).toBe(
      "ENOENT",
    );
    expect(await readdir(dir.path)).toEqual(["folder"]);
  });
});

describe("temporary files", () => {
  test("are hidden, beside their own, and have names that nobody can foretell", async () => {
    const temporary = temporaryOf("/state/index.msgpack");
    expect(dirname(temporary)).toBe("/state");
    expect(basename(temporary)).toStartWith(".index.msgpack-");
    expect(temporaryOf("/state/other.msgpack")).not.toBe(temporary);
    expect(temporaryOf("/state/index.msgpack")).not.toBe(temporary);
  });

  test("are created, and nothing that is there is opened, be it a link", async () => {
    await using dir = await tempDir();
    await writeFile(dir.join("victim"), "mine");
    await symlink(dir.join("victim"), dir.join("link"));
    await symlink(dir.join("none"), dir.join("dangling"));
    for (const name of ["victim", "link", "dangling"]) {
      const code = await createFile(dir.join(name), 0o600).catch((error) => error.code);
      expect({ name, code }).toEqual({ name, code: "EEXIST" });
    }
    expect(await textOf(dir.join("victim"))).toBe("mine");
    expect(await readdir(dir.path)).not.toContain("none");
  });

  test("for their owner can be read by nobody else", async () => {
    await using dir = await tempDir();
    const chunks = async function* () {
      yield* partsOf("one ", "two");
    };
    await writeForOwner(dir.join("file"), chunks());
    expect(await textOf(dir.join("file"))).toBe("one two");
    expect((await stat(dir.join("file"))).mode & 0o777).toBe(0o600);
  });

  test("of killed processes are cleared, and no other file", async () => {
    await using dir = await tempDir();
    const dead = Bun.spawnSync(["true"]).pid;
    const temporary = (pid: number | string, host = hostname()) => `.index.${host}.${pid}.tmp`;
    const kept = [
      basename(temporaryOf(dir.join("index"))),
      temporary(process.ppid),
      temporary(dead, "another-machine"),
      temporary("x1"),
      temporary(dead).slice(1),
      `.${hostname()}.${dead}.tmp`,
      `.index.${hostname()}.${dead}`,
      "index",
    ];
    // In a container that is started again this process may have the number of the one before.
    const left = [temporary(dead), `.earlier.${hostname()}.${process.pid}.tmp`];
    for (const name of [...kept, ...left]) await writeFile(dir.join(name), "");
    await clearTemporaries(dir.path);
    expect((await readdir(dir.path)).sort()).toEqual(kept.sort());
  });

  test("of a missing folder are none", async () => {
    await using dir = await tempDir();
    expect(await clearTemporaries(dir.join("none"))).toBeUndefined();
  });
});

describe("work during a sync", () => {
  test("gives its result, also for a file that cannot be written to", async () => {
    await using dir = await tempDir();
    await writeFile(dir.join("file"), "text");
    await chmod(dir.join("file"), 0o444);
    expect(await duringSync(dir.join("file"), () => textOf(dir.join("file")))).toBe("text");
  });

  test("throws its error", async () => {
    await using dir = await tempDir();
    await writeFile(dir.join("file"), "text");
    const failure = new Error("no index");
    const outcome = duringSync(dir.join("file"), () => Promise.reject(failure));
    expect(await outcome.catch((error) => error)).toBe(failure);
  });

  test("is not started if there is no file", async () => {
    await using dir = await tempDir();
    let isBegun = false;
    const outcome = duringSync(dir.join("none"), async () => {
      isBegun = true;
    });
    expect(await outcome.catch(({ code }) => code)).toBe("ENOENT");
    expect(isBegun).toBe(false);
  });
});
