/** What holds for every answer of the reference, and that the generators reach every part of the contract. */

import { expect, test } from "bun:test";
import fc from "fast-check";
import { candidatesOf, labelsDescribedLike, labelsNamedLike } from "./candidates.ts";
import { cases } from "./generators.ts";
import { type Gene, type Label, speciesOf } from "./genes.ts";
import { fold, loose, nameOf, queryOf } from "./names.ts";
import { type Options, referenceOf, type Suggestion, type Tier } from "./reference.ts";
import { fit, isBeforeWords, tiersInOrder } from "./tiers.ts";

const OPTIONS: Options[] = [
  {},
  { match: "infix" },
  { match: "fuzzy" },
  { match: "fuzzy", labelMinimum: 1 },
  { labelMinimum: 5 },
  { api: "/gene_suggest/", match: "fuzzy", labelMinimum: 4 },
];

const keyOf = ({ species, label }: Suggestion) => JSON.stringify([species, label]);

/** What is told of suggestions, genes by their number. */
const told = (suggestions: readonly Suggestion[], genes: readonly Gene[]) =>
  suggestions.map(({ genes: of, gene, ...rest }) => ({
    ...rest,
    gene: genes.indexOf(gene),
    genes: of.map((one) => genes.indexOf(one)),
  }));

/** A permutation of an array that is always the same. */
const shuffled = <T>(all: readonly T[]): T[] => [
  ...all.filter((_, index) => index % 3 === 1).reverse(),
  ...all.filter((_, index) => index % 3 !== 1).reverse(),
];

test("candidates lose no label that fits a tier", () => {
  fc.assert(
    fc.property(cases({ manyAliases: true, labelsThatAreNoNames: true }), ({ genes, queries }) => {
      for (const [name, ofSpecies] of Map.groupBy(genes, (gene) => gene.species)) {
        const species = speciesOf(name, ofSpecies);
        const candidates = candidatesOf(species);
        for (const text of queries) {
          const query = queryOf(text);
          if (query === null) continue;
          const named = labelsNamedLike(candidates, query);
          const described = labelsDescribedLike(candidates, query);
          const lost = (tier: Tier, compared: Set<Label>) =>
            species.labels.filter(
              (label) => !compared.has(label) && fit(tier, species, label, query) !== null,
            );
          for (const tier of tiersInOrder(query).filter(isBeforeWords)) {
            expect(lost(tier, named)).toEqual([]);
          }
          expect(lost("words", described)).toEqual([]);
        }
      }
    }),
    { numRuns: 100 },
  );
});

test("a label stands once, in tiers that ascend, and a limit cuts", () => {
  fc.assert(
    fc.property(cases(), fc.constantFrom(...OPTIONS), ({ species, genes, queries }, options) => {
      const reference = referenceOf(genes);
      for (const text of queries) {
        const suggestions = reference.suggest(species, text, options);
        expect(new Set(suggestions.map(keyOf)).size).toBe(suggestions.length);
        const query = queryOf(text);
        if (query === null) {
          expect(suggestions).toEqual([]);
          continue;
        }
        const { labelMinimum = 3 } = options;
        const order =
          query.codePoints.length < labelMinimum
            ? ["exact", "id", "alias", "exact-loose", "alias-loose"]
            : tiersInOrder(query);
        const tiers = suggestions.map(({ tier }) => order.indexOf(tier));
        expect(tiers).not.toContain(-1);
        expect(tiers).toEqual(tiers.toSorted((a, b) => a - b));
        expect(reference.suggest(species, text, { ...options, limit: 3 })).toEqual(
          suggestions.slice(0, 3),
        );
      }
    }),
    { numRuns: 60 },
  );
});

test("several species are asked as each by itself, and rows in any order", () => {
  fc.assert(
    fc.property(cases(), fc.constantFrom(...OPTIONS), ({ species, genes, queries }, options) => {
      const reference = referenceOf(genes);
      const other = referenceOf(shuffled(genes));
      // Genes of a label that share a stable id, or have none, stand as they are given.
      const withoutGenes = (suggestions: readonly Suggestion[]) =>
        suggestions.map(({ genes: _genes, gene: _gene, ...rest }) => rest);
      for (const query of queries) {
        const merged = reference.suggest(species, query, options);
        for (const name of species) {
          expect(told(merged, genes).filter((one) => one.species === name)).toEqual(
            told(reference.suggest([name], query, options), genes),
          );
        }
        expect(withoutGenes(other.suggest(species, query, options))).toEqual(withoutGenes(merged));
      }
    }),
    { numRuns: 60 },
  );
});

