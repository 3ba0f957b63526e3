import { describe, expect, test } from "bun:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { SourceError } from "../../../src/errors.ts";
import { addTo, geneFileSource, LABEL_ROWS } from "../../../src/sources/files/label-file.ts";
import { MAX_LINE_BYTES } from "../../../src/sources/files/lines.ts";
import { TsvParser } from "../../../src/sources/files/tsv.ts";
import { failureOf, type Row, RowList, rowsOf } from "../../support/data/rows.ts";
import { tempDir } from "../../support/temp.ts";

const HEADER = "species\tdisplay_label\tstable_id\tlocation\tdb\n";

/** The rows of a file whose content comes in these chunks, or the error. */
function parse(chunks: Uint8Array[], species: string[] | null = null): Row[] | string {
  const list = new RowList();
  try {
    const parser = new TsvParser("genes.tsv", LABEL_ROWS, addTo(list, species && new Set(species)));
    for (const chunk of chunks) parser.push(chunk);
    parser.end();
    return list.rows;
  } catch (error) {
    if (error instanceof SourceError) return error.problem;
    throw error;
  }
}

const parseText = (text: string, species?: string[]) => parse([Buffer.from(text)], species);

describe("rows", () => {
  test("have the five columns", () => {
    const line = "homo_sapiens\tBRCA2\tENSG00000139618\t13:32315086-32400268\tcore\n";
    expect(parseText(HEADER + line)).toEqual([
      ["homo_sapiens", "BRCA2", "ENSG00000139618", "13:32315086-32400268", "core"],
    ]);
  });

  test("have the columns of the header in any order, among others", () => {
    const text = "db\tnote\tdisplay_label\tnote\tspecies\ncore\tx\tBRCA2\ty\thomo_sapiens\n";
    expect(parseText(text)).toEqual([["homo_sapiens", "BRCA2", null, null, "core"]]);
  });

  test("read \\N, NULL and empty fields as no value", () => {
    expect(parseText(`${HEADER}\\N\tNULL\t\tnull\t\\n\n`)).toEqual([
      [null, null, null, "null", "\n"],
    ]);
  });

  test("decode the escapes of mariadb --batch and keep other backslashes", () => {
    const line = "a\\tb\tc\\nd\te\\\\f\tg\\0h\t\\i\\\\N\\\n";
    expect(parseText(HEADER + line)).toEqual([["a\tb", "c\nd", "e\\f", "g\0h", "\\i\\N\\"]]);
  });

  test("read an escaped backslash before N as text", () => {
    expect(parseText(`${HEADER}s\t\\\\N\t\t\t\n`)).toEqual([["s", "\\N", null, null, null]]);
  });

  test("may leave out optional fields at the end", () => {
    expect(parseText(`${HEADER}s\tl\ns\tl\tid\n`)).toEqual([
      ["s", "l", null, null, null],
      ["s", "l", "id", null, null],
    ]);
  });

  test("have a weight and aliases if the header has", () => {
    const text = [
      "aliases\tspecies\tWeight\tdisplay_label",
      "p53|LFS1\ts\t1e3\tTP53",
      "\\N\ts\t 0.50 \tTP63",
      "a\\\\b\ts\tNULL\tTP73",
      "\ts\t\tTPO",
      "",
    ].join("\n");
    expect(parseText(text)).toEqual([
      ["s", "TP53", null, null, null, 1000, "p53|LFS1"],
      ["s", "TP63", null, null, null, 0.5],
      ["s", "TP73", null, null, null, null, "a\\b"],
      ["s", "TPO", null, null, null],
    ]);
  });

  test("have other ids and former symbols if the header has", () => {
    const text = [
      "former\tspecies\tIDS\tdisplay_label",
      "TRP53|BCC7\ts\tHGNC:11998|P04637\tTP53",
      "\\N\ts\tHGNC:15979\tTP63",
      "a\\\\b\ts\tNULL\tTP73",
      "\ts\t\tTPO",
      "",
    ].join("\n");
    expect(parseText(text)).toEqual([
      ["s", "TP53", null, null, null, null, null, "HGNC:11998|P04637", "TRP53|BCC7"],
      ["s", "TP63", null, null, null, null, null, "HGNC:15979"],
      ["s", "TP73", null, null, null, null, null, null, "a\\b"],
      ["s", "TPO", null, null, null],
    ]);
  });

  test.each(["heavy", "-1", "1,5", "0x10", "1e999", "Infinity", "NaN"])(
    "have no weight %j",
    (weight) => {
      const text = `species\tdisplay_label\tweight\ns\tTPO\t1\ns\tTP53\t${weight}\n`;
      expect(parseText(text)).toBe(`genes.tsv line 3 has the weight ${JSON.stringify(weight)}`);
      expect(parseText(text, ["another"])).toEqual([]);
    },
  );

  test("keep text beyond ASCII, and lose blanks around species, label and other fields", () => {
    expect(parseText(`${HEADER}s\t β-globin 🧬 \t\u00a0E1 \n s \tT P\t \n`)).toEqual([
      ["s", "β-globin 🧬", "E1", null, null],
      ["s", "T P", null, null, null],
    ]);
  });

  test.each([
    ["of a spreadsheet", '"species"\t"display_label"\ts\n"s"\t"a ""b"", c"\n"s"\t" a "\n'],
    ["of R", '"species"\t"display_label"\t"s"\n"s"\t"a \\"b\\", c"\ns\t"a"\n'],
  ])("lose the quotes %s", (_, text) => {
    expect(parseText(text)).toEqual([
      ["s", 'a "b", c', null, null, null],
      ["s", "a", null, null, null],
    ]);
  });

  test.each(['"BRCA2', '"a" b', '"a"b"', '"', '"""'])(
    "with half a quoted cell, %s, are an error",
    (cell) => {
      expect(parseText(`${HEADER}s\tl\ns\t${cell}\n`)).toBe(
        `genes.tsv line 3 has the cell ${cell}, which begins with a quote and does not end with one`,
      );
    },
  );

  test("are only those of exactly the wanted species", () => {
    const text = "species\tdisplay_label\npan\tA\nPan\tB\np an\tC\n\\N\tD\npan\tE\n";
    expect(parseText(text, ["pan", "gorilla"])).toEqual([
      ["pan", "A", null, null, null],
      ["pan", "E", null, null, null],
    ]);
    expect(parseText(text, [])).toEqual([]);
  });
});

