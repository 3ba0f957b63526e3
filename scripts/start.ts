/** `bun start`: serves the index that INDEX names, one built from DATABASE_URL, or a demo index of real genes. */

import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runCommandLine } from "../src/cli/run.ts";
import { COMMANDS } from "../src/commands/all.ts";
import { FORMAT_VERSION } from "../src/format/index-file.ts";
import {
  IDEOGRAM_VERSION,
  writeAliasFile,
  writeLabelFile,
  writeWeightFile,
} from "../test/support/data/ideogram.ts";

const DATA_FOLDER = join(import.meta.dir, "../data");

/** The path of the demo index, which is built if it is not there. */
export async function demoIndex(): Promise<string> {
  const index = join(
    DATA_FOLDER,
    `ideogram-${IDEOGRAM_VERSION}-weighted-${FORMAT_VERSION}.msgpack`,
  );
  if (existsSync(index)) return index;
  console.log(
    "building a demo index: 369,150 Ensembl genes of 15 species, their aliases, and weights of human ones, from the package ideogram",
  );
  const labels = join(DATA_FOLDER, "ideogram.tsv");
  const aliases = join(DATA_FOLDER, "ideogram-aliases.tsv");
  const weights = join(DATA_FOLDER, "ideogram-weights.tsv");
  await mkdir(dirname(index), { recursive: true });
  await writeLabelFile(labels);
  await writeAliasFile(aliases);
  await writeWeightFile(weights);
  const files = ["--from", labels, "--aliases", aliases, "--weights", weights, "--output", index];
  const code = await runCommandLine(COMMANDS, ["build", ...files], {});
  for (const file of [labels, aliases, weights]) await rm(file);
  if (code !== 0) process.exit(code);
  return index;
}

/** Serves until it is stopped; resolves with the exit code. */
export async function start(): Promise<number> {
  const args = process.argv.slice(2);
  const chosen =
    process.env.INDEX ||
    process.env.DATABASE_URL ||
    args.some((arg) => /^--(index|database-url)(=|$)/.test(arg));
  const demo = chosen ? [] : ["--index", await demoIndex()];
  return runCommandLine(COMMANDS, ["serve", ...demo, ...args], process.env);
}

if (import.meta.main) process.exit(await start());
