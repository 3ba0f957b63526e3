import { describe, expect, test } from "bun:test";
import { Query } from "../../src/lookup/query.ts";
import { searchTiers } from "../../src/lookup/tier-search.ts";
import { fold } from "../../src/names/fold.ts";
import { referenceOf, WITH_INDEX } from "../reference/reference.ts";
import { type GeneRow, realGenes } from "../support/data/ideogram.ts";
import type { Row } from "../support/data/rows.ts";
import { indexOf, speciesOf } from "../support/indexes/compiled.ts";
import { referenceGenes } from "./judge.ts";

const SAMPLED_LABELS = 25;
const LONGEST_BEGINNING = 8;
const LIMIT = 10;

const genes = realGenes();
const rowsOf = (species: string, rows: readonly GeneRow[]) =>
  rows.map(({ label, stableId, location, db }): Row => [species, label, stableId, location, db]);
const index = indexOf([...genes].flatMap(([species, rows]) => rowsOf(species, rows)));

describe("real labels: every prefix of a sample finds what the reference finds", () => {
  test.each([...genes])("%s", (species, rows) => {
    const labels = [...new Set(rows.map(({ label }) => label))];
    const reference = referenceOf(referenceGenes(rowsOf(species, rows)), {
      ...WITH_INDEX,
      tiers: ["exact", "prefix"],
    });
    const entry = speciesOf(index, species);
    for (const query of new Set(sample(labels).flatMap(beginnings))) {
      const asked = { limit: LIMIT, labelMinimum: 0 };
      const expected = reference.suggest([species], query, asked);
      const found = searchTiers(index.of(entry), {
        query: new Query(query),
        limit: LIMIT,
        tiers: ["exact", "prefix"],
      });
      expect<unknown>({ query, found: found.map(({ label, tier }) => ({ label, tier })) }).toEqual({
        query,
        found: expected.map(({ label, tier }) => ({ label, tier })),
      });
    }
  });
});

test("real genes: each species has as many labels and genes as its rows", () => {
  for (const [species, rows] of genes) {
    const labels = new Set(rows.map(({ label }) => label)).size;
    const different = new Set(rows.map((row) => JSON.stringify(row))).size;
    expect(speciesOf(index, species)).toMatchObject({ labels, genes: different });
  }
});

/** Labels at regular intervals in the list. */
function sample(labels: readonly string[]): string[] {
  return Array.from(
    { length: SAMPLED_LABELS },
    (_, i) => labels[Math.floor((i * labels.length) / SAMPLED_LABELS)]!,
  );
}

function beginnings(label: string): string[] {
  const characters = [...fold(label)];
  const lengths = Array.from({ length: LONGEST_BEGINNING }, (_, i) => i + 1);
  return [...lengths, characters.length].map((length) => characters.slice(0, length).join(""));
}