describe("lines", () => {
  const rows: Row[] = [
    ["s", "a", null, null, null],
    ["s", "b", null, null, null],
  ];

  test.each([
    ["a last line without an ending", "species\tdisplay_label\ns\ta\ns\tb"],
    ["CRLF", "species\tdisplay_label\r\ns\ta\r\ns\tb\r\n"],
    ["a byte order mark", "\uFEFFspecies\tdisplay_label\ns\ta\ns\tb\n"],
    ["blanks around the columns' names", " species\tdisplay_label \ns\ta\ns\tb"],
    ["empty lines", "\n\r\nspecies\tdisplay_label\n\ns\ta\n\n\r\ns\tb\n\n"],
  ])("%s", (_, text) => {
    expect(parseText(text)).toEqual(rows);
  });

  test("may be as long as the limit and no longer", () => {
    const prefix = "s\t";
    const label = "x".repeat(MAX_LINE_BYTES - prefix.length);
    expect(parseText(`${HEADER}${prefix}${label}\n`)).toEqual([["s", label, null, null, null]]);
    const problem = `genes.tsv line 2 is longer than ${MAX_LINE_BYTES} bytes`;
    expect(parseText(`${HEADER}${prefix}${label}x\n`)).toBe(problem);
    expect(parseText(`${HEADER}${prefix}${label}x`)).toBe(problem);
  });
});

