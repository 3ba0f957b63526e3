import { describe, expect, test } from "bun:test";
import { chmod, chown, mkdir, readdir, stat, symlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import {
  makePrivateFolder,
  mappedByOthers,
  preparePrivateFolder,
} from "../../src/store/private-folder.ts";
import { mountStoppable } from "../support/processes/confined.ts";
import { tempDir } from "../support/temp.ts";

const modeOf = async (path: string) => (await stat(path)).mode & 0o7777;

describe("a private folder", () => {
  test("is made with all above it, for its owner alone", async () => {
    await using dir = await tempDir();
    await makePrivateFolder(dir.join("a/b"));
    expect(await modeOf(dir.join("a"))).toBe(0o700);
    expect(await modeOf(dir.join("a/b"))).toBe(0o700);
  });

  test("that exists is left as it is", async () => {
    await using dir = await tempDir();
    await mkdir(dir.join("a"));
    await chmod(dir.join("a"), 0o750);
    await writeFile(dir.join("a/file"), "");
    await makePrivateFolder(dir.join("a"));
    await preparePrivateFolder(dir.join("a"));
    expect(await modeOf(dir.join("a"))).toBe(0o750);
    expect(await readdir(dir.join("a"))).toEqual(["file"]);
  });

  test.each([0o777, 0o702, 0o775, 0o720])(
    "of mode %o is refused, as others may replace its files",
    async (mode) => {
      await using dir = await tempDir();
      await chmod(dir.path, mode);
      expect(await preparePrivateFolder(dir.path).catch(({ message }) => message)).toBe(
        "others may replace its files: `chmod go-w` it",
      );
    },
  );

  test.skipIf(process.getuid?.() !== 0)("of another user is refused", async () => {
    await using dir = await tempDir();
    await chown(dir.path, 65_534, 65_534);
    await expect(preparePrivateFolder(dir.path)).rejects.toThrow("it belongs to another user");
  });

  test("is followed through a link, unless others may write to where the link is", async () => {
    await using dir = await tempDir();
    await mkdir(dir.join("real"), { mode: 0o700 });
    await mkdir(dir.join("shared"));
    await symlink(dir.join("real"), dir.join("shared/link"));
    expect(await preparePrivateFolder(dir.join("shared/link"))).toBeUndefined();
    await chmod(dir.join("shared"), 0o1777);
    await expect(preparePrivateFolder(dir.join("shared/link"))).rejects.toThrow(
      "it is a link in a folder to which others may write",
    );
  });

  test.each([0o1777, 0o755, 0o705])("of mode %o is taken", async (mode) => {
    await using dir = await tempDir();
    await chmod(dir.path, mode);
    expect(await preparePrivateFolder(dir.path)).toBeUndefined();
  });

  test("is refused where all files may be written to, whatever is asked for", async () => {
    await using dir = await tempDir();
    await mkdir(dir.join("source"), { mode: 0o700 });
    await using mount = await mountStoppable(dir, ["-p", "fgo+w"]);
    await expect(preparePrivateFolder(mount.path)).rejects.toThrow(
      "its file system does not keep owners and permissions",
    );
    expect(await readdir(dir.join("source"))).toEqual([]);
  });

  test("is cleared of what killed processes left", async () => {
    await using dir = await tempDir();
    const dead = Bun.spawnSync(["true"]).pid;
    await writeFile(dir.join(`.copy.${hostname()}.${dead}.tmp`), "");
    await preparePrivateFolder(dir.path);
    expect(await readdir(dir.path)).toEqual([]);
  });

  test("cannot be made where a file is", async () => {
    await using dir = await tempDir();
    await writeFile(dir.join("file"), "");
    await expect(preparePrivateFolder(dir.join("file"))).rejects.toThrow();
    await expect(preparePrivateFolder(dir.join("file/below"))).rejects.toThrow();
  });
});

test("files that other processes have mapped are named, those of this one are not", async () => {
  await using dir = await tempDir();
  await mkdir(dir.join("state"));
  for (const name of ["ours", "theirs", "unused"]) await writeFile(dir.join("state", name), "text");
  const ours = Bun.mmap(dir.join("state/ours"), { shared: false });
  const program = `
    const mapped = Bun.mmap(process.argv[1], { shared: false });
    console.log(mapped.length);
    for await (const _ of process.stdin);
  `;
  const child = Bun.spawn([process.execPath, "-e", program, dir.join("state/theirs")], {
    stdin: "pipe",
    stdout: "pipe",
  });
  const reader = child.stdout.getReader();
  expect(Buffer.from((await reader.read()).value!).toString()).toBe("4\n");
  expect([...(await mappedByOthers(dir.join("state")))]).toEqual(["theirs"]);
  child.stdin.end();
  await child.exited;
  expect([...(await mappedByOthers(dir.join("state")))]).toEqual([]);
  expect(ours.length).toBe(4);
});
