import { command } from "../cli/command.ts";
import { printJson, printLines } from "../cli/print.ts";
import { AssemblError, UsageError } from "../errors.ts";
import { readIndexAt } from "../feeds/locations.ts";
import type { Difference } from "../live/compare.ts";
import type { OpenIndex } from "../lookup/open-index.ts";
import { verifyIndex } from "../store/verify.ts";

const DEFAULT_PREFIXES = 20;
/** How long the database may take for an answer; milliseconds. */
const PATIENCE_MS = 60_000;

export const verify = command({
  name: "verify",
  summary:
    "check every byte, node and gene of an index, and compare it with a database if one is given",
  operands: "[INDEX]",
  operandCount: [0, 1],
  options: {
    prefixes: {
      value: "N",
      help: `prefixes per species to compare with the database, default ${DEFAULT_PREFIXES}`,
    },
    json: { help: "print the result as JSON" },
  },
  settings: ["index", "databaseUrl"],
  example: "assembl verify genes.msgpack",
  async run({ settings, options, positionals }) {
    const prefixes = readPrefixes(options.prefixes as string | undefined);
    const { name: path, bytes } = await readIndexAt(positionals[0] ?? settings.index);
    const index = verifyIndex(bytes);
    const { generation } = index;
    const whole = { path, generation, bytes: bytes.length, whole: true };
    if (settings.databaseUrl === null) {
      const text = `${path} is intact, generation ${generation}`;
      if (options.json) printJson(whole);
      else printLines([text]);
      return 0;
    }
    const compared = await compare(index, settings.databaseUrl, prefixes);
    const { differences } = compared;
    if (options.json) printJson({ ...whole, ...compared });
    else printLines(differences.map(describe));
    if (differences.length === 0) {
      if (!options.json) {
        printLines([
          `${path} is intact and agrees with the database in ${compared.prefixes} prefixes`,
        ]);
      }
      return 0;
    }
    throw new AssemblError(
      `${path} and the database disagree on ${differences.length} labels of ${compared.prefixes} prefixes`,
      "build it again with `assembl build`",
    );
  },
});

function readPrefixes(given: string | undefined): number {
  if (given === undefined) return DEFAULT_PREFIXES;
  if (/^[1-9]\d{0,5}$/.test(given)) return Number(given);
  throw new UsageError(
    `--prefixes is ${JSON.stringify(given)}`,
    "it takes a whole number from 1 to 999999",
  );
}

async function compare(index: OpenIndex, databaseUrl: string, prefixesEach: number) {
  // Loaded only if it is needed, as servers run this command to verify each new index.
  const { Comparison } = await import("../live/compare.ts");
  const { DEFAULT_TABLE_TIMES, LiveTable } = await import("../sources/mysql/live-table.ts");
  // Whole species are read, and no client waits for the answer.
  const patient = { ...DEFAULT_TABLE_TIMES, queryMs: PATIENCE_MS, scanMs: PATIENCE_MS };
  const table = new LiveTable(databaseUrl, () => {}, patient);
  try {
    const comparison = new Comparison(index, table, prefixesEach);
    const differences = await Array.fromAsync(comparison.differences());
    return { prefixes: comparison.prefixes, differences };
  } finally {
    await table.end();
  }
}

const WHERE = {
  index: "only in the index",
  database: "only in the database",
  both: "with different genes in the database",
};

function describe({ species, label, in: where }: Difference): string {
  return `${species}\t${label ?? "(the whole species)"}\t${WHERE[where]}`;
}
