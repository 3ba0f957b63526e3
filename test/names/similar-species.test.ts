import { expect, test } from "bun:test";
import fc from "fast-check";
import { finish } from "../../src/lookup/steps.ts";
import { distance } from "../../src/names/distance.ts";
import { SpeciesNames, speciesKey } from "../../src/names/species-names.ts";

/** What is offered, computed plainly: every name is compared in full. */
function plainly(species: readonly string[], name: string): string[] {
  const wanted = speciesKey(name);
  if (wanted === "" || wanted.length > 100) return [];
  const words = wanted.split("_").filter((word) => word.length > 2);
  const rankOf = (key: string) => {
    if (key.startsWith(wanted)) return 0;
    if (words.some((word) => key.split("_").includes(word))) return 1;
    const most = Math.max(wanted.length, key.length) * 0.4;
    const edits = distance(wanted, key);
    return key.length < 5 || edits > most ? Number.POSITIVE_INFINITY : 1 + edits;
  };
  return species
    .map((one) => ({ one, rank: Math.min(...namesOf(one).map(rankOf)) }))
    .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.rank - b.rank || (a.one < b.one ? -1 : 1))
    .slice(0, 3)
    .map(({ one }) => one);
}

/** The species' own name, and its short name. */
function namesOf(species: string): string[] {
  const words = species.split("_").filter((word) => word !== "");
  const last = words.pop();
  const short = words.map((word) => word[0]).join("") + last;
  return words.length === 0 ? [species] : [species, short];
}

const word = fc.string({ unit: fc.constantFrom(..."abcé1"), minLength: 1, maxLength: 7 });
const species = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join("_"));
/** The spelling of a species by somebody who is in a hurry. */
const misspelt = fc.tuple(species, fc.nat(), fc.nat(), word).map(([name, from, length, put]) => {
  const at = from % (name.length + 1);
  return name.slice(0, at) + put.slice(0, 2) + name.slice(at + (length % 4));
});

/** Two species may have the same short name, which then means neither. */
const isShortNameShared = (all: readonly string[]) => {
  const names = all.flatMap((one) => [...new Set(namesOf(one))]);
  return new Set(names).size < names.length;
};

test("the species that are offered are those of a plain comparison with all names", () => {
  const several = fc.uniqueArray(species, { maxLength: 40 });
  let offered = 0;
  fc.assert(
    fc.property(several, fc.array(fc.oneof(species, misspelt), { maxLength: 10 }), (all, names) => {
      fc.pre(!isShortNameShared(all));
      const known = SpeciesNames.of(all.map((name) => ({ name })));
      for (const name of [...names, ...names]) {
        const found = finish(known.didYouMean(name));
        offered += found.length;
        expect({ name, found }).toEqual({ name, found: plainly(all, name) });
      }
    }),
    { numRuns: 500 },
  );
  expect(offered).toBeGreaterThan(100);
});

test("a name that is too long for a species finds none, and none is offered for it", () => {
  const longest = "a".repeat(255);
  const names = SpeciesNames.of([{ name: longest }]);
  expect(names.find(longest)?.name).toBe(longest);
  expect(names.find(`${longest} `)).toBeUndefined();
  expect(finish(names.didYouMean(`${longest}b`))).toEqual([]);
});

test("what is offered is found in small steps", () => {
  const letters = (i: number) => i.toString(36).padStart(12, "x");
  const names = SpeciesNames.of(Array.from({ length: 5000 }, (_, i) => ({ name: letters(i) })));
  const steps = names.didYouMean("yyyyyyyyyyyy");
  let taken = 0;
  while (!steps.next().done) taken++;
  expect(taken).toBeGreaterThan(100);
});
