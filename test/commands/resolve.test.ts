import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { IndexCatalogue } from "../../src/lookup/index-catalogue.ts";
import { GENES } from "../support/data/genes.ts";
import type { Row } from "../support/data/rows.ts";
import { compileRows, fileOf, indexOf } from "../support/indexes/compiled.ts";
import { flipped } from "../support/indexes/damage.ts";
import { ASSEMBL, run } from "../support/processes/program.ts";
import { type TempDir, tempDir } from "../support/temp.ts";

// Each test starts the program, which takes longer on a busy machine.
setDefaultTimeout(120_000);

const HEADER = "name\ttier\tlabel\tstable_id\tlocation";

/** A folder with an index under the default name. */
async function folderWith(rows: readonly Row[] = GENES): Promise<TempDir> {
  const dir = await tempDir();
  await Bun.write(dir.join("assembl.msgpack"), fileOf(compileRows(rows)));
  return dir;
}

const resolve = (dir: TempDir, args: readonly string[], stdin: string | Uint8Array = "") =>
  run([...ASSEMBL, "resolve", ...args], { cwd: dir.path, stdin });

test("names in a file give a line for each gene, suggestions, and a summary", async () => {
  await using dir = await folderWith();
  await Bun.write(dir.join("names.txt"), "brca2\nhla a\nENSG00000012048.3\nbrac1\nzzz\n");
  const { code, stdout, stderr } = await resolve(dir, ["Homo sapiens", "names.txt"]);
  expect(stdout.split("\n")).toEqual([
    HEADER,
    "brca2\texact\tBRCA2\tENSG00000139618\t13:32315086-32400268",
    "hla a\texact-loose\tHLA-A\tENSG00000206503\t6:29941260-29949572",
    "hla a\texact-loose\tHLA-A\tENSG00000235657\tCHR_HSCHR6_MHC_QBL_CTG1:1-2",
    "hla a\texact-loose\tHLA-A\t3105\t1:1-2",
    "ENSG00000012048.3\tid\tBRCA1\tENSG00000012048\t17:43044295-43170245",
    "brac1\tnone\t\t\t",
    "brac1\tsuggestion\tBRCA1\tENSG00000012048\t17:43044295-43170245",
    "zzz\tnone\t\t\t",
    "",
  ]);
  expect(stderr).toBe("5 names: 1 exact, 1 id, 1 exact-loose, 2 none\n");
  expect(code).toBe(0);
});

describe("standard input is read", () => {
  const LINE = "cox1\texact\tCOX1\tQ0045\tMito";
  test.each<[string, string[], string]>([
    ["without a file", [], "cox1\n"],
    ["as -", ["-"], "cox1\n"],
    ["without a line feed at the end", [], "cox1"],
    ["with Windows line endings", [], "\r\ncox1\r\n\r\n"],
    ["with blank lines", [], "\n\n \t\ncox1\n\n"],
    ["with a byte order mark", [], "\ufeffcox1\n"],
  ])("%s", async (_, args, stdin) => {
    await using dir = await folderWith();
    const { code, stdout, stderr } = await resolve(
      dir,
      ["saccharomyces_cerevisiae", ...args],
      stdin,
    );
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `${HEADER}\n${LINE}\n`,
      stderr: "1 name: 1 exact\n",
    });
  });

  test("when it is empty", async () => {
    await using dir = await folderWith();
    expect(await resolve(dir, ["homo_sapiens"])).toMatchObject({
      code: 0,
      stdout: `${HEADER}\n`,
      stderr: "0 names\n",
    });
  });
});

test("aliases lead to all genes of their labels", async () => {
  await using dir = await folderWith([
    ["h", "TP53", "ENSG1", "17:1-2", "core", null, "p53|LFS1"],
    ["h", "ABC1", "ENSG2", "1:1-2", "core", null, "shared"],
    ["h", "ABC2", "ENSG3", "2:1-2", "core", null, "shared"],
  ]);
  const { stdout, stderr } = await resolve(dir, ["h"], "P53\nshared\n");
  expect(stdout.split("\n")).toEqual([
    HEADER,
    "P53\talias\tTP53\tENSG1\t17:1-2",
    "shared\talias\tABC1\tENSG2\t1:1-2",
    "shared\talias\tABC2\tENSG3\t2:1-2",
    "",
  ]);
  expect(stderr).toBe("2 names: 2 alias\n");
});

test("what the source does not have is an empty column", async () => {
  await using dir = await folderWith([["h", "ABC", null, null, null]]);
  const { stdout } = await resolve(dir, ["h"], "abc\n");
  expect(stdout).toBe(`${HEADER}\nabc\texact\tABC\t\t\n`);
});

test("tabs and backslashes are escaped as in label files", async () => {
  await using dir = await folderWith([["h", "a\\b", null, "x\\y", null]]);
  const { stdout } = await resolve(dir, ["h"], "a\\b\nx\ty\\n\n");
  expect(stdout.split("\n").slice(1)).toEqual([
    "a\\\\b\texact\ta\\\\b\t\tx\\\\y",
    "x\\ty\\\\n\tnone\t\t\t",
    "",
  ]);
});

test("--json prints the same as the server answers", async () => {
  await using dir = await folderWith();
  const names = ["brca2", "brac1", "a\tb"];
  const { code, stdout, stderr } = await resolve(dir, ["Homo sapiens", "--json"], names.join("\n"));
  const expected = new IndexCatalogue(indexOf(GENES)).resolve("homo_sapiens", names);
  expect(JSON.parse(stdout)).toEqual(expected);
  expect(stderr).toBe("3 names: 1 exact, 2 none\n");
  expect(code).toBe(0);
});

test("more names than the server accepts in one request are resolved", async () => {
  await using dir = await folderWith();
  const names = Array.from({ length: 5000 }, () => "brca1");
  const { stdout, stderr } = await resolve(dir, ["homo_sapiens"], names.join("\n"));
  expect(stdout.trimEnd().split("\n")).toHaveLength(1 + names.length);
  expect(stderr).toBe("5000 names: 5000 exact\n");
});

describe("the error is one line for", () => {
  test.each<[string, string[], string | Uint8Array, string]>([
    ["no such file", ["homo_sapiens", "no-such.txt"], "", "cannot read no-such.txt: ENOENT"],
    ["a folder", ["homo_sapiens", "."], "", "cannot read .: EISDIR"],
    [
      "bytes that are not UTF-8",
      ["homo_sapiens"],
      Buffer.from("br\xe9\n", "latin1"),
      "line 1 is not",
    ],
    [
      "an unknown species",
      ["homo_sapien"],
      "",
      'there is no species "homo_sapien"; did you mean homo_sapiens?',
    ],
    ["no index", ["homo_sapiens", "--index", "no-such"], "", "there is no index at no-such"],
  ])("%s", async (_, args, stdin, problem) => {
    await using dir = await folderWith();
    const { code, stdout, stderr } = await resolve(dir, args, stdin);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(problem);
    expect(stderr).toMatch(/^error: [^\n]+; [^\n]+\n$/);
  });

  test("a damaged index", async () => {
    await using dir = await folderWith();
    const bytes = await Bun.file(dir.join("assembl.msgpack")).bytes();
    await Bun.write(dir.join("assembl.msgpack"), flipped(bytes, -100));
    const { code, stdout, stderr } = await resolve(dir, ["homo_sapiens"], "brca1\n");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^error: [^\n]+; build it again with `assembl build`\n$/);
  });
});
