/** Look-ups within the process, compared with the six-line rival. */

import { IndexCatalogue } from "../../src/lookup/index-catalogue.ts";
import { OpenIndex } from "../../src/lookup/open-index.ts";
import { fold } from "../../src/names/fold.ts";
import { mapIndex } from "../../src/store/read-index.ts";
import { randomNumbers } from "../../test/support/data/corpus.ts";
import { type Bench, type Corpus, readLabels } from "./corpora.ts";
import { type Figure, median, percentile, type Table } from "./figures.ts";
import { rivalLabels, type SortedSpecies, sortSpecies } from "./rival.ts";

const LIMIT = 10;
const PREFIX_LENGTHS = [1, 2, 3, 4, 6];
/** Up to this length prefixes have so many labels that the 99th percentile is judged. */
const LONGEST_CROWDED_PREFIX = 4;

/** Limits of ratios to the rival, of medians by the length of the prefix and of the 99th percentiles; microseconds. */
interface Limits {
  must: Record<number, number>;
  aim: Record<number, number>;
  aimedTime: number;
}
const ALL_TIERS: Limits = {
  must: { 1: 0.05, 2: 0.3, 3: 0.6, 4: 0.6, 6: 0.6 },
  aim: { 1: 0.03, 2: 0.15, 3: 0.35, 4: 0.3, 6: 0.3 },
  aimedTime: 3,
};
const TIER_PREFIX: Limits = {
  must: { 1: 0.03, 2: 0.2, 3: 0.4, 4: 0.35, 6: 0.35 },
  aim: { 1: 0.015, 2: 0.1, 3: 0.25, 4: 0.2, 6: 0.2 },
  aimedTime: 2,
};
const TAIL_MUST = 0.02;
const TAIL_AIM = 0.008;
const TAIL_AIMED_TIME = 6;

const QUERIES = 10_000;
const SMALL_QUERIES = 500;
/** The two take turns of this many queries, so many that caches are warm for most of them. */
const BLOCK = 500;
const WARM_UP = 4000;
const SEED = 1;

interface Query {
  species: number;
  prefix: string;
}

type LookUp = (query: Query) => unknown;

/** The time of each call in nanoseconds. */
interface Times {
  ours: Float64Array;
  rival: Float64Array;
}

export async function lookup({ corpora, small }: Bench): Promise<Table[]> {
  const labels = await readLabels(corpora.scale.labels);
  const names = [...labels.keys()];
  const all = [...labels.values()];
  const largest = all.indexOf(all.reduce((a, b) => (b.length > a.length ? b : a)));
  const count = small ? SMALL_QUERIES : QUERIES;
  const random = randomNumbers(SEED);
  const any = () => Math.floor(random() * all.length);
  const sorted: SortedSpecies[] = all.map(sortSpecies);
  const rival: LookUp = ({ species, prefix }) => rivalLabels(sorted[species]!, prefix, LIMIT);
  const measure = (
    ours: LookUp,
    chooseSpecies: () => number,
    figures: (length: number, times: Times) => Figure[],
    warmUp: (query: Query) => void,
  ) =>
    PREFIX_LENGTHS.flatMap((length) => {
      const sample = (many: number) => sampleQueries(many, length, all, chooseSpecies, random);
      for (const query of sample(Math.min(count, WARM_UP))) warmUp(query);
      return figures(length, timesOf(sample(count), ours, rival));
    });

  const allTiers = ofAllTiers(corpora.scale, names);
  const prefix = ofTierPrefix(corpora.scale, names);
  const askBoth = (query: Query) => [allTiers(query), rival(query)];
  const compare = (query: Query) => requireEqual(query, prefix, rival);
  return [
    {
      title: `look-up in all tiers of the whole index, top ${LIMIT}, any of ${all.length} species (the timer itself: ${timerNanoseconds()} ns)`,
      figures: measure(allTiers, any, judged(ALL_TIERS), askBoth),
    },
    {
      title: `the same in tier prefix alone, without weights`,
      figures: measure(prefix, any, judged(TIER_PREFIX), compare),
    },
    {
      title: `tier prefix in the largest species, ${names[largest]}, ${all[largest]!.length.toLocaleString("en")} labels`,
      figures: measure(prefix, () => largest, figuresOf, compare),
    },
  ];
}

