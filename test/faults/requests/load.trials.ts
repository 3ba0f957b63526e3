/** Overload, and very many requests. */

import { Load } from "../../support/clients/load.ts";
import { compileRows, fileOf, labelRow } from "../../support/indexes/compiled.ts";
import { serveIndex } from "../../support/processes/server-process.ts";
import { tempDir } from "../../support/temp.ts";
import { clientFault } from "../target.ts";
import type { Fault, Form, Trial } from "../trial.ts";
import { askAll, cheap, get, judge, type Question } from "./questions.trials.ts";

const FEW = 8;
const MANY_CHEAP = 1000;
const FEW_COSTLY = 4;
const MANY_COSTLY = 200;
const CHEAP_CLIENTS = 4;
const PHASE_MS: Record<Form, number> = { short: 1500, long: 10_000 };
/** Share of the peak throughput that must be reached under overload. */
const GOODPUT = 0.8;
/** So many that other load on the machine hardly spoils all of them. */
const ROUNDS = 4;
/** Cheap answers to a client per costly one to another that there must be. */
const CHEAP_SHARE = 0.5;
/** More than fit into the cache of folded labels. */
const SPECIES = 24;
const LABELS = 20_000;
const WARM_SHARE = 0.3;
const GROWTH_BYTES = 24 << 20;

interface Phase {
  /** Answers per second. */
  rate: number;
  /** Number of requests that were shed with 503. */
  shed: number;
  /** 99th percentile of the latency of the others, in milliseconds. */
  p99: number;
}

/** Has clients ask as fast as they are answered. */
async function flood(
  trial: Trial,
  url: string,
  clients: number,
  make: () => Question,
): Promise<Phase> {
  const took: number[] = [];
  let shed = 0;
  const start = performance.now();
  const end = start + PHASE_MS[trial.form];
  const load = new Load(url, clients, {
    next: () => {
      if (performance.now() > end) return null;
      trial.sent++;
      return make();
    },
    take: (question, outcome, ms) => {
      const isShed =
        !(outcome instanceof Error) &&
        outcome.status === 503 &&
        /\r\nretry-after: \d/i.test(outcome.head);
      if (isShed) return void shed++;
      judge(trial, question, outcome);
      if (!(outcome instanceof Error)) took.push(ms);
    },
  });
  await load.done;
  const seconds = (performance.now() - start) / 1000;
  took.sort((a, b) => a - b);
  return { rate: took.length / seconds, shed, p99: took[Math.floor(took.length * 0.99)] ?? 0 };
}

/** Checks the goodput in the best of several rounds. */
async function judgeGoodput(trial: Trial, peak: () => Promise<Phase>, over: () => Promise<Phase>) {
  let best = 0;
  // Lets the code be optimized.
  await peak();
  for (let round = 0; round < ROUNDS && best < GOODPUT; round++) {
    trial.tried++;
    const before = await peak();
    const during = await over();
    best = Math.max(best, during.rate / before.rate);
    trial.note(
      `${before.rate.toFixed(0)} answers a second, p99 ${before.p99.toFixed(1)} ms; under overload ` +
        `${during.rate.toFixed(0)}, p99 ${during.p99.toFixed(1)} ms, ${during.shed} shed`,
    );
  }
  if (best < GOODPUT) trial.mistake(`goodput falls to ${best.toFixed(2)} of the peak`);
}

/** Many more clients than are needed to keep the server busy. */
const cheapOverload = clientFault(
  "a hundred times as many clients as it can serve",
  { short: 1, long: 1 },
  (trial, { url }) => {
    const pool = trial.random.list(2000, () => cheap(trial.random));
    const make = () => trial.random.choose(pool);
    return judgeGoodput(
      trial,
      () => flood(trial, url, FEW, make),
      () => flood(trial, url, MANY_CHEAP, make),
    );
  },
);

/** The labels of a species must be folded again for each request, which takes a thousand times as long as a cheap one. */
async function costlyOverload(trial: Trial): Promise<void> {
  await using dir = await tempDir();
  const names = Array.from({ length: SPECIES }, (_, i) => `species_${i}`);
  const rows = names.flatMap((name, i) =>
    Array.from({ length: LABELS }, (_, j) => labelRow(name, `G${i}X${j}`)),
  );
  await Bun.write(dir.join("index"), fileOf(compileRows(rows)));
  await using server = await serveIndex(dir, { index: dir.join("index") });
  const { url } = server;
  // Hardly two are the same, because recent answers are repeated at no cost.
  const costly = (): Question => {
    const i = trial.random.below(SPECIES);
    const digits = String(trial.random.between(200, 999));
    const limit = trial.random.between(1, 11);
    const query = Buffer.from(`species=species_${i}&query=x${digits}&match=infix&limit=${limit}`);
    const found = [digits, ...Array.from({ length: 10 }, (_, last) => `${digits}${last}`)];
    const labels = found.slice(0, limit).map((number) => `G${i}X${number}`);
    return { bytes: get("/gene_suggest/", query), expected: { status: 200, json: labels } };
  };
  const plain = (): Question => {
    const i = trial.random.below(SPECIES);
    const query = Buffer.from(`species=species_${i}&query=g${i}x19999`);
    return {
      bytes: get("/gene_suggest/", query),
      expected: { status: 200, json: [`G${i}X19999`] },
    };
  };
  const calm = await flood(trial, url, CHEAP_CLIENTS, plain);
  let others = calm;
  let over = calm;
  await judgeGoodput(
    trial,
    () => flood(trial, url, FEW_COSTLY, costly),
    async () => {
      [over, others] = await Promise.all([
        flood(trial, url, MANY_COSTLY, costly),
        flood(trial, url, CHEAP_CLIENTS, plain),
      ]);
      return over;
    },
  );
  trial.note(
    `cheap ones at the same time ${others.rate.toFixed(0)} a second, p99 ${others.p99.toFixed(1)} ms; ` +
      `alone ${calm.rate.toFixed(0)}, p99 ${calm.p99.toFixed(1)} ms`,
  );
  if (others.shed > 0) trial.fail(`${others.shed} cheap requests were shed`, others.shed);
  const cheapShare = others.rate / CHEAP_CLIENTS;
  const costlyShare = over.rate / MANY_COSTLY;
  if (cheapShare < CHEAP_SHARE * costlyShare) trial.mistake("cheap requests wait for costly ones");
}

/** Memory does not grow, however many different requests there are. */
const soak = clientFault("a soak", { short: 20_000, long: 2_000_000 }, async (trial, target) => {
  const { server } = target;
  let warm = 0;
  await askAll(trial, target, (random) => {
    if (warm === 0 && trial.tried > WARM_SHARE * trial.times) warm = server.anonymousBytes();
    return cheap(random);
  });
  const after = server.anonymousBytes();
  trial.note(`${(warm / 1e6).toFixed(1)} MB warm, ${(after / 1e6).toFixed(1)} MB at the end`);
  if (after - warm > GROWTH_BYTES) trial.mistake(`memory grew by ${after - warm} bytes`);
});

export const LOAD: readonly Fault[] = [
  cheapOverload,
  {
    name: "fifty times as many costly requests as it can serve",
    times: { short: 1, long: 1 },
    run: costlyOverload,
  },
  soak,
];
