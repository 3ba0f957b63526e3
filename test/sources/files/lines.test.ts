import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { LineReader, MAX_LINE_BYTES } from "../../../src/sources/files/lines.ts";

type Line = [number: number, text: string];

function linesOf(chunks: readonly (string | Uint8Array)[]): Line[] {
  const lines: Line[] = [];
  const reader = new LineReader("f.txt", (text, number) => lines.push([number, text]));
  for (const chunk of chunks) reader.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  reader.end();
  return lines;
}

describe("lines", () => {
  test("are those between line feeds, with or without carriage returns, without empty ones", () => {
    const anyLine = fc.string({ unit: fc.constantFrom(..."aβ🧬\r\t "), maxLength: 4 });
    const endings = fc.constantFrom("\n", "\r\n");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyLine, endings)),
        fc.boolean(),
        fc.nat(9),
        (given, isEnded, size) => {
          const whole = given.map(([text, ending]) => text + ending).join("");
          const text = isEnded ? whole : whole.replace(/\r?\n$/, "");
          const expected = text
            .split("\n")
            .map((line, i): Line => [i + 1, line.replace(/\r$/, "")])
            .filter(([, line]) => line !== "");
          const bytes = Buffer.from(text);
          expect(linesOf([bytes])).toEqual(expected);
          const chunks: Buffer[] = [];
          for (let i = 0; i < bytes.length; i += size + 1)
            chunks.push(bytes.subarray(i, i + size + 1));
          expect(linesOf(chunks)).toEqual(expected);
        },
      ),
    );
  });

  test("lose a byte order mark at the start of the first one alone", () => {
    expect(linesOf(["\uFEFFa\n\uFEFFb\n"])).toEqual([
      [1, "a"],
      [2, "\uFEFFb"],
    ]);
    expect(linesOf(["\uFEFF\nb"])).toEqual([[2, "b"]]);
    expect(linesOf(["\n\uFEFFb"])).toEqual([[2, "\uFEFFb"]]);
    expect(linesOf([Uint8Array.of(0xef), Uint8Array.of(0xbb, 0xbf, 0x61)])).toEqual([[1, "a"]]);
  });

  test("lose one carriage return at most", () => {
    expect(linesOf(["a\r\r\n\rb\n\r"])).toEqual([
      [1, "a\r"],
      [2, "\rb"],
    ]);
  });

  test("come as soon as they end", () => {
    const lines: string[] = [];
    const reader = new LineReader("f.txt", (text) => lines.push(text));
    reader.push(Buffer.from("a\nb"));
    expect(lines).toEqual(["a"]);
    reader.push(Buffer.from("c"));
    expect(lines).toEqual(["a"]);
    reader.push(Buffer.from("\nd"));
    expect(lines).toEqual(["a", "bc"]);
    reader.end();
    expect(lines).toEqual(["a", "bc", "d"]);
  });

  test("are read from chunks that are parts of larger buffers", () => {
    const buffer = Buffer.from("xxaβ\nbxx");
    expect(linesOf([new Uint8Array(buffer.buffer, buffer.byteOffset + 2, 3)])).toEqual([[1, "aβ"]]);
  });
});

describe("an error names the line", () => {
  test.each([
    ["alone", [[0xff]]],
    ["at the end of one", [[0x61, 0xc3, 0x0a]]],
    ["over two chunks", [[0xc3], [0x0a]]],
    ["in a chunk that ends in the middle of a character", [[0xff, 0x0a, 0xf0, 0x9f]]],
  ])("of bytes that are not UTF-8, %s", (_, chunks) => {
    const read = () => linesOf(["ok\n", ...chunks.map((bytes) => Uint8Array.from(bytes))]);
    expect(read).toThrow("f.txt line 2 is not UTF-8; convert the file");
  });

  test("that is too long, in one chunk or in many", () => {
    const longest = "x".repeat(MAX_LINE_BYTES);
    expect(linesOf([`a\n${longest}\nb`]).map(([number]) => number)).toEqual([1, 2, 3]);
    expect(linesOf(["a\n", longest.slice(1), "x", "\nb"])).toHaveLength(3);
    const problem = `f.txt line 2 is longer than ${MAX_LINE_BYTES} bytes`;
    expect(() => linesOf([`a\n${longest}x\n`])).toThrow(problem);
    expect(() => linesOf(["a\n", longest, "x"])).toThrow(problem);
    expect(() => linesOf(["a\nx", longest, "\n"])).toThrow(problem);
  });
});
