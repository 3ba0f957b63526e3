/**
 * A client with several connections kept alive, each with one request under way at a time.
 *
 *     bun scripts/bench/load.ts http://127.0.0.1:8000 FILE REQUESTS [RATE]
 *
 * FILE has one path with its query on each line; they are asked for in turn. With a RATE, that many requests are due each
 * second, however long answers take, and latency counts from when a request was due, so that a request that waits behind
 * a slow answer counts as slow too. Any answer but 200 ends the run with an error. Prints one line of JSON.
 */

import { requestFor } from "../../test/support/clients/connection.ts";
import { Load } from "../../test/support/clients/load.ts";
import { percentile } from "./figures.ts";

const CONNECTIONS = 8;

/** Latencies in milliseconds, from when a request was due to its whole answer. */
export interface LoadReport {
  median: number;
  p99: number;
  p999: number;
  worst: number;
  /** How often an answer had a different ETag from the one before. */
  swaps: number;
}

const [url, file, count, rate = "Infinity"] = process.argv.slice(2) as [
  string,
  string,
  string,
  string?,
];
const { host } = new URL(url);
const requests = (await Bun.file(file).text())
  .trimEnd()
  .split("\n")
  .map((path) => Buffer.from(requestFor(path, host)));
const intervalMs = 1000 / Number(rate);
const total = Number(count);
const latencies = new Float64Array(total);
let sent = 0;
let answered = 0;
let tag = "";
let swaps = 0;

const start = performance.now();
const load = new Load(
  url,
  CONNECTIONS,
  {
    next() {
      if (sent === total) return null;
      const due = start + sent * intervalMs;
      const request = { bytes: requests[sent++ % requests.length]!, due };
      return due > performance.now() ? waitFor(due).then(() => request) : request;
    },
    take({ due }, outcome) {
      if (outcome instanceof Error) throw outcome;
      if (outcome.status !== 200) throw new Error(`unexpected answer: ${outcome.head}`);
      latencies[answered++] = performance.now() - due;
      if (tag !== "" && outcome.tag !== tag) swaps++;
      tag = outcome.tag;
    },
  },
  Number.POSITIVE_INFINITY,
);
await load.done;
const report: LoadReport = {
  median: percentile(latencies, 50),
  p99: percentile(latencies, 99),
  p999: percentile(latencies, 99.9),
  worst: percentile(latencies, 100),
  swaps,
};
console.log(JSON.stringify(report));
process.exit(0);

/** Timers have a resolution of a millisecond, and may be early. */
async function waitFor(due: number): Promise<void> {
  while (due > performance.now()) await Bun.sleep(1);
}
