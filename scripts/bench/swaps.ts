/** Latency under a constant load while indexes are swapped, compared with the same load without swaps. */

import { copyFile, rename } from "node:fs/promises";
import { serveCommand } from "../../test/support/processes/server-process.ts";
import { type TempDir, tempDir } from "../../test/support/temp.ts";
import { type Bench, secondIndex } from "./corpora.ts";
import { type Figure, summary, type Table } from "./figures.ts";
import type { LoadReport } from "./load.ts";
import { startServer } from "./processes.ts";
import { CPU_PREFIXES, load, pathsFile } from "./serving.ts";

const MEGABYTE = 1e6;
const PAIRS = 5;
const SMALL_PAIRS = 1;
const REQUESTS_A_SECOND = 1000;
const SECONDS = 20;
const SMALL_SECONDS = 2;
/** By then the server's code is optimized. */
const WARM_UP_SECONDS = 5;
const SWAPS = 20;
const SMALL_SWAPS = 2;

/** One run, and the server's memory after it. */
interface Run extends LoadReport {
  memory: number;
}

export async function swaps(bench: Bench): Promise<Table[]> {
  await using dir = await tempDir();
  const paths = await pathsFile(bench, dir, CPU_PREFIXES);
  const generations = [bench.corpora.scale.genesIndex, await secondIndex(bench.corpora.scale)];
  const index = dir.join("index");
  await copyFile(generations[0]!, index);
  // As only one generation is kept, each swap is to one that the server does not know.
  const args = ["--keep-generations", "1"];
  await using server = await startServer(serveCommand(dir, { index, args }));
  const count = bench.small ? SMALL_SWAPS : SWAPS;
  const seconds = bench.small ? SMALL_SECONDS : SECONDS;
  const loadFor = (time: number) =>
    load(server, paths, REQUESTS_A_SECOND * time, REQUESTS_A_SECOND);
  await loadFor(bench.small ? SMALL_SECONDS : WARM_UP_SECONDS);
  const measure = async (swapped: number): Promise<Run> => {
    const start = performance.now();
    const loaded = loadFor(seconds);
    for (let i = 1; i <= swapped; i++) {
      // Spaced so that the last one is over before the load is.
      const due = (1000 * seconds * i) / (swapped + 2);
      await Bun.sleep(start + due - performance.now());
      await replace(dir, index, generations[i % 2]!);
      server.hangUp();
    }
    const report = await loaded;
    if (report.swaps !== swapped) throw new Error(`${report.swaps} of ${swapped} swaps were seen`);
    return { ...report, memory: server.anonymousBytes() / MEGABYTE };
  };
  const without: Run[] = [];
  const withSwaps: Run[] = [];
  for (let pair = 0; pair < (bench.small ? SMALL_PAIRS : PAIRS); pair++) {
    without.push(await measure(0));
    withSwaps.push(await measure(count));
  }
  return tablesOf(without, withSwaps, seconds, count);
}

function tablesOf(without: Run[], withSwaps: Run[], seconds: number, count: number): Table[] {
  const figure = (name: string, of: (run: Run) => number, unit: Figure["unit"] = "ms"): Figure => ({
    name,
    unit,
    ours: summary(withSwaps.map(of)),
    baseline: { name: "without swaps", ...summary(without.map(of)) },
  });
  const memory = withSwaps.map(
    (run, i): Figure => ({
      name: `after pair ${i + 1}`,
      unit: "MB",
      ours: { value: run.memory },
      baseline: { name: "before its swaps", value: without[i]!.memory },
    }),
  );
  const load = `${REQUESTS_A_SECOND.toLocaleString("en")} requests a second for ${seconds} s`;
  return [
    {
      title: `latency with ${count} swaps to a new generation, ${load}, ${without.length} pairs of runs`,
      figures: [
        figure("median", (run) => run.median),
        figure("99th percentile", (run) => run.p99),
        {
          ...figure("99.9th percentile", (run) => run.p999),
          must: [{ of: "ratio", atMost: 3 }],
        },
        figure("worst", (run) => run.worst),
      ],
    },
    { title: "anonymous memory of that server", figures: memory },
  ];
}

async function replace(dir: TempDir, index: string, by: string): Promise<void> {
  await copyFile(by, dir.join("next"));
  await rename(dir.join("next"), index);
}
