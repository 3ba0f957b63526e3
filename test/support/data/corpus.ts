/** The scale corpus: two million genes of 140 species, made from the 15 real ones. */

import { type GeneRow, realGenes, realSynonyms, type Synonym } from "./ideogram.ts";

export const CORPUS_SPECIES = 140;
export const CORPUS_ROWS = 2_000_000;

/** A made-up species has between these shares of a real one's rows; smaller shares are more frequent. */
const LEAST_SHARE = 0.35;
const LARGEST_SHARE = 0.85;
/** Chosen so that the last species, which gets the remaining rows, is in that range too. */
const SEED = 3;

const ID_DIGITS = 11;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Options for a corpus of another size. */
export interface CorpusOptions {
  /** Genes by species. */
  real?: ReadonlyMap<string, readonly GeneRow[]>;
  /** Rows of all species together; it must exceed those of the real species in the proportion that CORPUS_ROWS does. */
  rows?: number;
}

/**
 * The real species, then made-up ones until there are CORPUS_SPECIES: each has a random part of a real species' rows,
 * with stable ids of its own. The corpus is the same in every run, and generated one species at a time, so that it need
 * not be in memory as a whole.
 */
export function* corpus({
  real = realGenes(),
  rows = CORPUS_ROWS,
}: CorpusOptions = {}): Generator<readonly [string, readonly GeneRow[]]> {
  yield* real;
  const random = randomNumbers(SEED);
  const models = [...real];
  const shares = Array.from(
    { length: CORPUS_SPECIES - models.length },
    () => LEAST_SHARE + (LARGEST_SHARE - LEAST_SHARE) * random() ** 2,
  );
  let missing = rows - models.reduce((sum, [, genes]) => sum + genes.length, 0);
  for (const [made, share] of shares.entries()) {
    const [model, genes] = models[made % models.length]!;
    const count = made === shares.length - 1 ? missing : Math.round(share * genes.length);
    missing -= count;
    const letters = LETTERS[Math.floor(made / LETTERS.length)]! + LETTERS[made % LETTERS.length]!;
    const idPrefix = `ENSX${letters}G`;
    const taken = sample(genes, count, random).map((gene) => ({
      ...gene,
      stableId: idPrefix + digitsOf(gene.stableId).padStart(ID_DIGITS, "0"),
    }));
    yield [`${model}_${letters.toLowerCase()}`, taken];
  }
}

/** The synonyms for a corpus: each species has those of the real species that it is made from. */
export function* corpusSynonyms(
  genes: Iterable<readonly [string, readonly GeneRow[]]>,
  real: ReadonlyMap<string, readonly Synonym[]> = realSynonyms(),
): Generator<readonly [string, readonly Synonym[]]> {
  for (const [species, rows] of genes) {
    const model = real.has(species) ? species : species.slice(0, species.lastIndexOf("_"));
    const labels = new Set(rows.map(({ label }) => label));
    yield [species, (real.get(model) ?? []).filter(({ label }) => labels.has(label))];
  }
}

/** `count` random items, all equally likely, in their original order. */
export function sample<T>(items: readonly T[], count: number, random: () => number): T[] {
  const chosen: T[] = [];
  for (const [i, item] of items.entries()) {
    if (random() * (items.length - i) < count - chosen.length) chosen.push(item);
  }
  return chosen;
}

/** Random numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function digitsOf(stableId: string): string {
  return /\d+$/.exec(stableId)![0];
}
