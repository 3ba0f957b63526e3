import { command } from "../cli/command.ts";
import { StderrProgress } from "../cli/progress.ts";
import { alignColumns } from "../cli/table.ts";
import type { BuildReport } from "../compile/build.ts";
import { UsageError } from "../errors.ts";
import { type Compressed, compressIndex } from "../index/compress.ts";
import type { Source } from "../sources/source.ts";
import { DEFAULT_INDEX } from "./index-operand.ts";

const MILLISECONDS = 1000;

export const build = command({
  name: "build",
  summary: "read labels from a database or a file and write an index",
  operands: "",
  operandCount: [0, 0],
  options: {
    from: {
      value: "FILE",
      help: "label file to read, TSV, plain, gzip or zstd; - for standard input",
    },
    table: { value: "NAME", help: "table to read, default gene_autocomplete" },
    query: {
      value: "SQL",
      help: "SELECT to read in place of a table, with columns of the same names",
    },
    species: { value: "A,B", help: "only these species" },
    output: { value: "PATH", help: `where the index goes, default ${DEFAULT_INDEX}` },
    compress: {
      help: "write the index compressed with zstd as well, beside it with .zst at its end",
    },
    force: { help: "replace the old index whatever it is, and by however few genes" },
    json: { help: "print the report as JSON" },
  },
  settings: ["databaseUrl", "sourceDateEpoch"],
  example:
    "assembl build --database-url mysql://anonymous@localhost/ensembl --output genes.msgpack",
  async run({ settings, options }) {
    // Loaded when it is run: a server never builds, and with mysql2 it would take 10 MB more.
    const { buildIndex } = await import("../compile/build.ts");
    const progress = new StderrProgress();
    try {
      const report = await buildIndex({
        source: await chooseSource(settings.databaseUrl, options),
        output: (options.output as string | undefined) ?? DEFAULT_INDEX,
        force: options.force === true,
        built: new Date(
          settings.sourceDateEpoch === undefined
            ? Date.now()
            : settings.sourceDateEpoch * MILLISECONDS,
        ).toISOString(),
        progress,
      });
      const compressed = options.compress ? await compressIndex(report.output) : null;
      progress.end();
      if (options.json)
        console.log(JSON.stringify({ ...report, ...(compressed && { compressed }) }));
      else console.log(describe(report, compressed));
      return 0;
    } finally {
      progress.end();
    }
  },
});

async function chooseSource(
  databaseUrl: string | undefined,
  options: Readonly<Record<string, string | true | undefined>>,
): Promise<Source> {
  const { from, table, query } = options as Record<string, string | undefined>;
  const species = (options.species as string | undefined)?.split(",").map((name) => name.trim());
  if (from !== undefined && (table !== undefined || query !== undefined)) {
    throw new UsageError("--from goes with neither --table nor --query", "leave one out");
  }
  if (table !== undefined && query !== undefined) {
    throw new UsageError("--table and --query exclude each other", "leave one out");
  }
  const filter = species === undefined ? {} : { species };
  if (from !== undefined) {
    const { labelFileSource } = await import("../sources/label-file.ts");
    return labelFileSource({ path: from, ...filter });
  }
  if (databaseUrl === undefined) {
    throw new UsageError(
      "there is nothing to build from",
      "give --from FILE or --database-url URL",
    );
  }
  const { mysqlSource } = await import("../sources/mysql.ts");
  return mysqlSource({
    url: databaseUrl,
    ...(table === undefined ? {} : { table }),
    ...(query === undefined ? {} : { query }),
    ...filter,
  });
}

function describe(report: BuildReport, compressed: Compressed | null): string {
  const { seconds, rows } = report;
  const amount = (value: number) => value.toLocaleString("en");
  const refused = Object.entries(rows.refused);
  const lines = [
    ["species", amount(report.species)],
    ["labels", amount(report.labels)],
    ["genes", amount(report.genes)],
    ["rows", amount(rows.read)],
    ...(rows.repeated > 0 ? [["rows repeated", amount(rows.repeated)]] : []),
    ...refused.map(([reason, count]) => [`rows refused, ${reason}`, amount(count)]),
    ["bytes", amount(report.bytes)],
    ...(compressed === null ? [] : [["bytes compressed", amount(compressed.bytes)]]),
    ["bytes a label", (report.bytes / report.labels).toFixed(2)],
    ...Object.entries(seconds).map(([phase, value]) => [`seconds ${phase}`, value.toFixed(2)]),
  ];
  const result = report.unchanged
    ? `${report.output} holds generation ${report.generation} already and was left alone`
    : `${report.output} now holds generation ${report.generation}`;
  return [...alignColumns(lines, [1]), result].join("\n");
}
