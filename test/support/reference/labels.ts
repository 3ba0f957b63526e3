/**
 * The plain reference: for each tier filter all labels by its definition, sort them, and cut.
 *
 * It shares nothing with the code under test but the folding of texts and the parsing of locations.
 */

import type { Gene } from "../../../src/columns/gene-field.ts";
import { parseLocation } from "../../../src/columns/location-field.ts";
import { codePoints, fold } from "../../../src/names/fold.ts";
import type { Row } from "../data/rows.ts";

/** The tiers in order, each with the condition on a folded label and a folded query. */
const TIERS = {
  exact: (folded: string, query: string) => folded === query,
  prefix: (folded: string, query: string) => folded.startsWith(query),
} as const;

export type Tier = keyof typeof TIERS;
const ALL_TIERS = Object.keys(TIERS) as Tier[];

export interface Found {
  label: string;
  tier: Tier;
}

/** The labels of one species, and the correct answer to every look-up. */
export class ReferenceLabels {
  /** The distinct labels, in the order within every tier. */
  readonly #sorted: { label: string; folded: string }[];

  /** @param folding how texts are folded before they are compared */
  constructor(labels: Iterable<string>, folding: (text: string) => string = fold) {
    this.#sorted = [...new Set(labels)]
      .map((label) => {
        const folded = folding(label);
        return { label, folded, order: orderInTier(label, folded) };
      })
      .sort((a, b) => compareOrders(a.order, b.order));
  }

  find(query: string, limit: number, tiers: readonly Tier[] = ALL_TIERS): Found[] {
    const found = new Map<string, Tier>();
    for (const tier of tiers) {
      for (const { label, folded } of this.#sorted) {
        if (TIERS[tier](folded, query) && !found.has(label)) found.set(label, tier);
      }
    }
    return [...found].slice(0, limit).map(([label, tier]) => ({ label, tier }));
  }

  labels(query: string, limit: number): string[] {
    return this.find(query, limit).map(({ label }) => label);
  }
}

type Order = readonly [number, Buffer, Buffer];

/** Folds with fewer code points first, then byte order of the fold, then of the label. */
function orderInTier(label: string, folded: string): Order {
  return [codePoints(folded), Buffer.from(folded), Buffer.from(label)];
}

function compareOrders(a: Order, b: Order): number {
  return a[0] - b[0] || Buffer.compare(a[1], b[1]) || Buffer.compare(a[2], b[2]);
}

/**
 * The genes of a label, from its rows: db `core` first, then shorter chromosome names, their byte order, start, and
 * stable id; missing values come last.
 */
export function referenceGenes(rows: readonly Row[]): Gene[] {
  return rows.map(geneOf).sort(compareGenes);
}

function geneOf([, , stableId, location, db]: Row): Gene {
  const parsed = location === null ? null : parseLocation(location);
  return {
    ...(stableId !== null && { stable_id: stableId }),
    ...(parsed ?? (location !== null && { location })),
    ...(db !== null && { db }),
  };
}

function compareGenes(a: Gene, b: Gene): number {
  return (
    Number(a.db !== "core") - Number(b.db !== "core") ||
    absentLast(a.chromosome, b.chromosome, (x, y) => x.length - y.length || compareBytes(x, y)) ||
    absentLast(a.start, b.start, (x, y) => x - y) ||
    absentLast(a.stable_id, b.stable_id, compareBytes)
  );
}

function absentLast<T>(a: T | undefined, b: T | undefined, compare: (a: T, b: T) => number) {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return compare(a, b);
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
