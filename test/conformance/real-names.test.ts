/** Real labels, stable ids and aliases are found by their whole names. */

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { compile } from "../../src/compile/compile.ts";
import { Rows } from "../../src/compile/rows.ts";
import { IndexCatalogue } from "../../src/lookup/index-catalogue.ts";
import { OpenIndex } from "../../src/lookup/open-index.ts";
import { fold } from "../../src/names/fold.ts";
import { loose } from "../../src/names/loose.ts";
import { realGenes, realSynonyms } from "../support/data/ideogram.ts";
import { sourceRow } from "../support/data/rows.ts";
import { fileOf } from "../support/indexes/compiled.ts";

// Hundreds of thousands of look-ups.
setDefaultTimeout(120_000);

/** Suggestions that a user looks at. */
const SHOWN = 5;

const genes = realGenes();
const synonyms = realSynonyms();

const rows = new Rows();
for (const [species, all] of genes) {
  for (const { label, stableId, location, db } of all) {
    rows.add(sourceRow([species, label, stableId, location, db]));
  }
  for (const { alias, label } of synonyms.get(species) ?? []) {
    rows.annotations.addAlias({ species, stableId: null, displayLabel: label }, alias, false);
  }
}
const catalogue = new IndexCatalogue(new OpenIndex(fileOf(compile(rows))));

const labelsFor = (species: string, query: string) =>
  catalogue.labels([species], { query, limit: SHOWN, labelMinimum: 0, match: "prefix" }).labels;

/** All names of this species are tested, and a sample of those of the others. */
const WHOLE = "homo_sapiens";
const STRIDE = 4;

describe.each([...genes])("%s", (species, everyGene) => {
  const isAsked = (_: unknown, i: number) => species === WHOLE || i % STRIDE === 0;
  const all = everyGene.filter(isAsked);
  const known = new Set(everyGene.map(({ label }) => label));
  const labels = [...known].filter(isAsked);
  const exact = new Set([...known].map(fold));

  test("each label comes first for its own name, in any case", () => {
    const missed = labels.filter((label) => {
      const upper = labelsFor(species, label.toUpperCase())[0] ?? "";
      const lower = labelsFor(species, label.toLowerCase())[0] ?? "";
      return fold(upper) !== fold(label) || fold(lower) !== fold(label);
    });
    expect(missed).toEqual([]);
  });

  test("each label is among the first for its name without punctuation, or comes after labels with exactly that name", () => {
    const missed = labels.filter((label) => {
      const bare = loose(label);
      if (bare === fold(label) || exact.has(bare)) return false;
      return !labelsFor(species, bare).includes(label);
    });
    expect(missed).toEqual([]);
  });

  test("each stable id is resolved to its gene", () => {
    const names = all.map(({ stableId }) => `${stableId.toLowerCase()}.3`);
    const { results } = catalogue.resolve(species, names);
    const missed = all.filter(
      ({ stableId, label }, i) =>
        results[i]!.tier !== "id" ||
        !results[i]!.genes.some((gene) => gene.stable_id === stableId && gene.label === label),
    );
    expect(missed).toEqual([]);
  });

  test("each alias is resolved to its gene, or to one with that label", () => {
    const aliases = (synonyms.get(species) ?? [])
      .filter(({ label }) => known.has(label))
      .filter(isAsked);
    const { results } = catalogue.resolve(
      species,
      aliases.map(({ alias }) => alias),
    );
    const missed = aliases.filter(({ label }, i) => {
      const { tier, genes: found } = results[i]!;
      return tier === "alias" ? !found.some((gene) => gene.label === label) : tier === null;
    });
    // One alias of the package contains a control character, and is refused.
    expect(missed.filter(({ alias }) => !/\p{Cc}/u.test(alias))).toEqual([]);
  });
});
