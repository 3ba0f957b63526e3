/** How many characters must be typed until a gene is among the first suggestions. */

import { compile } from "../../src/compile/compile.ts";
import { Rows } from "../../src/compile/rows.ts";
import { encodeIndex } from "../../src/format/index-file.ts";
import { IndexCatalogue } from "../../src/lookup/index-catalogue.ts";
import { OpenIndex } from "../../src/lookup/open-index.ts";
import { codePoints, fold } from "../../src/names/fold.ts";
import { readSettings } from "../../src/settings.ts";
import {
  type GeneRow,
  humanWeights,
  realGenes,
  realSynonyms,
} from "../../test/support/data/ideogram.ts";
import { sourceRow } from "../../test/support/data/rows.ts";
import type { Figure, Table } from "./figures.ts";

const SPECIES = "homo_sapiens";
/** Suggestions that a user looks at. */
const SHOWN = 5;
/** Share of the gap between the shortest-first and the best order that weights must close. */
const CLOSED = 0.95;

/** Whole aliases and loose names come before prefixes (MIR9-2 for `mir92`), which costs a few genes a character. */
const NO_WORSE = 1.002;

/** Percent of aliases typed whole that may lead to other genes first, and to none of theirs among the first. */
const MISSES = { first: 2, shown: 1 };

/** A label, and how often people are assumed to look for it. */
interface WantedLabel {
  label: string;
  characters: string[];
  weight: number;
}

/** The labels that are suggested for what was typed so far, best first. */
type Suggest = (typed: string) => ReadonlySet<string>;

export async function relevance(): Promise<Table[]> {
  const rows = realGenes().get(SPECIES)!;
  const wanted = wantedLabels();
  const { labelMinimum } = readSettings(["labelMinimum"], { flags: {}, environment: {} });
  const folds = new Map(wanted.map(({ label }) => [label, fold(label)]));
  const byFold = (a: WantedLabel, b: WantedLabel) =>
    Buffer.compare(Buffer.from(folds.get(a.label)!), Buffer.from(folds.get(b.label)!));
  const orders = {
    alphabetical: inOrder(wanted, byFold),
    shortest: inOrder(wanted, (a, b) => a.characters.length - b.characters.length || byFold(a, b)),
    best: inOrder(wanted, (a, b) => b.weight - a.weight),
  };
  const plainIndex = suggestFrom(rows, wanted, false);
  const weightedIndex = suggestFrom(rows, wanted, true);
  const typing = [1, labelMinimum].map((from) => {
    const typed = (suggest: Suggest) => meanTyped(wanted, suggest, from);
    const baselines = {
      alphabetical: typed(orders.alphabetical),
      shortest: typed(orders.shortest),
      best: typed(orders.best),
    };
    const plain = typed(plainIndex);
    const weighted = typed(weightedIndex);
    return {
      title: `characters to type until a gene is among the first ${SHOWN}, human genes, from ${from} on`,
      figures: figuresOf(plain, weighted, baselines),
    };
  });
  const indexes = { plain: plainIndex, weighted: weightedIndex };
  return [...typing, aliasesTypedWhole(new Set(rows.map(({ label }) => label)), indexes)];
}

/** How often an alias that is typed whole leads to other genes than those that have it. */
function aliasesTypedWhole(
  known: ReadonlySet<string>,
  indexes: Record<"plain" | "weighted", Suggest>,
): Table {
  const labelsOf = new Map<string, Set<string>>();
  for (const { alias, label } of realSynonyms().get(SPECIES)!) {
    if (!known.has(label)) continue;
    const labels = labelsOf.get(fold(alias)) ?? new Set();
    labelsOf.set(fold(alias), labels.add(label));
  }
  const figures = Object.entries(indexes).flatMap(([name, suggest]): Figure[] => {
    const misses = { first: 0, shown: 0 };
    for (const [alias, labels] of labelsOf) {
      const suggested = [...suggest(alias)];
      if (!suggested.slice(0, 1).some((label) => labels.has(label))) misses.first++;
      if (!suggested.some((label) => labels.has(label))) misses.shown++;
    }
    const percent = (count: number) => ({ value: (100 * count) / labelsOf.size });
    const unit = "%";
    return [
      {
        name: `${name}: another gene is first`,
        unit,
        ours: percent(misses.first),
        must: [{ of: "ours", atMost: MISSES.first }],
      },
      {
        name: `${name}: not among the first ${SHOWN}`,
        unit,
        ours: percent(misses.shown),
        must: [{ of: "ours", atMost: MISSES.shown }],
      },
    ];
  });
  return { title: `${labelsOf.size} human aliases typed whole`, figures };
}

