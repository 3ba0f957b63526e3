/** Look-ups in each tier within the process, compared with tier `prefix` and with a scan of all labels. */

import type { SpeciesEntry } from "../../src/format/document.ts";
import { OpenIndex } from "../../src/lookup/open-index.ts";
import { Query } from "../../src/lookup/query.ts";
import type { SpeciesIndex } from "../../src/lookup/species-index.ts";
import { searchTiers } from "../../src/lookup/tier-search.ts";
import type { Tier } from "../../src/lookup/tiers.ts";
import { distancesToBeginnings } from "../../src/names/distance.ts";
import { fold } from "../../src/names/fold.ts";
import { looseOfFold } from "../../src/names/loose.ts";
import { mapIndex } from "../../src/store/read-index.ts";
import { randomNumbers } from "../../test/support/data/corpus.ts";
import { type Bench, type Corpus, readLabels } from "./corpora.ts";
import { type Figure, median, percentile, type Table } from "./figures.ts";

const LIMIT = 10;
const QUERIES = 4000;
const SMALL_QUERIES = 100;
/** Fewer, because a scan takes a thousand times as long. */
const SCANNED = 300;
const WARM_UP = 500;
const SEED = 5;
const PREFIX_LENGTHS = [3, 4, 6];
const NEEDLE_LENGTHS = [3, 4, 5, 6, 8, 10];
const MISSPELT_LENGTHS = [5, 7, 9, 12];
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

type Choose = <T>(items: ArrayLike<T>) => T;
type LookUp = (query: string) => unknown;

export async function tiers({ corpora, small }: Bench): Promise<Table[]> {
  const index = new OpenIndex(mapIndex(corpora.scale.wholeIndex));
  const most = (of: "labels" | "aliases") =>
    index.species.reduce((a, b) => (b[of] > a[of] ? b : a));
  const random = randomNumbers(SEED);
  const sample: Sample = {
    random,
    choose: (items) => items[Math.floor(random() * items.length)]!,
    repeat: (make) => Array.from({ length: small ? SMALL_QUERIES : QUERIES }, make),
  };
  return [
    await besidePrefixes(corpora.scale, index, most("aliases"), sample),
    ...(await besideScans(corpora.scale, index, most("labels"), sample)),
  ];
}

/** Where queries are taken from. */
interface Sample {
  random: () => number;
  choose: Choose;
  repeat: (make: () => string) => string[];
}

async function besidePrefixes(
  corpus: Corpus,
  index: OpenIndex,
  entry: SpeciesEntry,
  { random, choose, repeat }: Sample,
): Promise<Table> {
  const species = index.of(entry);
  const folds = (await readLabels(corpus.labels)).get(entry.name)!.map(fold);
  const aliases = (await readLabels(corpus.aliases)).get(entry.name)!;
  const anyId = () => species.geneAt(Math.floor(random() * entry.genes)).stable_id!.toLowerCase();
  const prefixes = repeat(() => choose(folds).slice(0, choose(PREFIX_LENGTHS)));
  const plain = median(timesOf(prefixes, tierOf(species, "prefix"))) / 1000;
  const queriesOf: [Tier, string[]][] = [
    ["id", repeat(anyId)],
    ["exact-loose", repeat(() => looseOfFold(choose(folds)))],
    ["prefix-loose", repeat(() => looseOfFold(choose(folds)).slice(0, choose(PREFIX_LENGTHS)))],
    ["alias", repeat(() => fold(choose(aliases)))],
    ["alias-prefix", repeat(() => fold(choose(aliases)).slice(0, choose(PREFIX_LENGTHS)))],
    ["id-prefix", repeat(() => anyId().slice(0, -choose([1, 2])))],
  ];
  return {
    title: `look-ups by tier, top ${LIMIT}, ${describe(entry)}`,
    figures: queriesOf.map(([tier, queries]) => ({
      name: `${tier}, median`,
      unit: "us",
      ours: { value: median(timesOf(queries, tierOf(species, tier))) / 1000 },
      baseline: { name: "prefix", value: plain },
      ...(JUDGED.includes(tier) && { must: [{ of: "ratio", atMost: 3 }] }),
    })),
  };
}

