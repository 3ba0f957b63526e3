import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Suggestion } from "../../src/lookup/suggestion.ts";
import { GENES } from "../support/data/genes.ts";
import type { Row } from "../support/data/rows.ts";
import { compileRows, fileOf } from "../support/indexes/compiled.ts";
import { ASSEMBL, run } from "../support/processes/program.ts";
import { tempDir } from "../support/temp.ts";

// Each test starts the program, which takes longer on a busy machine.
setDefaultTimeout(120_000);

const ROWS: readonly Row[] = [
  ...GENES,
  ["homo_sapiens", "TP53", "ENSG00000141510", "17:7661779-7687538", "core", null, "p53"],
];

async function query(args: readonly string[], env: Record<string, string> = {}) {
  await using dir = await tempDir();
  await Bun.write(dir.join("assembl.msgpack"), fileOf(compileRows(ROWS)));
  return await run([...ASSEMBL, "query", ...args], { cwd: dir.path, env });
}

test("suggestions are printed in aligned columns", async () => {
  const { code, stdout } = await query(["homo_sapiens", "brca"]);
  expect(stdout.split("\n")).toEqual([
    "BRCA1  prefix  1 gene  ENSG00000012048  17:43044295-43170245",
    "BRCA2  prefix  1 gene  ENSG00000139618  13:32315086-32400268",
    "",
  ]);
  expect(code).toBe(0);
});

test("the alias that matched is printed beside its tier", async () => {
  const { stdout } = await query(["homo_sapiens", "P53"]);
  expect(stdout).toBe("TP53  alias p53  1 gene  ENSG00000141510  17:7661779-7687538\n");
});

describe("match", () => {
  const tiersOf = async (args: readonly string[], env?: Record<string, string>) => {
    const { code, stdout } = await query(["homo_sapiens", ...args, "--json"], env);
    expect(code).toBe(0);
    return (JSON.parse(stdout) as Suggestion[]).map(({ label, tier }) => [label, tier]);
  };

  test("is set by --match or MATCH, and is prefix by default", async () => {
    expect(await tiersOf(["rca1"])).toEqual([]);
    expect(await tiersOf(["rca1", "--match", "infix"])).toEqual([["BRCA1", "infix"]]);
    expect(await tiersOf(["brac1"], { MATCH: "fuzzy" })).toEqual([["BRCA1", "fuzzy"]]);
    expect(await tiersOf(["brac1", "--match", "infix"], { MATCH: "fuzzy" })).toEqual([]);
  });

  test("of another value is wrong usage", async () => {
    const { code, stderr } = await query(["homo_sapiens", "brca", "--match", "regex"]);
    expect(code).toBe(2);
    expect(stderr).toBe('error: --match is "regex"; it takes prefix, infix, fuzzy\n');
  });
});

test("an unknown species is an error that suggests similar names", async () => {
  const { code, stderr } = await query(["homo_sapien", "brca"]);
  expect(code).toBe(1);
  expect(stderr).toBe('error: there is no species "homo_sapien"; did you mean homo_sapiens?\n');
});