function figuresOf(
  plain: number,
  weighted: number,
  { alphabetical, shortest, best }: Record<"alphabetical" | "shortest" | "best", number>,
): Figure[] {
  const figure = (name: string, ours: number, baseline: string, value: number): Figure => ({
    name,
    unit: "characters",
    ours: { value: ours },
    baseline: { name: baseline, value },
  });
  return [
    figure("without weights", plain, "alphabetical, as the original", alphabetical),
    {
      ...figure("without weights", plain, "shortest first", shortest),
      must: [{ of: "ratio", atMost: NO_WORSE }],
    },
    {
      ...figure("with weights", weighted, "shortest first", shortest),
      must: [{ of: "ours", atMost: shortest - CLOSED * (shortest - best) }],
    },
    figure("with weights", weighted, "best possible order", best),
  ];
}

/** A label's weight is 1 / rank of its first gene among the studied ones, and 0 if there is none. */
function wantedLabels(): WantedLabel[] {
  return [...humanWeights()].map(([label, weight]) => ({
    label,
    weight,
    characters: [...fold(label)],
  }));
}

/** The weighted mean of the characters to type; a label that is not found counts with one more than its length. */
function meanTyped(wanted: readonly WantedLabel[], suggest: Suggest, from: number): number {
  const known = new Map<string, ReadonlySet<string>>();
  let sum = 0;
  let weights = 0;
  for (const { label, characters, weight } of wanted) {
    if (weight === 0) continue;
    let typed = Math.min(from, characters.length);
    for (; typed <= characters.length; typed++) {
      const text = characters.slice(0, typed).join("");
      const suggested = known.get(text) ?? suggest(text);
      known.set(text, suggested);
      if (suggested.has(label)) break;
    }
    sum += weight * typed;
    weights += weight;
  }
  return sum / weights;
}

/** The first labels in an order that begin with what was typed. */
function inOrder(
  labels: readonly WantedLabel[],
  compare: (a: WantedLabel, b: WantedLabel) => number,
): Suggest {
  const first = new Map<string, Set<string>>();
  for (const { label, characters } of labels.toSorted(compare)) {
    for (let length = 1; length <= characters.length; length++) {
      const typed = characters.slice(0, length).join("");
      const labelsOf = first.get(typed) ?? new Set();
      first.set(typed, labelsOf);
      if (labelsOf.size < SHOWN) labelsOf.add(label);
    }
  }
  return (typed) => first.get(typed)!;
}

/** The suggestions of an index of the same genes and their synonyms. */
function suggestFrom(
  rows: readonly GeneRow[],
  wanted: readonly WantedLabel[],
  weighted: boolean,
): Suggest {
  const built = new Rows();
  for (const { label, stableId, location, db } of rows) {
    built.add(sourceRow([SPECIES, label, stableId, location, db]));
  }
  const reference = (displayLabel: string) => ({ species: SPECIES, stableId: null, displayLabel });
  for (const { alias, label } of realSynonyms().get(SPECIES)!) {
    built.annotations.addAlias(reference(label), alias, false);
  }
  for (const { label, weight } of weighted ? wanted : []) {
    built.annotations.addWeight(reference(label), weight);
  }
  const { parts } = encodeIndex(compile(built), {
    source: "ideogram",
    release: null,
    rows: { read: rows.length, repeated: 0, refused: {} },
    builder: "",
    built: "",
  });
  const catalogue = new IndexCatalogue(new OpenIndex(Buffer.concat(parts)));
  return (typed) => {
    const question = {
      query: typed,
      limit: SHOWN,
      labelMinimum: codePoints(typed),
      match: "prefix" as const,
    };
    const { suggestions } = catalogue.suggest([SPECIES], question);
    return new Set(suggestions.map(({ label }) => label));
  };
}
