/** Look-ups within the process, compared with the six-line rival. */

import { OpenIndex } from "../../src/lookup/open-index.ts";
import { fold } from "../../src/names/fold.ts";
import { mapIndex } from "../../src/store/read-index.ts";
import { randomNumbers } from "../../test/support/data/corpus.ts";
import { type Bench, type Corpus, readLabels } from "./corpora.ts";
import { type Figure, median, percentile, type Table } from "./figures.ts";
import { rivalLabels, type SortedSpecies, sortSpecies } from "./rival.ts";

const LIMIT = 10;
const PREFIX_LENGTHS = [1, 2, 3, 4, 6];
/** For prefixes up to this length the 99th percentile must be ten times better than the rival's. */
const LONGEST_CROWDED_PREFIX = 4;
const QUERIES = 10_000;
const SMALL_QUERIES = 500;
/** The two take turns of this many queries, so many that caches are warm for most of them. */
const BLOCK = 500;
const WARM_UP_BLOCKS = 8;
const SEED = 1;

interface Query {
  species: number;
  prefix: string;
}

type LookUp = (query: Query) => string[];

/** The time of each call in nanoseconds. */
interface Times {
  ours: Float64Array;
  rival: Float64Array;
}

export async function lookup({ corpora, small }: Bench): Promise<Table[]> {
  const labels = await readLabels(corpora.scale.labels);
  const names = [...labels.keys()];
  const { ours, rival } = await openBoth(corpora.scale, labels);
  const all = [...labels.values()];
  const largest = all.indexOf(all.reduce((a, b) => (b.length > a.length ? b : a)));
  const count = small ? SMALL_QUERIES : QUERIES;

  const random = randomNumbers(SEED);
  const any = () => Math.floor(random() * all.length);
  const everywhere = PREFIX_LENGTHS.flatMap((length) => {
    const queries = sampleQueries(count, length, all, any, random);
    return judged(length, timesOf(queries, ours, rival));
  });
  const inLargest = PREFIX_LENGTHS.flatMap((length) => {
    const queries = sampleQueries(count, length, all, () => largest, random);
    return figuresOf(length, timesOf(queries, ours, rival));
  });
  return [
    {
      title: `look-up to an array of labels, top ${LIMIT}, any of ${all.length} species (the timer itself: ${timerNanoseconds()} ns)`,
      figures: everywhere,
    },
    {
      title: `the same in the largest species, ${names[largest]}, ${all[largest]!.length.toLocaleString("en")} labels`,
      figures: inLargest,
    },
  ];
}

async function openBoth(
  corpus: Corpus,
  labels: Map<string, string[]>,
): Promise<{ ours: LookUp; rival: LookUp }> {
  const index = new OpenIndex(mapIndex(corpus.genesIndex));
  const entries = [...labels.keys()].map((name) => index.species.find((s) => s.name === name)!);
  const sorted: SortedSpecies[] = [...labels.values()].map(sortSpecies);
  return {
    ours: ({ species, prefix }) =>
      index
        .of(entries[species]!)
        .startingWith(prefix, LIMIT)
        .map(({ label }) => label),
    rival: ({ species, prefix }) => rivalLabels(sorted[species]!, prefix, LIMIT),
  };
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

/** Has both answer all queries, in alternating blocks, and times each call. */
function timesOf(queries: readonly Query[], ours: LookUp, rival: LookUp): Times {
  const times = {
    ours: new Float64Array(queries.length),
    rival: new Float64Array(queries.length),
  };
  for (const query of queries.slice(0, WARM_UP_BLOCKS * BLOCK)) requireEqual(query, ours, rival);
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

function judged(length: number, times: Times): Figure[] {
  const [middle, tail] = figuresOf(length, times);
  middle.must = [{ of: "ratio", atMost: 1 }];
  middle.aim = [{ of: "ours", atMost: 2 }];
  if (length <= LONGEST_CROWDED_PREFIX) tail.must = [{ of: "ratio", atMost: 1 / 10 }];
  tail.aim = [
    { of: "ours", atMost: 6 },
    ...(length <= LONGEST_CROWDED_PREFIX ? [{ of: "ratio" as const, atMost: 1 / 50 }] : []),
  ];
  return [middle, tail];
}

function timerNanoseconds(): number {
  const times = new Float64Array(10_000);
  for (let i = 0; i < times.length; i++) {
    const start = Bun.nanoseconds();
    times[i] = Bun.nanoseconds() - start;
  }
  return median(times);
}