test("an endless line is refused before it fills the memory", () => {
  const parser = new TsvParser("genes.tsv", LABEL_ROWS, addTo(new RowList(), null));
  const chunk = new Uint8Array(MAX_LINE_BYTES / 4);
  for (let i = 0; i < 4; i++) parser.push(chunk);
  expect(() => parser.push(chunk)).toThrow("line 1 is longer than");
});

describe("errors name the line", () => {
  test.each([
    ["nothing at all", "", "genes.tsv is empty"],
    ["only empty lines", "\n\r\n", "genes.tsv is empty"],
    [
      "a missing label",
      "species\tname\n",
      'line 1 has no column display_label (found: "species", "name")',
    ],
    [
      "a missing species",
      "\ndisplay_label\n",
      'line 2 has no column species (found: "display_label")',
    ],
    ["a column twice", "species\tdisplay_label\tdb\tdb\n", "line 1 has two columns named db"],
    [
      "too many fields",
      "species\tdisplay_label\n\na\tb\tc\n",
      "line 3 has 3 fields where the header has 2",
    ],
    [
      "too few fields",
      "db\tspecies\tdisplay_label\na\tb\n",
      "line 2 has 2 fields where the header has 3",
    ],
  ])("%s", (_, text, problem) => {
    expect(parseText(text)).toContain(problem);
  });

  test.each([
    ["latin1", [0xe9]],
    ["a cut character", [0xf0, 0x9f, 0xa7]],
    ["a surrogate", [0xed, 0xa0, 0x80]],
  ])("bytes that are not UTF-8: %s", (_, bytes) => {
    const good = Buffer.from(`${HEADER}s\tβ\n`);
    const bad = Buffer.from([0x73, 0x09, ...bytes]);
    expect(parse([Buffer.concat([good, bad, Buffer.from("\n")])])).toBe(
      "genes.tsv line 3 is not UTF-8",
    );
    expect(parse([Buffer.concat([good, bad])])).toBe("genes.tsv line 3 is not UTF-8");
  });

  test("the first error is reported", () => {
    const text = Buffer.from(`${HEADER}a\ns\t\xe9\n`, "latin1");
    expect(parse([text])).toBe("genes.tsv line 2 has 1 field where the header has 5");
  });
});

