/** Requests in any spelling: each must have the answer of the reference. */

import type { Reply } from "../../support/clients/connection.ts";
import { Load } from "../../support/clients/load.ts";
import type { Random } from "../random.ts";
import { clientFault, REFERENCE, type Target } from "../target.ts";
import type { Fault, Trial } from "../trial.ts";
import { type Expected, withoutGenes } from "./expected.ts";
import { parsed, queryString, typed } from "./grammar.ts";

const CONNECTIONS = 8;
/** Number of species times length of the query, up to which a request is cheap. */
const CHEAP_UNITS = 1000;

/** A request and its correct answer. */
export interface Question {
  bytes: Uint8Array;
  expected: Expected;
  /** Reduces the JSON of an answer to what the reference knows. */
  known?: (json: never) => unknown;
}

/** Makes as many requests as the trial tries, on persistent connections. */
export async function askAll(
  trial: Trial,
  { url }: Target,
  make: (random: Random) => Question,
): Promise<void> {
  const load = new Load(url, CONNECTIONS, {
    next: () => {
      if (trial.tried >= trial.times) return null;
      trial.tried++;
      trial.sent++;
      return make(trial.random);
    },
    take: (question, outcome) => judge(trial, question, outcome),
  });
  await load.done;
}

/** Checks an answer. */
export function judge(
  trial: Trial,
  { bytes, expected, known }: Question,
  reply: Reply | Error | null,
): void {
  const asked = () => JSON.stringify(Buffer.from(bytes).toString("latin1").slice(0, 200));
  if (reply === null || reply instanceof Error) {
    trial.fail(`no answer to ${asked()}: ${reply?.message ?? "the connection was closed"}`);
  } else if (reply.status !== expected.status) {
    trial.mistake(`${reply.status}, not ${expected.status}, to ${asked()}: ${reply.body}`);
  } else if (!/\r\nx-content-type-options: nosniff\r\n/i.test(reply.head)) {
    trial.mistake(`headers ${reply.head}`);
  } else if (reply.status !== 200) {
    judgeProblem(trial, reply, asked());
  } else if (expected.json !== undefined) {
    const json = JSON.parse(reply.body);
    trial.compare(asked(), known === undefined ? json : known(json as never), expected.json);
  }
}

function judgeProblem(trial: Trial, { status, head, body }: Reply, asked: string): void {
  const isProblem = /\r\ncontent-type: application\/problem\+json\r\n/i.test(head);
  const problem = isProblem ? JSON.parse(body) : null;
  if (problem?.status === status && typeof problem.detail === "string") return;
  trial.mistake(`no problem document to ${asked}: ${body}`);
}

export function get(path: string, query: Uint8Array, headers = ""): Buffer {
  const head = [
    Buffer.from(`GET ${path}?`),
    query,
    Buffer.from(` HTTP/1.1\r\nHost: h\r\n${headers}\r\n`),
  ];
  return Buffer.concat(head);
}

export function geneSuggest(random: Random): Question {
  const query = queryString(random, ["species", "query", "limit", "match"]);
  const path = random.choose(["/gene_suggest/", "/gene_suggest"]);
  return { bytes: get(path, query), expected: REFERENCE.geneSuggest(parsed(query)) };
}

/** A cheap request, which is answered at once. */
export function cheap(random: Random): Question {
  for (;;) {
    const query = queryString(random, ["species", "query", "limit"]);
    const given = parsed(query);
    const units =
      (given.get("species") ?? "").split(",").length * (given.get("query") ?? "").length;
    if (units > CHEAP_UNITS) continue;
    return { bytes: get("/gene_suggest/", query), expected: REFERENCE.geneSuggest(given) };
  }
}

function suggest(random: Random): Question {
  const query = queryString(random, ["species", "query", "limit", "match"]);
  const expected = REFERENCE.suggest(parsed(query));
  return { bytes: get("/v1/suggest", query), expected, known: withoutGenes };
}

function genes(random: Random): Question {
  const query = queryString(random, ["species", random.choose(["label", "stable_id"])]);
  return { bytes: get("/v1/genes", query), expected: REFERENCE.genes(parsed(query)) };
}

/** A request with thousands of meaningless parameters around its own. */
function crowded(random: Random): Question {
  const filler = (count: number) => Buffer.from("&a".repeat(count) + "&%".repeat(random.below(50)));
  const first = queryString(random, ["species", "query", "limit"]);
  const again = queryString(random, ["species", "query", "limit"]);
  const query = Buffer.concat([
    filler(random.below(2000)),
    Buffer.from("&"),
    first,
    filler(random.below(2000)),
    Buffer.from("&"),
    again,
  ]);
  return { bytes: get("/gene_suggest/", query), expected: REFERENCE.geneSuggest(parsed(query)) };
}

/** A request to resolve several names, in JSON with or without escapes and indentation. */
function resolve(random: Random): Question {
  const names = random.list(random.between(1, 30), () => typed(random));
  const species = random.choose([
    "homo_sapiens",
    "Mus musculus",
    "mouse",
    "human",
    "nope",
    "__proto__",
  ]);
  const known = (json: { results: { tier: string | null; genes: { label: string }[] }[] }) =>
    json.results.map(({ tier, genes }) => ({
      tier,
      labels: [...new Set(genes.map(({ label }) => label))],
    }));
  const text = JSON.stringify({ species, names, ["__proto__"]: 1 }, null, random.below(3));
  const spelt = random.oneIn(3) ? text.replace(/[^\x00-\x7e]/g, escaped) : text;
  const body = Buffer.from(spelt);
  return {
    bytes: post(body),
    expected: REFERENCE.resolve(species, names),
    known,
  };
}

const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

export function post(body: Uint8Array, headers = ""): Buffer {
  const length = `Content-Length: ${body.length}\r\n`;
  const head = `POST /v1/resolve HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n${length}${headers}\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

const asked = (
  name: string,
  short: number,
  long: number,
  make: (random: Random) => Question,
): Fault => clientFault(name, { short, long }, (trial, target) => askAll(trial, target, make));

export const QUESTIONS: readonly Fault[] = [
  asked("requests in any spelling to /gene_suggest/", 6000, 500_000, geneSuggest),
  asked("requests in any spelling to /v1/suggest", 4000, 260_000, suggest),
  asked("requests in any spelling to /v1/genes", 1500, 80_000, genes),
  asked("thousands of parameters", 300, 20_000, crowded),
  asked("names in any spelling to /v1/resolve", 500, 30_000, resolve),
];