test("locate begins with what resolve takes, and goes on as suggest", () => {
  fc.assert(
    fc.property(cases(), fc.constantFrom(...OPTIONS), ({ species, genes, queries }, options) => {
      const reference = referenceOf(genes);
      for (const query of queries) {
        for (const name of species) {
          const { taken, suggestions } = reference.resolve(name, query, options);
          const located = reference.locate([name], query, options);
          const keys = new Set(taken.map(keyOf));
          const others = reference
            .suggest([name], query, options)
            .filter((one) => !keys.has(keyOf(one)));
          expect(told(located, genes)).toEqual(told([...taken, ...others], genes));
          expect(new Set(taken.map(({ tier }) => tier)).size).toBeLessThan(2);
          expect(suggestions === undefined).toBe(taken.length > 0);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("every whole name, and every id, is found by itself, in any case", () => {
  fc.assert(
    fc.property(cases(), ({ genes }) => {
      const reference = referenceOf(genes);
      const tierOf = (gene: Gene, query: string) =>
        reference
          .suggest([gene.species], query, { labelMinimum: 600 })
          .find(({ label }) => label === gene.label)?.tier;
      // Upper case may be another text (`SS` for `ß`).
      const spellings = (name: string) =>
        [name, fold(name)!, name.toUpperCase()].filter((one) => fold(one) === fold(name));
      for (const gene of genes) {
        for (const query of spellings(gene.label)) expect(tierOf(gene, query)).toBe("exact");
        for (const { name } of gene.aliases.filter((alias) => !!fold(alias.name))) {
          for (const query of spellings(name)) {
            expect(["exact", "id", "alias"]).toContain(tierOf(gene, query)!);
          }
        }
        for (const id of [gene.stableId ?? "", ...gene.otherIds].filter((one) => !!fold(one))) {
          for (const query of spellings(id)) {
            expect(["exact", "id"]).toContain(tierOf(gene, query)!);
          }
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("folds and loose forms stay as they are when they are made again", () => {
  fc.assert(
    fc.property(cases(), ({ genes, queries }) => {
      for (const text of [...genes.map(({ label }) => label), ...queries]) {
        const name = nameOf(text);
        if (name.fold === null || name.fold.length > 512) continue;
        expect(fold(name.fold)).toBe(name.fold);
        expect(loose(name.loose ?? "")).toBe(name.loose);
      }
    }),
    { numRuns: 60 },
  );
});

test("generated cases reach every tier, and every kind of answer", () => {
  const seen = new Map<string, number>();
  const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
  const sample = fc.sample(cases({ mostGenes: 60, mostQueries: 100 }), { numRuns: 60, seed: 14 });
  for (const { species, genes, queries } of sample) {
    const reference = referenceOf(genes);
    for (const query of queries) {
      const suggestions = reference.suggest(species, query, { match: "fuzzy", labelMinimum: 1 });
      for (const { tier, former, matches } of suggestions) {
        count(tier);
        if (former) count("former");
        for (const { field } of matches ?? []) count(`matches ${field}`);
        if (matches === undefined && /^(exact|alias)$/.test(tier)) count("matches absent");
      }
      if (suggestions.length === 0) count("nothing");
      for (const name of species) {
        const { taken, suggestions: offered } = reference.resolve(name, query);
        for (const { tier } of taken) count(`taken ${tier}`);
        for (const { stableId } of reference.genesByStableId([name], query)) {
          if (fold(stableId!) === fold(query)) continue;
          count(stableId!.endsWith("_PAR_Y") ? "another version in PAR_Y" : "another version");
        }
        if (/^(exact|alias)-loose$/.test(offered?.[0]?.tier ?? ""))
          count("offered for other digits");
        if (offered?.[0]?.tier === "exact") count("offered for a date");
      }
    }
  }
  const kinds = [
    ..."exact id alias exact-loose alias-loose prefix prefix-loose alias-prefix".split(" "),
    ..."id-prefix words infix fuzzy former nothing".split(" "),
    ...["label", "alias", "description", "absent"].map((field) => `matches ${field}`),
    ...["exact", "id", "alias", "exact-loose", "alias-loose"].map((tier) => `taken ${tier}`),
    "another version",
    "another version in PAR_Y",
    "offered for other digits",
    "offered for a date",
  ];
  expect(kinds.filter((kind) => (seen.get(kind) ?? 0) < 5)).toEqual([]);
});
