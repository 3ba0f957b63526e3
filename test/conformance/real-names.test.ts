/** Real labels, stable ids and aliases are found by their whole names. */

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { compile } from "../../src/compile/compile.ts";
import { Rows } from "../../src/compile/rows.ts";
import { IndexCatalogue } from "../../src/lookup/index-catalogue.ts";
import { OpenIndex } from "../../src/lookup/open-index.ts";
import { fold } from "../../src/names/fold.ts";
import { loose } from "../../src/names/loose.ts";
import { realGenesOf } from "../reference/real-genes.ts";
import { realGenes, realSynonyms } from "../support/data/ideogram.ts";
import { sourceRow } from "../support/data/rows.ts";
import { fileOf } from "../support/indexes/compiled.ts";
import { Judge } from "./judge.ts";

// Hundreds of thousands of look-ups.
setDefaultTimeout(120_000);

/** Suggestions that a user looks at. */
const SHOWN = 5;
/** More labels than have one whole name, and code points than any query has: whole names alone are found. */
const ALL = 1000;

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

/** All names of this species are tested, and one in STRIDE of those of the others. */
const WHOLE = "homo_sapiens";
const STRIDE = 4;
/** As many times fewer aliases are asked for in each further spelling. */
const FURTHER_STRIDE = 4;

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

  const aliases = (synonyms.get(species) ?? [])
    // One alias of the package contains a control character, and is refused.
    .filter(({ label, alias }) => known.has(label) && !/\p{Cc}/u.test(alias))
    .filter(isAsked);

  test("each alias is resolved to its gene, or to one with that label", () => {
    const { results } = catalogue.resolve(
      species,
      aliases.map(({ alias }) => alias),
    );
    const missed = aliases.filter(({ label }, i) => {
      const { tier, genes: found } = results[i]!;
      return tier === "alias" ? !found.some((gene) => gene.label === label) : tier === null;
    });
    expect(missed).toEqual([]);
  });

  const further = aliases.filter((_, i) => i % FURTHER_STRIDE === 0);
  const suggestionsFor = (query: string) =>
    catalogue.suggest([species], { query, limit: ALL, labelMinimum: ALL, match: "prefix" })
      .suggestions;

  test("every fourth of these aliases finds its gene in lower and in upper case, as a label, an id or an alias", () => {
    const missed = further.flatMap(({ alias, label }) =>
      [alias.toLowerCase(), alias.toUpperCase()]
        // Upper case may be another text: that of ß is SS.
        .filter((query) => fold(query) === fold(alias))
        .filter((query) => {
          const found = suggestionsFor(query).find((one) => one.label === label);
          return found === undefined || !["exact", "id", "alias"].includes(found.tier);
        }),
    );
    expect(missed).toEqual([]);
  });

  test("every fourth of these aliases finds its gene without punctuation, as a whole name", () => {
    const missed = further.filter(({ alias, label }) => {
      const bare = loose(alias);
      if (bare === "") return suggestionsFor(alias).length === 0;
      return !suggestionsFor(bare).some((one) => one.label === label);
    });
    expect(missed).toEqual([]);
  });
});

/** As people type and paste them: other dashes, Greek, an invisible character, dates of spreadsheets, misspellings. */
const TYPED: Record<string, readonly string[]> = {
  homo_sapiens: [
    ..."CD20 MLL CD10 P-gp MIB-1 RNU68 KI67 NAV1_7 CKIT PD\u2013L1 IL\u20118 p5\u200b3 TNFα NF-κB nkx25 hlaa T --".split(
      " ",
    ),
    ..."1-Mar Mar-01 2-Sep OCT-4 dec-1 egrf apeo brac1 tpp53 IFN-γ TGF-β1 CD8⁺ p21ᶜⁱᵖ¹ ＢＲＣＡ１ N/A".split(
      " ",
    ),
    ..."ENSG00000141510.18_3 gene:ENSG00000141510 ENSG00000141510_PAR_Y ENSG0000013961".split(" "),
    ...["  tp53\t", "CTLA 4", "Y RNA", '"BRCA1"', "5\u2019NT"],
  ],
  drosophila_melanogaster: ["Mal-", "mir-1-2", "suvar39", "αTub84B", "β-Tub", "Dl"],
};

test.each(Object.entries(TYPED))(
  "names as people type them find in %s what the reference finds",
  async (species, names) => {
    const ofSpecies = realGenesOf(species).map((gene) => ({ ...gene, description: null }));
    const judge = new Judge(ofSpecies, catalogue);
    for (const name of names) {
      await judge.expectSuggestions([species], name, { limits: [SHOWN], labelMinimums: [3] });
      await judge.expectLocated([species], name, SHOWN);
      await judge.expectResolution(species, name);
    }
  },
);
