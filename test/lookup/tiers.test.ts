/** Every tier, and the order across them, against the plain reference. */

import { describe, test } from "bun:test";
import fc from "fast-check";
import { Judge, uniqueGenes } from "../conformance/judge.ts";
import { anyLabel } from "../support/data/labels.ts";
import type { Row } from "../support/data/rows.ts";

const SPECIES = "homo_sapiens";
const LIMITS = [1, 3, 25, 1000];
const RUNS = 150;

const aliases = fc
  .array(anyLabel, { maxLength: 3 })
  .map((all) => all.filter((alias) => !alias.includes("|")).join("|"));
const weight = fc.constantFrom(null, null, null, 0, 1, 2, 1000, 1e-6);

/** The i-th id of a kind: each is there once, but those of the last kind, which several labels have. */
const ID_KINDS: ((i: number) => string)[] = [
  (i) => `ENSG${String(i).padStart(11, "0")}`,
  (i) => `ENSG${String(i + 50).padStart(11, "0")}.${i}`,
  (i) => `YAL${String(i).padStart(3, "0")}${i % 2 ? "C" : "w"}`,
  (i) => String(100_000 + 7 * i),
  (i) => `É${i}0000`,
  (i) => `tRNA-${"abc"[i % 3]}${"xyz"[i % 2]}${String.fromCharCode(97 + (i % 26))}`,
  (i) => `${i % 4 === 0 ? "Dup" : "DUP"}0000${i % 3}`,
];
const anyRows: fc.Arbitrary<Row[]> = fc
  .array(fc.tuple(anyLabel, fc.nat(ID_KINDS.length), weight, aliases), {
    minLength: 1,
    maxLength: 40,
  })
  .map((all) =>
    all.map(([label, kind, w, a], i): Row => {
      const id = kind === ID_KINDS.length ? null : ID_KINDS[kind]!(i);
      return [SPECIES, label, id, null, null, w, a];
    }),
  )
  .map(uniqueGenes);

/** How users change a name. */
const EDITS: ((name: string, at: number) => string)[] = [
  (name) => name,
  (name) => name.toUpperCase(),
  (name) => name.replace(/[^\p{L}\p{N}]/gu, ""),
  (name, at) => name.slice(0, at + 1),
  (name, at) => name.slice(at),
  (name, at) => name.slice(0, at) + name.slice(at + 1),
  (name, at) => `${name.slice(0, at)}-${name.slice(at)}`,
  (name, at) => `${name.slice(0, at)}b${name.slice(at)}`,
  (name, at) => name.slice(0, at) + (name[at + 1] ?? "") + name[at] + name.slice(at + 2),
  (name) => `${name}.3`,
  (name) => `${name}1`,
];

function queriesOf(rows: readonly Row[], seeds: readonly number[]): string[] {
  const names = rows.flatMap(([, label, id, , , , a]) => [
    label!,
    id ?? "",
    ...(a ?? "").split("|"),
  ]);
  return seeds.map((seed) => {
    const name = names[seed % names.length]!;
    const edit = EDITS[Math.floor(seed / 7) % EDITS.length]!;
    return edit(name, Math.floor(seed / 101) % Math.max(1, name.length)).toWellFormed();
  });
}

async function expectReference(rows: readonly Row[], queries: Iterable<string>): Promise<void> {
  const judge = Judge.ofIndex(rows);
  for (const query of queries) {
    await judge.expectSuggestions([SPECIES], query, { limits: LIMITS });
    await judge.expectLocated([SPECIES], query, 25);
    await judge.expectGenesById([SPECIES], query);
  }
}

describe("suggestions are those of the reference", () => {
  test("for labels, aliases and ids as users may type them", async () => {
    const seeds = fc.array(fc.nat(1_000_000), { minLength: 5, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(anyRows, seeds, (rows, of) => expectReference(rows, queriesOf(rows, of))),
      { numRuns: RUNS },
    );
  });

  test("for queries that have nothing to do with the labels", async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, fc.array(anyLabel, { maxLength: 10 }), expectReference),
      {
        numRuns: RUNS / 3,
      },
    );
  });

  test("where labels are long, and edges of the trie cut characters", async () => {
    const labels = ["éééééééé", "éèéééééé", "éêéééé-é", "😀😁😂1", "😀😂😁1", "𐐀𐐁x𐐂yz", "ααββγγδδ"];
    const rows = labels.map((label): Row => [SPECIES, label, null, null, null]);
    const queries = labels.flatMap((label) => EDITS.map((edit) => edit(label, 2).toWellFormed()));
    await expectReference(rows, queries);
  });
});

test("names are resolved to the labels of their first tier of whole names", async () => {
  const seeds = fc.array(fc.nat(1_000_000), { minLength: 5, maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(anyRows, seeds, async (rows, at) => {
      const judge = Judge.ofIndex(rows);
      for (const name of queriesOf(rows, at)) await judge.expectResolution(SPECIES, name);
    }),
    { numRuns: RUNS / 3 },
  );
});
