import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { codePoints, fold } from "../../src/names/fold.ts";
import { looseOfFold } from "../../src/names/loose.ts";
import { Keys } from "../../src/trie/keys.ts";
import { realGenes, realSynonyms } from "../support/data/ideogram.ts";
import { anyLabel } from "../support/data/labels.ts";
import { buildTries, TrieAnswers } from "../support/indexes/tries.ts";
import { ASKED, NameJudge, type StandingName } from "../support/reference/keys.ts";

const LIMITS = [1, 2, 5, 25, 1000];
const RUNS = 100;

/** Every beginning of a text that is whole code points, from none to all of them. */
function beginnings(text: string): string[] {
  const characters = [...text];
  return Array.from({ length: characters.length + 1 }, (_, n) => characters.slice(0, n).join(""));
}

function differentNames(names: readonly StandingName[]): StandingName[] {
  return [...new Map(names.map((name) => [`${name.standing} ${name.name}`, name])).values()];
}

/** Asks each root everything with each query, and compares names and numbers with the judge's. */
function expectJudged(
  lists: readonly (readonly StandingName[])[],
  queriesFor: (names: readonly StandingName[]) => Iterable<string>,
  limits: readonly number[] = LIMITS,
): void {
  const { trie, roots } = buildTries(lists);
  const answers = new TrieAnswers(trie);
  for (const [i, root] of roots.entries()) {
    const judge = new NameJudge(lists[i]!);
    for (const query of new Set(queriesFor(lists[i]!))) {
      for (const asked of ASKED) {
        for (const limit of limits) {
          const found = answers.find(root, asked, query, limit);
          const names = found.map(({ name, number }) => {
            const { name: numbered, standing } = root.names[number]!;
            return numbered === name
              ? `${standing} ${name}`
              : `${name} has the number of ${numbered}`;
          });
          expect({ query, asked, limit, names }).toEqual({
            query,
            asked,
            limit,
            names: judge.find(asked, query, limit),
          });
        }
      }
    }
  }
}

const standings = fc.oneof(fc.constant(0), fc.nat(31));
const names = fc
  .array(fc.record({ name: anyLabel, standing: standings }), { minLength: 1, maxLength: 40 })
  .map(differentNames);

test("keys with some numbers are gone to, in one walk", () => {
  fc.assert(
    fc.property(names, fc.func(fc.boolean()), (list, isAsked) => {
      const { trie, roots } = buildTries([list]);
      const { address } = roots[0]!;
      const keys = new Keys(trie);
      const text = () => keys.bytes.toString("hex", 0, keys.length);
      const all = Array.from(keys.all(address), text);
      const numbers = [...all.keys()].filter(isAsked);
      const some = Array.from(keys.some(address, numbers), text);
      expect(some).toEqual(numbers.map((number) => all[number]!));
      expect(() => [...keys.some(address, [all.length])]).toThrow(/lacks a key/);
    }),
    { numRuns: RUNS },
  );
});

describe("all names are found, in their order and with their numbers", () => {
  test("for every beginning of every name and its letters and digits, in roots that share a graph", () => {
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 3 }), (lists) =>
        expectJudged(
          lists,
          (list) =>
            list.flatMap(({ name }) => [
              ...beginnings(fold(name)),
              ...beginnings(looseOfFold(fold(name))),
            ]),
          [1, 3, 1000],
        ),
      ),
      { numRuns: RUNS },
    );
  });

  test("for queries that have nothing to do with the names", () => {
    fc.assert(
      fc.property(names, fc.array(anyLabel, { maxLength: 10 }), (list, queries) =>
        expectJudged([list], () => queries.map(fold)),
      ),
      { numRuns: RUNS },
    );
  });

  test("for one name in all spellings of its case", () => {
    const spellings = spellingsOf("a".repeat(16)).map((name) => ({ name, standing: 0 }));
    const { trie, roots } = buildTries([spellings]);
    const answers = new TrieAnswers(trie);
    const judge = new NameJudge(spellings);
    for (const length of [1, 12, 16]) {
      const found = answers.find(roots[0]!, "prefix", "a".repeat(length), 50);
      expect(found.map(({ name }) => `0 ${name}`)).toEqual(
        judge.find("prefix", "a".repeat(length), 50),
      );
    }
  });

  test("for one fold in 512 spellings beside names that begin like it", () => {
    const list = [
      ...spellingsOf("abcdefghi").map((name, i) => ({ name, standing: i % 3 })),
      ...["abcdefgh", "abcdefghij", "ABCDEFGHI-1", "a-b-c-d-e-f-g-h-i"].map((name) => ({
        name,
        standing: 1,
      })),
    ];
    expectJudged([list], () => beginnings("abcdefghi"), [1, 10, 600]);
  });

  test("for names of which each is the beginning of others, with separators anywhere", () => {
    const list = beginnings("a-b-".repeat(8))
      .slice(1)
      .flatMap((name) => [
        { name, standing: 0 },
        { name: name.toUpperCase().replace("-", "_"), standing: 2 },
      ]);
    expectJudged([differentNames(list)], () => [...beginnings("a-b-a-b"), ...beginnings("abab")]);
  });

  test("for real names of 15 species with standings", () => {
    const synonyms = realSynonyms();
    const lists = [...realGenes()].flatMap(([species, genes]) => [
      withStandings(genes.map(({ label }) => label)),
      withStandings((synonyms.get(species) ?? []).map(({ alias }) => alias)),
    ]);
    const filled = lists.filter((list) => list.length > 0);
    expectJudged(
      filled,
      (list) =>
        Array.from({ length: 12 }, (_, i) => {
          const folded = fold(list[(i * 7919) % list.length]!.name);
          const beginning = [...folded].slice(0, 1 + (i % 8)).join("");
          return i % 3 === 0 ? looseOfFold(beginning) : beginning;
        }),
      [10],
    );
  });
});

/** Names with standings that depend on nothing but the name. */
function withStandings(list: readonly string[]): StandingName[] {
  return [...new Set(list)]
    .filter((name) => name.trim() !== "")
    .map((name) => ({ name, standing: (codePoints(name) * 7 + name.charCodeAt(0)) % 32 }));
}

/** All spellings of letters a to z. */
function spellingsOf(text: string): string[] {
  return Array.from({ length: 2 ** text.length }, (_, bits) =>
    Array.from(text, (letter, i) => ((bits >> i) & 1 ? letter.toUpperCase() : letter)).join(""),
  );
}
