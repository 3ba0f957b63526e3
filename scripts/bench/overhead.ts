/** The cost of observing requests: counting them, answering /metrics, logging each. */

import { Log } from "../../src/log.ts";
import { IndexCatalogue } from "../../src/lookup/index-catalogue.ts";
import { OpenIndex } from "../../src/lookup/open-index.ts";
import { emptyNote, RequestCounts } from "../../src/metrics/request-counts.ts";
import { dispatch } from "../../src/server/dispatch.ts";
import { ServerState } from "../../src/server/state.ts";
import { mapIndex } from "../../src/store/read-index.ts";
import { type ServerProcess, serveCommand } from "../../test/support/processes/server-process.ts";
import { DEFAULTS } from "../../test/support/servers/served.ts";
import { tempDir } from "../../test/support/temp.ts";
import type { Bench } from "./corpora.ts";
import { type Figure, summary, type Table } from "./figures.ts";
import { startServer } from "./processes.ts";
import { CPU_PREFIXES, load, pathsFile } from "./serving.ts";

const REQUESTS = 40_000;
const ROUNDS = 10;
const SMALL_REQUESTS = 1000;
const SMALL_ROUNDS = 1;
const COUNTED = 200_000;
const SCRAPES = 1000;

export async function overhead(bench: Bench): Promise<Table[]> {
  await using dir = await tempDir();
  await using started = new AsyncDisposableStack();
  const { genesIndex: index } = bench.corpora.scale;
  const serve = async (args: string[] = []) =>
    started.use(await startServer(serveCommand(dir, { index, args })));
  const plain = await serve();
  const logging = await serve(["--access-log", "on"]);
  const paths = await pathsFile(bench, dir, CPU_PREFIXES);
  const scraped = dir.join("scraped");
  await Bun.write(scraped, "/metrics\n");
  const rounds = bench.small ? SMALL_ROUNDS : ROUNDS;
  const requests = bench.small ? SMALL_REQUESTS : REQUESTS;
  const times = { plain: [] as number[], logging: [] as number[], scrape: [] as number[] };
  const contestants: [number[], ServerProcess, string, number][] = [
    [times.plain, plain, paths, requests],
    [times.logging, logging, paths, requests],
    [times.scrape, plain, scraped, SCRAPES],
  ];
  for (const [, server, file, count] of contestants) await load(server, file, count);
  for (let round = 0; round < rounds; round++) {
    for (const [took, server, file, count] of contestants) {
      const before = server.cpuMicroseconds();
      await load(server, file, count);
      took.push((server.cpuMicroseconds() - before) / count);
    }
  }
  const counting = await countingTimes(bench, rounds);
  const figure = (name: string, ours: number[], as: string, baseline: number[]): Figure => ({
    name,
    unit: "us",
    ours: summary(ours),
    baseline: { name: as, ...summary(baseline) },
  });
  return [
    {
      title: `CPU time per request of what operators see, ${rounds} rounds`,
      figures: [
        figure("a request with ACCESS_LOG on", times.logging, "off", times.plain),
        figure("a request for /metrics", times.scrape, "a look-up", times.plain),
        figure(
          "counting a request, no network",
          counting.count,
          "answering it again",
          counting.answer,
        ),
      ],
    },
  ];
}

/** Microseconds to count a request, and to answer it from memory, within this process. */
async function countingTimes(
  { corpora }: Bench,
  rounds: number,
): Promise<{ count: number[]; answer: number[] }> {
  const state = new ServerState(DEFAULTS);
  state.serve(new IndexCatalogue(new OpenIndex(mapIndex(corpora.scale.genesIndex))));
  const log = new Log("off");
  const request = new Request("http://host/gene_suggest/?species=homo_sapiens&query=brc");
  const counts = new RequestCounts();
  const count = () => {
    const start = performance.now();
    const note = emptyNote();
    counts.add(note, 200, (performance.now() - start) / 1000);
  };
  const answer = () => void dispatch(request, state, log);
  const times = { count: [] as number[], answer: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    const took = { count: microsecondsOf(count), answer: microsecondsOf(answer) };
    // In the first round code is compiled.
    if (round === 0) continue;
    times.count.push(took.count);
    times.answer.push(took.answer);
  }
  return times;
}

function microsecondsOf(work: () => void): number {
  const start = performance.now();
  for (let i = 0; i < COUNTED; i++) work();
  return ((performance.now() - start) * 1000) / COUNTED;
}
