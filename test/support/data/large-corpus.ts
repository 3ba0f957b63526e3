/** The large corpus: twenty million genes of 4,181 species, two thirds of them genes of bacteria. */

import { randomNumbers, sample } from "./corpus.ts";
import { type GeneRow, realGenes } from "./ideogram.ts";

export const LARGE_SPECIES = 4181;
export const LARGE_ROWS = 20_000_000;

/** Options for a corpus of another size. */
export interface LargeCorpusOptions {
  /** Genes by species. */
  real?: ReadonlyMap<string, readonly GeneRow[]>;
  species?: number;
  /** Rows of all species together, at least two a species. */
  rows?: number;
}

/** Of all species but the real ones so many are bacteria, of 4,500 genes each. */
const BACTERIA = 2963 / 4166;
const BACTERIAL_ROWS = 2 / 3;
/** Genes of a bacterium that nobody has named: their labels are locus tags, which no other species has. */
const UNNAMED = 4 / 5;
/** The largest of the other species has so many times as many rows as the smallest, and smaller ones are more frequent. */
const LARGEST_TO_SMALLEST = 2.4;

const SEED = 5;
const ID_DIGITS = 11;
/** Different names of bacterial genes, of which each bacterium has some. */
const NAMED_GENES = 3600;
/** Bases from the start of one bacterial gene to that of the next. */
const GENE_SPACING = 950;
/** One bacterium in so many has tags such as `abc0001`; the others', as `ABC_00005`, count in fives. */
const PLAIN_TAGS = 4;
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const CONSONANTS = "bcdfghlmnprstv";
const VOWELS = "aeiou";

/**
 * Real species, then ones made from them as in the scale corpus, then bacteria. Every run gives the same, one species
 * after another. A smaller corpus has fewer rows of each real species, in proportion.
 */
export function* largeCorpus({
  real = realGenes(),
  species = LARGE_SPECIES,
  rows = LARGE_ROWS,
}: LargeCorpusOptions = {}): Generator<readonly [string, readonly GeneRow[]]> {
  const random = randomNumbers(SEED);
  const models = [...real];
  const bacteria = Math.round((species - models.length) * BACTERIA);
  const bacterialRows = Math.round(rows * BACTERIAL_ROWS);
  let missing = rows - bacterialRows;
  for (const [name, genes] of models) {
    const count = Math.max(1, Math.round((genes.length * rows) / LARGE_ROWS));
    missing -= count;
    yield [name, sample(genes, count, random)];
  }
  const shares = Array.from(
    { length: species - models.length - bacteria },
    () => 1 + (LARGEST_TO_SMALLEST - 1) * random() ** 2,
  );
  for (const [made, count] of parts(missing, shares).entries()) {
    const [model, genes] = models[made % models.length]!;
    const letters = lettersOf(made);
    yield [`${model}_${letters}`, ofFurtherSpecies(sample(genes, count, random), letters)];
  }
  const names = geneNames(random);
  const sizes = parts(bacterialRows, new Array(bacteria).fill(1));
  for (const [made, count] of sizes.entries()) {
    yield [bacteriumName(made, random), bacterialGenes(made, count, names, random)];
  }
}

function ofFurtherSpecies(genes: readonly GeneRow[], letters: string): GeneRow[] {
  return genes.map((gene) => {
    const digits = /\d+$/.exec(gene.stableId)![0].padStart(ID_DIGITS, "0");
    return { ...gene, stableId: `ENSX${letters.toUpperCase()}G${digits}` };
  });
}

/** Whole numbers in the proportion of some shares, which together are `whole`. */
function parts(whole: number, shares: readonly number[]): number[] {
  const sum = shares.reduce((a, b) => a + b, 0);
  let before = 0;
  return shares.map((share) => {
    const start = Math.round((whole * before) / sum);
    before += share;
    return Math.round((whole * before) / sum) - start;
  });
}

function bacterialGenes(
  made: number,
  count: number,
  names: readonly string[],
  random: () => number,
): GeneRow[] {
  const tagOf = made % PLAIN_TAGS === 0 ? plainTag : steppedTag;
  const letters = lettersOf(made);
  return Array.from({ length: count }, (_, i) => {
    const tag = tagOf(letters, i + 1);
    const start = 1 + i * GENE_SPACING;
    // Nearly all bacteria have the first names, and few the last ones.
    const name = names[Math.floor(names.length * random() ** 2)]!;
    return {
      label: random() < UNNAMED ? tag : name,
      stableId: tag,
      location: `Chromosome:${start}-${start + Math.floor(GENE_SPACING * random())}`,
      db: "core",
    };
  });
}

const plainTag = (letters: string, number: number) => letters + String(number).padStart(4, "0");

const steppedTag = (letters: string, number: number) =>
  `${letters.toUpperCase()}_${String(5 * number).padStart(5, "0")}`;

/** Names such as `dnaA`. */
function geneNames(random: () => number): string[] {
  const names = new Set<string>();
  while (names.size < NAMED_GENES) {
    const stem = Array.from({ length: 3 }, () => choose(LETTERS, random)).join("");
    names.add(stem + choose(LETTERS, random).toUpperCase());
  }
  return [...names];
}

/** A name such as `salbano_mirusa_str_k_12_gca_000005845`. */
function bacteriumName(made: number, random: () => number): string {
  const strain = `${choose(LETTERS, random)}_${Math.floor(random() * 1000)}`;
  const accession = String(5845 + 10 * made).padStart(9, "0");
  return `${word(4, random)}_${word(3, random)}_str_${strain}_gca_${accession}`;
}

function word(syllables: number, random: () => number): string {
  const made = Array.from({ length: syllables }, () =>
    [CONSONANTS, VOWELS].map((letters) => choose(letters, random)).join(""),
  );
  return made.join("");
}

function choose(letters: string, random: () => number): string {
  return letters[Math.floor(random() * letters.length)]!;
}

/** Three letters, no other number's. */
function lettersOf(number: number): string {
  const base = LETTERS.length;
  const places = [number / base ** 2, number / base, number];
  return places.map((place) => LETTERS[Math.floor(place) % base]).join("");
}
