import { expect, test } from "bun:test";
import { readNameList } from "../../../src/sources/files/name-list.ts";
import { tempDir } from "../../support/temp.ts";

test("names are lines as they are, without blank ones", async () => {
  await using dir = await tempDir();
  await Bun.write(dir.join("names"), "\uFEFFTP53\r\n\n  \n BRCA2 \nβ\tglobin\nTP53");
  expect(await readNameList(dir.join("names"))).toEqual(["TP53", " BRCA2 ", "β\tglobin", "TP53"]);
  await Bun.write(dir.join("empty"), "");
  expect(await readNameList(dir.join("empty"))).toEqual([]);
});

test("a file that cannot be read or is not text is an error", async () => {
  await using dir = await tempDir();
  expect(readNameList(dir.join("missing"))).rejects.toThrow(
    /^cannot read .*missing: ENOENT.*; give a file with one name per line, or no file/,
  );
  expect(readNameList(dir.path)).rejects.toThrow(/^cannot read .*: EISDIR/);
  await Bun.write(dir.join("binary"), Uint8Array.of(0xff, 0x0a));
  expect(readNameList(dir.join("binary"))).rejects.toThrow("binary line 1 is not UTF-8");
});
