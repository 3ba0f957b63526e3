import { describe, expect, test } from "bun:test";
import {
  chmod,
  lchown,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { AssemblError } from "../../src/errors.ts";
import { compressIndex, writeIndex } from "../../src/store/write-index.ts";
import { compileRows, PROVENANCE } from "../support/indexes/compiled.ts";
import { SMALL_ROWS, smallIndex } from "../support/indexes/small-index.ts";
import { tempDir } from "../support/temp.ts";

const DATA = compileRows(SMALL_ROWS);

describe("an index", () => {
  test("is written, and its generation and size returned", async () => {
    await using dir = await tempDir();
    const written = await writeIndex(dir.join("index"), DATA, PROVENANCE, null);
    const bytes = await readFile(dir.join("index"));
    expect(Buffer.compare(bytes, smallIndex())).toBe(0);
    expect(written).toEqual({
      generation: "92808c3e83c6c2125a102caa6ff6ccd2",
      bytes: bytes.length,
      unchanged: false,
    });
    expect(await readdir(dir.path)).toEqual(["index"]);
  });

  test("of the generation that is there is not written again", async () => {
    await using dir = await tempDir();
    const { generation } = await writeIndex(dir.join("index"), DATA, PROVENANCE, "another");
    const before = await stat(dir.join("index"));
    const again = await writeIndex(dir.join("index"), DATA, PROVENANCE, generation);
    expect(again).toEqual({ generation, bytes: before.size, unchanged: true });
    expect((await stat(dir.join("index"))).ino).toBe(before.ino);
  });

  test("is written to the target of a link, and the link stays", async () => {
    await using dir = await tempDir();
    await mkdir(dir.join("data"));
    await writeFile(dir.join("data/index"), "old");
    await symlink("data/index", dir.join("link"));
    await writeIndex(dir.join("link"), DATA, PROVENANCE, null);
    expect((await lstat(dir.join("link"))).isSymbolicLink()).toBe(true);
    expect(await readlink(dir.join("link"))).toBe("data/index");
    expect(Buffer.compare(await readFile(dir.join("data/index")), smallIndex())).toBe(0);
  });

  test.skipIf(process.getuid?.() !== 0)(
    "is not written through a link that another user put where others may write",
    async () => {
      await using dir = await tempDir();
      await writeFile(dir.join("victim"), "mine");
      await mkdir(dir.join("shared"));
      const link = dir.join("shared/index");
      await symlink(dir.join("victim"), link);
      await lchown(link, 65_534, 65_534);
      await writeIndex(link, DATA, PROVENANCE, null);
      await writeFile(dir.join("victim"), "mine");
      await chmod(dir.join("shared"), 0o1777);
      const error = await writeIndex(link, DATA, PROVENANCE, null).catch((e) => e);
      expect(error).toBeInstanceOf(AssemblError);
      expect(error.problem).toContain("is a link of another user");
      expect(await readFile(dir.join("victim"), "utf8")).toBe("mine");
    },
  );

  test("that fails the full check does not replace the old one", async () => {
    await using dir = await tempDir();
    await writeFile(dir.join("index"), "old");
    const [human, ...others] = DATA.species;
    const lying = { ...DATA, species: [{ ...human!, labels: human!.labels + 1 }, ...others] };
    const error = await writeIndex(dir.join("index"), lying, PROVENANCE, null).catch((e) => e);
    expect(error).toBeInstanceOf(AssemblError);
    expect(error.problem).toStartWith(`cannot write the index ${dir.join("index")}: the index's `);
    expect(error.remedy).toBe("make room or choose another --output; the file there is as it was");
    expect(await readFile(dir.join("index"), "utf8")).toBe("old");
    expect(await readdir(dir.path)).toEqual(["index"]);
  });

  test("that has no folder is refused", async () => {
    await using dir = await tempDir();
    const error = await writeIndex(dir.join("no/index"), DATA, PROVENANCE, null).catch((e) => e);
    expect(error).toBeInstanceOf(AssemblError);
    expect(error.problem).toContain("ENOENT");
  });
});

describe("a compressed index", () => {
  test("lies beside it, and unpacks to the same bytes", async () => {
    await using dir = await tempDir();
    await writeFile(dir.join("index"), smallIndex());
    const { path, bytes } = await compressIndex(dir.join("index"));
    expect(path).toBe(dir.join("index.zst"));
    const compressed = await readFile(path);
    expect(bytes).toBe(compressed.length);
    expect(Buffer.compare(Bun.zstdDecompressSync(compressed), smallIndex())).toBe(0);
    expect((await readdir(dir.path)).sort()).toEqual(["index", "index.zst"]);
  });

  test("that cannot be written is an error that says so", async () => {
    await using dir = await tempDir();
    await writeFile(dir.join("index"), smallIndex());
    await mkdir(dir.join("index.zst"));
    const error = await compressIndex(dir.join("index")).catch((e) => e);
    expect(error).toBeInstanceOf(AssemblError);
    expect(error.problem).toStartWith(
      `cannot write the compressed index ${dir.join("index.zst")}: `,
    );
    expect((await readdir(dir.path)).sort()).toEqual(["index", "index.zst"]);
  });
});