async function besideScans(
  corpus: Corpus,
  index: OpenIndex,
  entry: SpeciesEntry,
  sample: Sample,
): Promise<Table[]> {
  const species = index.of(entry);
  const folds = (await readLabels(corpus.labels)).get(entry.name)!.map(fold);
  return [
    {
      title: `infix, against a scan of all folds, ${describe(entry)}`,
      figures: NEEDLE_LENGTHS.flatMap((length) => {
        const from = longer(folds, length);
        if (from.length === 0) return [];
        const queries = sample.repeat(() => needle(from, length, sample));
        return scanned(`${length} characters`, queries, tierOf(species, "infix"), (query) =>
          folds.filter((folded) => folded.includes(query)),
        );
      }),
    },
    {
      title: `fuzzy, against a scan with the distance to each fold, ${describe(entry)}`,
      figures: MISSPELT_LENGTHS.flatMap((length) => {
        const from = longer(folds, length);
        if (from.length === 0) return [];
        const queries = sample.repeat(() => misspelt(from, length, sample));
        return scanned(`${length} characters`, queries, tierOf(species, "fuzzy"), (query) =>
          folds.filter((folded) => isNear(query, folded)),
        );
      }),
    },
  ];
}

function describe({ name, labels, aliases }: SpeciesEntry): string {
  return `${name}, ${labels.toLocaleString("en")} labels, ${aliases.toLocaleString("en")} aliases`;
}

/** The tiers that may take at most three times as long as `prefix`. */
const JUDGED: readonly Tier[] = ["id", "exact-loose", "prefix-loose", "alias"];

function tierOf(species: SpeciesIndex, tier: Tier): LookUp {
  return (text) => searchTiers(species, { query: new Query(text), limit: LIMIT, tiers: [tier] });
}

/** The time of each call in nanoseconds. */
function timesOf(queries: readonly string[], lookUp: LookUp): Float64Array {
  for (const query of queries.slice(0, WARM_UP)) lookUp(query);
  return Float64Array.from(queries, (query) => {
    const start = Bun.nanoseconds();
    lookUp(query);
    return Bun.nanoseconds() - start;
  });
}

function scanned(name: string, queries: string[], lookUp: LookUp, scan: LookUp): Figure[] {
  const ours = timesOf(queries, lookUp);
  const scans = timesOf(queries.slice(0, SCANNED), scan);
  const figure = (of: string, percent: number, times: number): Figure => ({
    name: `${name}, ${of}`,
    unit: "us",
    ours: { value: percentile(ours, percent) / 1000 },
    baseline: { name: "scan", value: percentile(scans, percent) / 1000 },
    must: [{ of: "ratio", atMost: 1 / times }],
  });
  return [figure("median", 50, 50), figure("99th percentile", 99, 10)];
}

/** A random part of a label, not from its beginning. */
function needle(folds: readonly string[], length: number, { choose, random }: Sample): string {
  const folded = choose(folds);
  const start = 1 + Math.floor(random() * (folded.length - length));
  return folded.slice(start, start + length);
}

/** The beginning of a label with one edit: two letters swapped, or one left out, inserted or replaced. */
function misspelt(folds: readonly string[], length: number, { choose, random }: Sample): string {
  const characters = [...choose(folds)].slice(0, length);
  const at = Math.floor(random() * (length - 1));
  const edits = [
    () => characters.splice(at, 2, characters[at + 1]!, characters[at]!),
    () => characters.splice(at, 1),
    () => characters.splice(at, 0, choose(LETTERS)),
    () => characters.splice(at, 1, choose(LETTERS)),
  ];
  choose(edits)();
  return characters.join("");
}

/** The folds that are longer than this; a small corpus may have none. */
function longer(folds: readonly string[], length: number): string[] {
  return folds.filter((folded) => folded.length > length);
}

/** Whether some beginning with the same runs of digits is within the distance that the query's length allows. */
function isNear(query: string, folded: string): boolean {
  if (query.length < 4) return false;
  const allowed = query.length < 8 ? 1 : 2;
  const runs = query.match(/\d+/g)?.join(" ");
  return distancesToBeginnings(query, folded).some(
    (distance, end) =>
      distance <= allowed && folded.slice(0, end).match(/\d+/g)?.join(" ") === runs,
  );
}