test("the same bytes give the same rows or error in chunks of any size", () => {
  const piece = fc.constantFrom(
    ..."\t\n\r\\N🧬βa",
    ...["s\tl\n", "s\tl\tid\n", "NULL", "\\t", "\r\n", "\uFEFF"],
    "\xff",
  );
  const content = fc
    .array(piece, { maxLength: 40 })
    .map((pieces) => pieces.map((text) => Buffer.from(text, text === "\xff" ? "latin1" : "utf8")))
    .map((pieces) =>
      Buffer.concat([Buffer.from("\uFEFFspecies\tdisplay_label\tdb\r\n"), ...pieces]),
    );
  fc.assert(
    fc.property(content, fc.array(fc.nat()), (bytes, cuts) => {
      const ends = cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b);
      const chunks = [0, ...ends].map((from, i) => bytes.subarray(from, ends[i] ?? bytes.length));
      const whole = parse([bytes]);
      expect(parse(chunks)).toEqual(whole);
      expect(parse([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
    }),
  );
});

describe("files", () => {
  const ROWS: Row[] = Array.from({ length: 20_000 }, (_, i) => [
    "s",
    `LABEL${i * 7919}`,
    null,
    null,
    null,
  ]);
  const text = Buffer.from(
    `species\tdisplay_label\n${ROWS.map(([species, label]) => `${species}\t${label}\n`).join("")}`,
  );
  const [half, rest] = [text.subarray(0, 100_001), text.subarray(100_001)];
  const skippableFrame = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 1, 2]);

  test.each([
    ["plain", text],
    ["gzip", gzipSync(text)],
    ["gzip members in a row", Buffer.concat([gzipSync(half), gzipSync(rest)])],
    ["zstd", zstdCompressSync(text)],
    ["zstd frames in a row", Buffer.concat([zstdCompressSync(half), zstdCompressSync(rest)])],
    ["zstd after a skippable frame", Buffer.concat([skippableFrame, zstdCompressSync(text)])],
  ])("%s is told by content, from a path and from standard input", async (_, bytes) => {
    await using dir = await tempDir();
    const path = dir.join("genes.csv");
    await Bun.write(path, bytes);
    expect(await rowsOf(geneFileSource({ path }))).toEqual(ROWS);
    expect(await countFromStandardInput(bytes)).toBe(ROWS.length);
  });

  test.each([
    ["gzip without its end", gzipSync(text).subarray(0, -1)],
    ["gzip cut in the middle", gzipSync(text).subarray(0, 20_000)],
    [
      "a second gzip member without its end",
      Buffer.concat([gzipSync(half), gzipSync(rest).subarray(0, -1)]),
    ],
    ["gzip with a flipped byte", flipped(gzipSync(text), 20_000)],
    ["gzip before something else", Buffer.concat([gzipSync(text), Buffer.from("s\tl\n")])],
    ["zstd without its end", zstdCompressSync(text).subarray(0, -1)],
    ["zstd cut in the middle", zstdCompressSync(text).subarray(0, 10_000)],
    [
      "a second zstd frame without its end",
      Buffer.concat([zstdCompressSync(half), zstdCompressSync(rest).subarray(0, -1)]),
    ],
    ["zstd before something else", Buffer.concat([zstdCompressSync(text), Buffer.from("species")])],
  ])("%s is refused", async (_, bytes) => {
    await using dir = await tempDir();
    const path = dir.join("genes.tsv");
    await Bun.write(path, bytes);
    const error = await failureOf(geneFileSource({ path }));
    expect(error.problem).toStartWith(`${path} is truncated or corrupt`);
  });

  test("a missing file and a folder are errors", async () => {
    await using dir = await tempDir();
    const missing = await failureOf(geneFileSource({ path: dir.join("missing.tsv") }));
    expect(missing.problem).toStartWith(`cannot read ${dir.join("missing.tsv")}: ENOENT`);
    const folder = await failureOf(geneFileSource({ path: dir.path }));
    expect(folder.problem).toStartWith(`cannot read ${dir.path}: EISDIR`);
  });

  test("an error in a compressed file names file and line", async () => {
    await using dir = await tempDir();
    const path = dir.join("genes.tsv.gz");
    await Bun.write(path, gzipSync("species\tdisplay_label\nhomo_sapiens\n"));
    const error = await failureOf(geneFileSource({ path }));
    expect(error.problem).toBe(`${path} line 2 has 1 field where the header has 2`);
  });

  test("errors of the sink pass through", async () => {
    await using dir = await tempDir();
    const path = dir.join("genes.tsv.zst");
    await Bun.write(path, zstdCompressSync(text));
    const full = new RangeError("the sink is full");
    class Full extends RowList {
      override add(): void {
        throw full;
      }
    }
    const reading = geneFileSource({ path }).read(new Full());
    expect(await reading.catch((error: unknown) => error)).toBe(full);
  });

  test("are named without their folder", () => {
    expect(geneFileSource({ path: "/data/genes.tsv.gz" }).name).toBe("file:genes.tsv.gz");
    expect(geneFileSource({ path: "-" }).name).toBe("file:-");
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = copy[at]! ^ 0xff;
  return copy;
}

async function countFromStandardInput(bytes: Uint8Array): Promise<number> {
  const program = `
    import { geneFileSource } from ${JSON.stringify(`${import.meta.dir}/../../../src/sources/files/label-file.ts`)};
    let rows = 0;
    await geneFileSource({ path: "-" }).read({ add: () => rows++, refuse() {} });
    console.log(rows);`;
  const child = Bun.spawn([process.execPath, "-e", program], { stdin: bytes, stderr: "inherit" });
  return Number(await new Response(child.stdout).text());
}
