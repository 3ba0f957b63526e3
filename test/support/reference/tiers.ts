/**
 * The plain reference of all tiers: for each tier filter all labels by its definition, sort them, and cut.
 *
 * It shares nothing with the code under test but the names of tiers, the folding of texts and the weight classes.
 */

import type { Match, Tier } from "../../../src/lookup/tiers.ts";
import { codePoints, fold } from "../../../src/names/fold.ts";
import { weightClasses } from "../../../src/names/weight-class.ts";
import type { Row } from "../data/rows.ts";
import { referenceGenes } from "./labels.ts";

/** A label, and how it was found. */
export interface ReferenceHit {
  label: string;
  tier: Tier;
  alias?: string;
  /** The id that matched, in tiers of ids. */
  stable_id?: string;
}

interface ReferenceLabel {
  label: string;
  folded: string;
  weightClass: number;
  aliases: string[];
  /** Stable ids in the order of the label's genes. */
  ids: string[];
}

/** A hit without its tier. */
type Found = Omit<ReferenceHit, "tier">;
type Filter = (labels: readonly ReferenceLabel[], query: string) => Found[];

const WHOLE_NAMES: readonly Tier[] = ["exact", "id", "exact-loose", "alias"];

const TIERS: Record<Tier, Filter> = {
  exact: labelsWhere((label, query) => label.folded === query),
  id: (labels, query) =>
    labels.flatMap(({ label, ids }) => {
      const id = ids.find((one) => withoutVersion(fold(one)) === withoutVersion(query));
      return id === undefined ? [] : [{ label, stable_id: id }];
    }),
  "exact-loose": labelsWhere(
    ({ folded }, query) => loose(query) !== "" && loose(folded) === loose(query),
  ),
  prefix: labelsWhere(({ folded }, query) => folded.startsWith(query)),
  "prefix-loose": labelsWhere(
    ({ folded }, query) => loose(query) !== "" && loose(folded).startsWith(loose(query)),
  ),
  alias: aliasesWhere((alias, query) => fold(alias) === query),
  "alias-prefix": aliasesWhere((alias, query) => fold(alias).startsWith(query)),
  "id-prefix": (labels, query) => {
    const isBeginning = /^\D+\d{4}/u.test(query) || /^\d.{5}/u.test(query);
    return labels
      .flatMap(({ label, ids }) => ids.map((id) => ({ label, stable_id: id })))
      .filter(({ stable_id }) => isBeginning && fold(stable_id).startsWith(query))
      .sort((a, b) => compareBytes(fold(a.stable_id), fold(b.stable_id)));
  },
  infix: labelsWhere(({ folded }, query) => folded.includes(query)),
  fuzzy: (labels, query) => {
    const allowed = codePoints(query) < 4 ? 0 : codePoints(query) < 8 ? 1 : 2;
    return [1, 2]
      .filter((edits) => edits <= allowed)
      .flatMap((edits) => labels.filter(({ folded }) => nearest(query, folded) === edits));
  },
};

const LAST_TIERS: Record<Match, Tier> = { prefix: "id-prefix", infix: "infix", fuzzy: "fuzzy" };

/** The labels of a species, from its rows. */
export class ReferenceSpecies {
  /** In the order within most tiers. */
  readonly #labels: ReferenceLabel[];

  constructor(rows: readonly Row[]) {
    const byLabel = [...Map.groupBy(rows, ([, label]) => label!)];
    const weights = byLabel.map(([, of]) => of.map((row) => row[5]).filter((w) => w != null));
    const given = weights.filter((of) => of.length > 0).map((of) => Math.max(...of));
    const classes = weightClasses(given);
    let next = 0;
    this.#labels = byLabel
      .map(([label, of], i) => ({
        label,
        folded: fold(label),
        weightClass: weights[i]!.length > 0 ? classes[next++]! : 0,
        aliases: aliasesOf(of, label),
        ids: referenceGenes(of).flatMap(({ stable_id }) => stable_id ?? []),
      }))
      .sort(compareLabels);
  }

