/** Mutated indexes with a correct checksum: each is refused, or answers every request within bounds. */

import { IndexError } from "../../../src/errors.ts";
import { IndexCatalogue } from "../../../src/lookup/index-catalogue.ts";
import { OpenIndex } from "../../../src/lookup/open-index.ts";
import { MATCHES } from "../../../src/lookup/tiers.ts";
import { compileRows, fileOf } from "../../support/indexes/compiled.ts";
import { sharingIndex, smallIndex } from "../../support/indexes/small-index.ts";
import type { Random } from "../random.ts";
import { ROWS } from "../target.ts";
import type { Fault, Trial } from "../trial.ts";
import { craftIndex } from "./craft.ts";
import { ask, refusalOf } from "./judge.ts";
import { changedBytes, changedDocument, changedTrie, modelOf } from "./mutants.ts";

const WHOLE = [smallIndex(), sharingIndex(), fileOf(compileRows(ROWS))];
/** Each of one species. */
const MODELS = ["homo_sapiens", "mus_musculus"].map((name) =>
  modelOf(fileOf(compileRows(ROWS.filter(([species]) => species === name)))),
);
const QUERIES = ["b", "brca2", "οδοσ", "ensg0000", "pcnp", "aaaaaaaaaaaa", "fancd1", "rc", "brac2"];
const LIMIT = 25;
/** Memory that the look-ups in one index may take; those in a real one take a thousandth. */
const MOST_BYTES = 1 << 30;
/** Far more time than the budgets of look-ups allow, even on a slow machine. */
const LONGEST_MS = 10_000;
/** One mutant in so many is also opened without verification. */
const ASKED_UNCHECKED = 10;
/** Species with at most this many labels are read completely. */
const MOST_LABELS = 2000;

async function tryAll(trial: Trial, make: (random: Random) => Uint8Array): Promise<void> {
  let refused = 0;
  while (trial.tried < trial.times) {
    // Lets the faults that are tried at the same time run.
    await Bun.sleep(0);
    const bytes = make(trial.random);
    trial.tried++;
    const start = performance.now();
    const before = process.memoryUsage.rss();
    try {
      if (refusalOf(bytes) === null) trial.sent += askEverything(trial, new OpenIndex(bytes));
      else refused++;
      // `assembl query` opens an index without the full verification; ending an endless walk takes time.
      if (trial.random.oneIn(ASKED_UNCHECKED)) ask(bytes);
    } catch (error) {
      trial.mistake(`${nameOf(trial)}: ${error instanceof Error ? error.stack : error}`);
    }
    const took = performance.now() - start;
    if (took > LONGEST_MS) trial.mistake(`${nameOf(trial)} took ${took} ms`);
    const held = process.memoryUsage.rss() - before;
    if (held > MOST_BYTES) trial.mistake(`${nameOf(trial)} took ${held} bytes`);
  }
  if (refused < trial.tried / 10) trial.mistake(`only ${refused} of ${trial.tried} were refused`);
  if (refused === trial.tried) trial.mistake("all mutants were refused");
}

const nameOf = (trial: Trial) => `mutant ${trial.tried} of seed ${trial.seed}`;

/** Makes every kind of look-up in an index that was accepted. @returns number of look-ups */
function askEverything(trial: Trial, index: OpenIndex): number {
  const catalogue = new IndexCatalogue(index);
  let asked = 0;
  const answer = <T>(question: () => T): T | null => {
    asked++;
    try {
      return question();
    } catch (error) {
      if (error instanceof IndexError) return null;
      throw error;
    }
  };
  for (const species of index.species.slice(0, 3)) {
    const known = labelsOf(index, species);
    for (const query of QUERIES) {
      for (const match of MATCHES) {
        const question = { query, limit: LIMIT, labelMinimum: 1, match };
        const found = answer(() => catalogue.suggest([species.name], question));
        for (const { label } of found?.suggestions ?? []) {
          if (known !== null && !known.has(label)) {
            trial.mistake(`${nameOf(trial)} answers ${label}, which it does not have`);
          }
        }
      }
      answer(() => catalogue.resolve(species.name, [query]));
      answer(() => catalogue.genesByLabel(species.name, query));
      answer(() => catalogue.genesById(species.name, query));
    }
  }
  answer(() => catalogue.about());
  return asked;
}

/** All labels of a species; null if there are too many, or they cannot be read. */
function labelsOf(index: OpenIndex, species: OpenIndex["species"][number]): Set<string> | null {
  if (species.labels > MOST_LABELS) return null;
  try {
    const found = index.of(species).startingWith("", MOST_LABELS);
    return new Set(found.map(({ label }) => label));
  } catch (error) {
    if (error instanceof IndexError) return null;
    throw error;
  }
}

const mutants = (
  name: string,
  short: number,
  long: number,
  make: (random: Random) => Uint8Array,
): Fault => ({ name, times: { short, long }, run: (trial) => tryAll(trial, make) });

export const INDEXES: readonly Fault[] = [
  mutants("indexes with false nodes", 500, 45_000, (random) =>
    // Some are valid, to show that mutants of this kind are not all refused for another reason.
    random.oneIn(50)
      ? craftIndex(random.choose(MODELS))
      : changedTrie(random, random.choose(MODELS)),
  ),
  mutants("indexes with false values and sections", 1500, 40_000, (random) =>
    changedDocument(random, random.choose(WHOLE)),
  ),
  mutants("indexes with random bytes", 1000, 30_000, (random) =>
    changedBytes(random, random.choose(WHOLE)),
  ),
];
