/** How bad indexes may behave: they are refused with an IndexError, or they answer. */

import { IndexError } from "../../../src/errors.ts";
import { OpenIndex } from "../../../src/lookup/open-index.ts";
import { verifyIndex } from "../../../src/store/verify.ts";
import { labelsIn, matchesIn } from "../../support/indexes/look-ups.ts";

const QUERIES = ["", "b", "brca2", "οδοσ", "pcnp"];
const LIMIT = 5;

/** The error of the full verification; null if it accepts the bytes. @throws any error that is not an IndexError */
export function refusalOf(bytes: Uint8Array): IndexError | null {
  return refusalBy(() => verifyIndex(bytes));
}

/** Opens the bytes without verification, and makes all kinds of look-ups. @throws any error that is not an IndexError */
export function ask(bytes: Uint8Array): void {
  refusalBy(() => {
    const index = new OpenIndex(bytes);
    for (const species of index.species) {
      for (const query of QUERIES) {
        refusalBy(() => labelsIn(index, species, query, LIMIT));
        refusalBy(() => {
          for (const { genes } of matchesIn(index, species, query, LIMIT)) {
            refusalBy(() => index.of(species).geneAt(genes.first));
          }
        });
      }
      refusalBy(() => index.of(species).geneAt(species.genes - 1));
    }
  });
}

/** A contradiction in an index that was accepted; null if there is none. */
export function contradictionIn(bytes: Uint8Array): string | null {
  const index = new OpenIndex(bytes);
  for (const species of index.species) {
    const matches = matchesIn(index, species, "", species.labels + 1);
    if (matches.length !== species.labels) return `${matches.length} labels of ${species.labels}`;
    let end = 0;
    for (const { genes } of matches.toSorted((a, b) => a.genes.first - b.genes.first)) {
      if (genes.first !== end || genes.end <= end) return `genes ${end} are not one label's`;
      end = genes.end;
    }
    if (end !== species.genes) return `${end} genes of ${species.genes}`;
    for (let gene = 0; gene < end; gene++) index.of(species).geneAt(gene);
    for (const query of QUERIES) {
      const labels = labelsIn(index, species, query, LIMIT);
      const matched = matchesIn(index, species, query, LIMIT).map(({ label }) => label);
      if (!Bun.deepEquals(labels, matched)) return `two answers to ${query}`;
    }
  }
  return null;
}

function refusalBy(action: () => unknown): IndexError | null {
  try {
    action();
    return null;
  } catch (error) {
    if (error instanceof IndexError) return error;
    throw error;
  }
}
