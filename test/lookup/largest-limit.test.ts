import { expect, test } from "bun:test";
import { realGenes } from "../support/data/ideogram.ts";
import type { Row } from "../support/data/rows.ts";
import { indexOf } from "../support/indexes/compiled.ts";
import { labelsIn, matchesIn } from "../support/indexes/look-ups.ts";

/** The largest MAXIMUM_LIMIT that can be set. */
const LARGEST_LIMIT = 10_000;

test("the steps that a query is allowed are enough for the largest limit, with the genes of each label", () => {
  const rows = realGenes()
    .get("mus_musculus")!
    .map(
      ({ label, stableId, location, db }): Row => ["mus_musculus", label, stableId, location, db],
    );
  const index = indexOf(rows);
  const [mouse] = index.species;
  for (const query of ["", "g", "gm"]) {
    expect(labelsIn(index, mouse!, query, LARGEST_LIMIT).length).toBeGreaterThan(1000);
    const matches = matchesIn(index, mouse!, query, LARGEST_LIMIT);
    expect(matches.every(({ genes }) => index.of(mouse!).geneAt(genes.first).stable_id)).toBe(true);
  }
});