function ofAllTiers(corpus: Corpus, names: readonly string[]): LookUp {
  const catalogue = new IndexCatalogue(new OpenIndex(mapIndex(corpus.wholeIndex)));
  return ({ species, prefix: query }) =>
    catalogue.labels([names[species]!], {
      query,
      limit: LIMIT,
      labelMinimum: 1,
      match: "prefix",
    });
}

function ofTierPrefix(corpus: Corpus, names: readonly string[]): LookUp {
  const index = new OpenIndex(mapIndex(corpus.genesIndex));
  const entries = names.map((name) => index.species.find((entry) => entry.name === name)!);
  return ({ species, prefix }) =>
    index
      .of(entries[species]!)
      .startingWith(prefix, LIMIT)
      .map(({ label }) => label);
}

/** Beginnings of random labels, where each label of a species is equally likely. */
function sampleQueries(
  count: number,
  length: number,
  labels: readonly string[][],
  chooseSpecies: () => number,
  random: () => number,
): Query[] {
  const queries: Query[] = [];
  while (queries.length < count) {
    const species = chooseSpecies();
    const ofSpecies = labels[species]!;
    const characters = [...fold(ofSpecies[Math.floor(random() * ofSpecies.length)]!)];
    if (characters.length < length) continue;
    queries.push({ species, prefix: characters.slice(0, length).join("") });
  }
  return queries;
}

/** Has both answer all queries, in alternating blocks, and times each call. Other queries warm them up. */
function timesOf(queries: readonly Query[], ours: LookUp, rival: LookUp): Times {
  const times = {
    ours: new Float64Array(queries.length),
    rival: new Float64Array(queries.length),
  };
  for (let from = 0; from < queries.length; from += BLOCK) {
    time(queries, from, ours, times.ours);
    time(queries, from, rival, times.rival);
  }
  return times;
}

function time(queries: readonly Query[], from: number, lookUp: LookUp, into: Float64Array): void {
  const end = Math.min(queries.length, from + BLOCK);
  for (let i = from; i < end; i++) {
    const query = queries[i]!;
    const start = Bun.nanoseconds();
    lookUp(query);
    into[i] = Bun.nanoseconds() - start;
  }
}

function requireEqual(query: Query, ours: LookUp, rival: LookUp): void {
  const [a, b] = [ours(query), rival(query)];
  if (!Bun.deepEquals(a, b)) throw new Error(`${query.prefix}: ${a} is not ${b}`);
}

function figuresOf(length: number, { ours, rival }: Times): [Figure, Figure] {
  const figure = (name: string, of: (times: Float64Array) => number): Figure => ({
    name: `${length} ${length === 1 ? "character" : "characters"}, ${name}`,
    unit: "us",
    ours: { value: of(ours) / 1000 },
    baseline: { name: "sorted array", value: of(rival) / 1000 },
  });
  return [figure("median", median), figure("99th percentile", (times) => percentile(times, 99))];
}

function judged({ must, aim, aimedTime }: Limits): (length: number, times: Times) => Figure[] {
  return (length, times) => {
    const [middle, tail] = figuresOf(length, times);
    middle.must = [{ of: "ratio", atMost: must[length]! }];
    middle.aim = [
      { of: "ratio", atMost: aim[length]! },
      { of: "ours", atMost: aimedTime },
    ];
    if (length <= LONGEST_CROWDED_PREFIX) {
      tail.must = [{ of: "ratio", atMost: TAIL_MUST }];
      tail.aim = [
        { of: "ratio", atMost: TAIL_AIM },
        { of: "ours", atMost: TAIL_AIMED_TIME },
      ];
    }
    return [middle, tail];
  };
}

function timerNanoseconds(): number {
  const times = new Float64Array(10_000);
  for (let i = 0; i < times.length; i++) {
    const start = Bun.nanoseconds();
    times[i] = Bun.nanoseconds() - start;
  }
  return median(times);
}
