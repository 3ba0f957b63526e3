/** The corpora of the benchmark and their indexes, made once and kept until the code changes. */

import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { corpus, corpusSynonyms, randomNumbers, sample } from "../../test/support/data/corpus.ts";
import {
  type GeneRow,
  IDEOGRAM_VERSION,
  realGenes,
  writeAliasFile,
  writeLabelFile,
  writeTsv,
} from "../../test/support/data/ideogram.ts";
import { ASSEMBL } from "../../test/support/processes/program.ts";
import { run } from "./processes.ts";

const REPOSITORY = join(import.meta.dir, "../..");
/** The code that makes these files. */
const MAKERS = [
  "test/support/data/ideogram.ts",
  "test/support/data/corpus.ts",
  "scripts/bench/corpora.ts",
];
const PROGRAM = new Bun.Glob("src/**/*.ts");

/** How much of the large corpus the small one has. */
const SMALL_SHARE = 0.01;
const SMALL_ROWS = 20_000;
const EVERY_WEIGHTED = 3;
/** How many rows fewer the second index of a corpus has. */
const FEWER_ROWS = 10;

/** Labels, genes and aliases of some species, as files and as indexes of them. */
export interface Corpus {
  name: string;
  /** Each different label of a species once, with no other columns. */
  labels: string;
  labelsIndex: string;
  genes: string;
  genesIndex: string;
  aliases: string;
  /** Genes and aliases; in the scale corpus also weights. */
  wholeIndex: string;
}

/** What every measurement is given. */
export interface Bench {
  corpora: Corpora;
  /** Only checks that everything runs: what takes long is cut short, and the figures mean nothing. */
  small: boolean;
}

/** The corpora of one run. */
export interface Corpora {
  /** The 15 real species. */
  real: Corpus;
  /** Two million rows of 140 species. */
  scale: Corpus;
}

/** The corpora in `data/bench`, which are made if they are not there. */
export async function prepareCorpora(small: boolean): Promise<Corpora> {
  const kept = join(REPOSITORY, "data/bench", small ? "small" : "full");
  const folder = join(kept, await fingerprint());
  const made = { real: describe(folder, "real"), scale: describe(folder, "scale") };
  if (await Bun.file(made.scale.wholeIndex).exists()) return made;

  await mkdir(kept, { recursive: true });
  for (const old of await readdir(kept)) await rm(join(kept, old), { recursive: true });
  const draft = `${folder}.${process.pid}`;
  const genes = small ? smallShare(realGenes()) : realGenes();
  const rows = small ? { rows: SMALL_ROWS } : {};
  await makeFiles(describe(draft, "real"), () => genes, false);
  await makeFiles(describe(draft, "scale"), () => corpus({ real: genes, ...rows }), true);
  await rename(draft, folder);
  return made;
}

/** An index of nearly the same genes as a corpus' own, kept beside it. */
export async function secondIndex({ genes, genesIndex }: Corpus): Promise<string> {
  const path = join(dirname(genesIndex), "scale-genes-fewer.msgpack");
  if (await Bun.file(path).exists()) return path;
  const lines = (await Bun.file(genes).text()).trimEnd().split("\n");
  const fewer = join(dirname(genesIndex), "scale-genes-fewer.tsv");
  await Bun.write(fewer, `${lines.slice(0, -FEWER_ROWS).join("\n")}\n`);
  await run([...ASSEMBL, "build", "--from", fewer, "--output", path]);
  await rm(fewer);
  return path;
}

/** The second column of a file by species: its labels, or aliases. */
export async function readLabels(path: string): Promise<Map<string, string[]>> {
  const bySpecies = new Map<string, string[]>();
  const [, ...lines] = (await Bun.file(path).text()).trimEnd().split("\n");
  for (const line of lines) {
    const [species, label] = line.split("\t") as [string, string];
    const known = bySpecies.get(species);
    if (known === undefined) bySpecies.set(species, [label]);
    else known.push(label);
  }
  return bySpecies;
}

function describe(folder: string, id: "real" | "scale"): Corpus {
  return {
    name: id === "real" ? "15 real species" : "scale corpus",
    labels: join(folder, `${id}-labels.tsv`),
    labelsIndex: join(folder, `${id}-labels.msgpack`),
    genes: join(folder, `${id}-genes.tsv`),
    genesIndex: join(folder, `${id}-genes.msgpack`),
    aliases: join(folder, `${id}-aliases.tsv`),
    wholeIndex: join(folder, `${id}-whole.msgpack`),
  };
}

async function makeFiles(
  files: Corpus,
  genes: () => Iterable<readonly [string, readonly GeneRow[]]>,
  hasWeights: boolean,
): Promise<void> {
  await writeLabelFile(files.genes, genes());
  await writeLabels(files.labels, genes());
  await writeAliasFile(files.aliases, corpusSynonyms(genes()));
  await run([...ASSEMBL, "build", "--from", files.genes, "--output", files.genesIndex]);
  await run([...ASSEMBL, "build", "--from", files.labels, "--output", files.labelsIndex]);
  const whole = ["--from", files.genes, "--aliases", files.aliases, "--output", files.wholeIndex];
  if (hasWeights) {
    const weights = join(dirname(files.genes), "weights.tsv");
    await writeWeights(weights, genes());
    whole.push("--weights", weights);
  }
  await run([...ASSEMBL, "build", ...whole]);
}

async function writeLabels(
  path: string,
  genes: Iterable<readonly [string, readonly GeneRow[]]>,
): Promise<void> {
  await writeTsv<string>(path, "species\tdisplay_label", differentLabels(genes), (label) => [
    label,
  ]);
}

/** A weight for every third label of a species, as of genes that were studied ever less. */
async function writeWeights(
  path: string,
  genes: Iterable<readonly [string, readonly GeneRow[]]>,
): Promise<void> {
  const weights = function* () {
    for (const [species, labels] of differentLabels(genes)) {
      const weighted = [...labels].filter((_, i) => i % EVERY_WEIGHTED === 0);
      yield [species, weighted.map((label, rank) => [label, `${1 / (rank + 1)}`])] as const;
    }
  };
  await writeTsv<string[]>(path, "species\tdisplay_label\tweight", weights(), (fields) => fields);
}

function* differentLabels(genes: Iterable<readonly [string, readonly GeneRow[]]>) {
  for (const [species, rows] of genes) {
    yield [species, new Set(rows.map(({ label }) => label))] as const;
  }
}

function smallShare(genes: Map<string, GeneRow[]>): Map<string, GeneRow[]> {
  const random = randomNumbers(0);
  return new Map(
    [...genes].map(([species, rows]) => [
      species,
      sample(rows, Math.round(rows.length * SMALL_SHARE), random),
    ]),
  );
}

async function fingerprint(): Promise<string> {
  const hash = new Bun.CryptoHasher("sha256").update(IDEOGRAM_VERSION);
  for (const path of [...MAKERS, ...[...PROGRAM.scanSync(REPOSITORY)].sort()]) {
    hash.update(path).update(await Bun.file(join(REPOSITORY, path)).bytes());
  }
  return hash.digest("hex").slice(0, 16);
}