  suggest(typed: string, limit: number, match: Match): ReferenceHit[] {
    const query = fold(typed);
    const names = Object.keys(TIERS) as Tier[];
    const hits = new Map<string, ReferenceHit>();
    for (const tier of names.slice(0, names.indexOf(LAST_TIERS[match]) + 1)) {
      if (query === "" || (tier === "fuzzy" && hits.size > 0)) break;
      for (const found of TIERS[tier](this.#labels, query)) {
        if (!hits.has(found.label)) hits.set(found.label, pick({ ...found, tier }));
      }
    }
    return [...hits.values()].slice(0, limit);
  }

  /** The labels of the first tier of whole names with a match. */
  resolve(name: string): { tier: Tier | null; labels: string[] } {
    for (const tier of WHOLE_NAMES) {
      const found = fold(name) === "" ? [] : TIERS[tier](this.#labels, fold(name));
      if (found.length > 0) return { tier, labels: found.map(({ label }) => label) };
    }
    return { tier: null, labels: [] };
  }
}

function labelsWhere(matches: (label: ReferenceLabel, query: string) => boolean): Filter {
  return (labels, query) => labels.filter((label) => matches(label, query));
}

/** Of several aliases of a label that match, the one with the fewest code points is shown, then the first in byte order. */
function aliasesWhere(matches: (alias: string, query: string) => boolean): Filter {
  return (labels, query) =>
    labels.flatMap(({ label, aliases }) => {
      const [alias] = aliases
        .filter((one) => matches(one, query))
        .map((one) => ({ label: one, folded: fold(one), weightClass: 0 }))
        .sort(compareLabels);
      return alias === undefined ? [] : [{ label, alias: alias.label }];
    });
}

function aliasesOf(rows: readonly Row[], label: string): string[] {
  const given = rows.flatMap((row) => row[6]?.split("|") ?? []).map((alias) => alias.trim());
  return [...new Set(given)].filter((alias) => alias !== "" && fold(alias) !== fold(label));
}

function pick({ label, tier, alias, stable_id }: ReferenceHit): ReferenceHit {
  return { label, tier, ...(alias && { alias }), ...(stable_id && { stable_id }) };
}

type Ranked = Pick<ReferenceLabel, "label" | "folded" | "weightClass">;

function compareLabels(a: Ranked, b: Ranked): number {
  return (
    b.weightClass - a.weightClass ||
    codePoints(a.folded) - codePoints(b.folded) ||
    compareBytes(a.folded, b.folded) ||
    compareBytes(a.label, b.label)
  );
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function loose(folded: string): string {
  return [...folded].filter((character) => /[\p{L}\p{N}]/u.test(character)).join("");
}

function withoutVersion(id: string): string {
  return id.replace(/(\d)\.\d+$/, "$1");
}

/** The smallest distance between a query and a prefix of a text that has the same runs of digits. */
function nearest(query: string, text: string): number {
  const characters = [...text];
  const runs = digits(query);
  return Math.min(
    ...characters.map((_, i) => {
      const beginning = characters.slice(0, i + 1);
      return digits(beginning.join("")) === runs
        ? alignment([...query], beginning)
        : Number.POSITIVE_INFINITY;
    }),
  );
}

function digits(text: string): string {
  return (text.match(/\d+/g) ?? []).join(" ");
}

/** The optimal string alignment distance, directly from its definition. */
function alignment(a: readonly string[], b: readonly string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = 0; i <= a.length; i++) {
    for (let j = 0; j <= b.length; j++) {
      if (i === 0 || j === 0) {
        table[i]![j] = i + j;
        continue;
      }
      const options = [
        table[i - 1]![j]! + 1,
        table[i]![j - 1]! + 1,
        table[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1),
      ];
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        options.push(table[i - 2]![j - 2]! + 1);
      }
      table[i]![j] = Math.min(...options);
    }
  }
  return table[a.length]![b.length]!;
}
