import { command } from "../cli/command.ts";
import { AssemblError, UsageError } from "../errors.ts";
import { readIndexAt } from "../feeds/locations.ts";
import type { Difference } from "../live/compare.ts";
import type { OpenIndex } from "../lookup/open-index.ts";
import { verifyIndex } from "../store/verify.ts";

const DEFAULT_PREFIXES = 20;
/** For each question to the database. */
const PATIENCE_MS = 60_000;

export const verify = command({
  name: "verify",
  summary: "check every byte, node and gene of an index, and it against its database",
  operands: "[INDEX]",
  operandCount: [0, 1],
  options: {
    prefixes: {
      value: "N",
      help: `beginnings of names a species to compare with the database, default ${DEFAULT_PREFIXES}`,
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
      const text = `${path} is whole, generation ${generation}`;
      console.log(options.json ? JSON.stringify(whole) : text);
      return 0;
    }
    const compared = await compare(index, settings.databaseUrl, prefixes);
    const { differences } = compared;
    if (options.json) console.log(JSON.stringify({ ...whole, ...compared }));
    else for (const difference of differences) console.log(describe(difference));
    if (differences.length === 0) {
      if (!options.json) {
        console.log(
          `${path} is whole and says what the database says, ${compared.prefixes} prefixes`,
        );
      }
      return 0;
    }
    throw new AssemblError(
      `${path} and the database differ in ${differences.length} places under ${compared.prefixes} prefixes`,
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
  // Loaded when it is needed: a server has this command verify its indexes.
  const { Comparison } = await import("../live/compare.ts");
  const { DEFAULT_TABLE_TIMES, LiveTable } = await import("../sources/mysql/live-table.ts");
  // Nobody waits for a page here, and whole species are read.
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

const PLACES = {
  index: "only in the index",
  database: "only in the database",
  both: "with other genes in the database",
};

function describe({ species, label, in: place }: Difference): string {
  return `${species}\t${label ?? "(the whole species)"}\t${PLACES[place]}`;
}
