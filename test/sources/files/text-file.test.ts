import { describe, expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { SourceError } from "../../../src/errors.ts";
import { openTextFile } from "../../../src/sources/files/text-file.ts";
import { tempDir } from "../../support/temp.ts";

const TEXT = "species\tlabel\nhomo_sapiens\tβ-globin 🧬\n";

const utf16le = (text: string) => Buffer.from(text, "utf16le");
const utf16be = (text: string) => utf16le(text).swap16();

/** The text of a file with these bytes, and its first line. */
async function open(bytes: Uint8Array | string): Promise<{ text: string; firstLine: string }> {
  await using dir = await tempDir();
  await Bun.write(dir.join("file"), bytes);
  const { firstLine, chunks } = await openTextFile(dir.join("file"));
  return { text: Buffer.concat(await Array.fromAsync(chunks)).toString(), firstLine };
}

describe("a text is the same", () => {
  test.each<[string, Uint8Array]>([
    ["in UTF-8", Buffer.from(TEXT)],
    ["in UTF-16 with the low byte first", utf16le(`\uFEFF${TEXT}`)],
    ["in UTF-16 with the high byte first", utf16be(`\uFEFF${TEXT}`)],
    ["in UTF-16 without a byte order mark", utf16le(TEXT)],
    ["in UTF-16 without a byte order mark, the high byte first", utf16be(TEXT)],
    ["in compressed UTF-16", gzipSync(utf16le(`\uFEFF${TEXT}`))],
    ["with CR at the ends of lines", Buffer.from(TEXT.replaceAll("\n", "\r"))],
    ["in UTF-16 with CR", utf16le(TEXT.replaceAll("\n", "\r"))],
  ])("%s", async (_, bytes) => {
    expect(await open(bytes)).toEqual({ text: TEXT, firstLine: "species\tlabel" });
  });

  test("whatever a long file of UTF-16 has where it is cut into chunks", async () => {
    const text = `${"a🧬\n".repeat(400_000)}`;
    expect((await open(utf16le(`\uFEFF${text}`))).text === text).toBe(true);
  });
});

test.each([
  ["a\r\nb\r\n", "a\r\nb\r\n"],
  ["a\nb\rc\n", "a\nb\rc\n"],
  ["a\r", "a\r"],
  ["a\r\r\nb\r\r\n", "a\n\n\nb\n\n\n"],
  ["", ""],
])("the line ends of %j are those of %j", async (given, text) => {
  expect((await open(given)).text).toBe(text);
});

test.each([
  ["", ""],
  ["\n \r\n\t\n", ""],
  ["\n\n  a b \nc", "a b"],
  ["\uFEFFa\r\nb", "a"],
  ["a", "a"],
])("the first line of %j is %j", async (given, firstLine) => {
  expect((await open(given)).firstLine).toBe(firstLine);
});

test("a first line without end is read to a limit", async () => {
  const { text, firstLine } = await open("x".repeat(5_000_000));
  expect(text).toHaveLength(5_000_000);
  expect(firstLine.length).toBeLessThan(3_000_000);
});

test.each([
  ["a byte is missing", utf16le(`\uFEFF${TEXT}`).subarray(0, -1)],
  ["half a character is missing", utf16le("\uFEFFa\ud83e\n")],
])("UTF-16 in which %s is refused by its name", async (_, bytes) => {
  await using dir = await tempDir();
  await Bun.write(dir.join("genes.txt"), bytes);
  const reading = async () => Array.fromAsync((await openTextFile(dir.join("genes.txt"))).chunks);
  const error = await reading().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SourceError);
  expect((error as SourceError).problem).toEndWith(
    "genes.txt is UTF-16 that is cut short or damaged",
  );
});
