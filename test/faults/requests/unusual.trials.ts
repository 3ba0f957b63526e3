/** Valid requests that come in an unusual way: in pieces, pipelined, with any method. */

import { Connection, type Reply } from "../../support/clients/connection.ts";
import type { Random } from "../random.ts";
import { clientFault, REFERENCE, type Target } from "../target.ts";
import type { Fault, Trial } from "../trial.ts";
import { cheap, get, judge, post, type Question } from "./questions.trials.ts";

/** A machine that does something else meanwhile seldom holds up as many in a row. */
const MOST_TRIES = 10;
const MOST_PIPELINED = 100;
const DEEPEST = 200_000;
const LARGE_BYTES = 8 << 20;
const METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE"];
const PATHS = [
  "/gene_suggest/?species=homo_sapiens&query=brc",
  "/v1/suggest?species=homo_sapiens&query=brc",
  "/v1/genes?species=homo_sapiens&label=brca1",
  "/v1/resolve",
  "/v1/species",
  "/v1/index",
  "/healthz",
  "/readyz",
  "/openapi.json",
  "/nowhere",
];

/** Many requests at once on one connection: all are answered in order. */
async function pipelined(trial: Trial, { url }: Target): Promise<void> {
  while (trial.tried < trial.times) {
    using connection = await Connection.open(url);
    const count = trial.random.between(2, MOST_PIPELINED);
    const questions = trial.random.list(count, () => cheap(trial.random));
    const bytes = Buffer.concat(questions.map((question) => question.bytes));
    for (const piece of trial.random.pieces(bytes, 5)) connection.send(piece);
    trial.tried++;
    trial.sent += count;
    let answered = 0;
    for (const question of questions) {
      const reply = await connection.reply();
      // The connection ends where the others are to have their turn; a client asks again for what is left.
      if (reply === null) break;
      judge(trial, question, reply);
      answered++;
    }
    for (const question of questions.slice(answered)) await askAgain(trial, url, question);
  }
}

/** Asks a question on a connection of its own. */
async function askAgain(trial: Trial, url: string, question: Question): Promise<void> {
  using connection = await Connection.open(url);
  connection.send(question.bytes);
  trial.sent++;
  judge(trial, question, await connection.reply());
}

/** Requests that come in small pieces. */
async function inPieces(trial: Trial, { url }: Target): Promise<void> {
  const ask = async () => {
    while (trial.tried < trial.times) {
      using connection = await Connection.open(url);
      const question = trial.random.oneIn(3) ? resolveOne() : cheap(trial.random);
      trial.tried++;
      trial.sent++;
      for (const piece of trial.random.pieces(question.bytes, question.bytes.length)) {
        connection.send(piece);
        // Keeps the system from joining the pieces.
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      judge(trial, question, await connection.reply());
    }
  };
  await Promise.all([ask(), ask(), ask(), ask()]);
}

function resolveOne(): Question {
  const body = Buffer.from('{"species":"homo_sapiens","names":["nope"]}');
  return { bytes: post(body), expected: { status: 200 } };
}

/**
 * A client that has ended sending is still answered. Of many at the same time the runtime closes those that have to wait
 * for their turn, which are answered when they ask again alone.
 */
async function halfClosed(trial: Trial, { url }: Target): Promise<void> {
  while (trial.tried < trial.times) {
    const connections = await Promise.all(trial.random.list(100, () => Connection.open(url)));
    const questions = connections.map(() => cheap(trial.random));
    for (const [i, connection] of connections.entries()) {
      connection.send(questions[i]!.bytes);
      connection.halfClose();
    }
    for (const [i, connection] of connections.entries()) {
      trial.tried++;
      trial.sent++;
      const reply = await connection.reply();
      if (reply === null) await askHalfClosed(trial, url, questions[i]!);
      else judge(trial, questions[i]!, reply);
      connection.reset();
    }
  }
}

/** Asks on half-closed connections, one after another, until one need not wait for its turn. */
async function askHalfClosed(trial: Trial, url: string, question: Question): Promise<void> {
  let reply: Reply | null = null;
  for (let tries = 0; reply === null && tries < MOST_TRIES; tries++) {
    using connection = await Connection.open(url);
    connection.send(question.bytes);
    connection.halfClose();
    trial.sent++;
    reply = await connection.reply();
  }
  judge(trial, question, reply);
}

async function everyMethod(trial: Trial, { url }: Target): Promise<void> {
  const connections = new Map<string, Connection>();
  while (trial.tried < trial.times) {
    const method = trial.random.choose(METHODS);
    const path = trial.random.choose(PATHS);
    const known = connections.get(method);
    const connection = known === undefined || known.isClosed ? await Connection.open(url) : known;
    connections.set(method, connection);
    trial.tried++;
    trial.sent++;
    connection.send(`${method} ${path} HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n`);
    const reply = await connection.reply({ isHead: method === "HEAD" });
    judgeMethod(trial, method, path, reply);
  }
  for (const connection of connections.values()) connection.reset();
}

function judgeMethod(trial: Trial, method: string, path: string, reply: Reply | null): void {
  const asked = `${method} ${path}`;
  if (reply === null) return void trial.fail(`no answer to ${asked}`);
  const takes = path === "/v1/resolve" ? ["POST", "OPTIONS"] : ["GET", "HEAD", "OPTIONS"];
  const isKnown = path !== "/nowhere";
  const wanted = !isKnown ? 404 : !takes.includes(method) ? 405 : method === "OPTIONS" ? 204 : 200;
  // An empty body is not JSON.
  const status = wanted === 200 && method === "POST" ? 400 : wanted;
  trial.compare(asked, reply.status, status);
  if (isKnown && (status === 405 || status === 204)) {
    trial.compare(
      `Allow of ${asked}`,
      /\r\nallow: ([^\r]*)/i.exec(reply.head)?.[1],
      takes.join(", "),
    );
  }
}

/** Conditional requests with lists of tags, weak tags, wildcards and nonsense. */
async function conditional(trial: Trial, { url, server }: Target): Promise<void> {
  const tag = (await fetch(`${server.url}/v1/species`)).headers.get("etag")!;
  using connection = await Connection.open(url);
  const target = "species=homo_sapiens&query=brc";
  const expected = REFERENCE.geneSuggest(new URLSearchParams(target));
  while (trial.tried < trial.times) {
    const parts = trial.random.list(trial.random.between(1, 40), () => tagLike(trial.random, tag));
    const has =
      parts.some((part) => part === tag || part === `W/${tag}`) || parts.join(", ").trim() === "*";
    trial.tried++;
    trial.sent++;
    connection.send(
      get("/gene_suggest/", Buffer.from(target), `If-None-Match: ${parts.join(", ")}\r\n`),
    );
    const reply = await connection.reply();
    if (reply === null) return trial.fail("no answer to a conditional request");
    trial.compare(parts.join(", "), reply.status, has ? 304 : 200);
    if (reply.status === 200) trial.compare("its body", JSON.parse(reply.body), expected.json);
  }
}

function tagLike(random: Random, tag: string): string {
  if (random.oneIn(30)) return random.choose([tag, `W/${tag}`]);
  return random.choose([
    '"x"',
    'W/"x"',
    '""',
    tag.slice(1, -1),
    `"${tag.slice(1, -1)}x"`,
    "x",
    "W/",
    "W/*",
  ]);
}

/** Bodies that are not JSON, too deep, too large, or of another form: each is refused with the right status. */
async function badBodies(trial: Trial, { url }: Target): Promise<void> {
  const ask = async () => {
    while (trial.tried < trial.times) {
      using connection = await Connection.open(url);
      const { body, status } = badBody(trial.random);
      trial.tried++;
      trial.sent++;
      connection.send(post(body));
      const reply = await connection.reply();
      // The runtime may close the connection of a body that is far too large before the client can read the answer.
      if (reply === null && status !== 413) trial.fail("a bad body was not answered");
      if (reply !== null) trial.compare(body.toString("latin1", 0, 80), reply.status, status);
    }
  };
  await Promise.all([ask(), ask(), ask(), ask()]);
}

function badBody(random: Random): { body: Buffer; status: number } {
  const whole = '{"species":"homo_sapiens","names":["brca2"]}';
  switch (random.below(7)) {
    case 0:
      return {
        body: Buffer.from(random.choose(["[", '{"a":']).repeat(random.below(DEEPEST))),
        status: 400,
      };
    case 1:
      return { body: Buffer.from("[".repeat(100_000) + "]".repeat(100_000)), status: 400 };
    case 2:
      return { body: Buffer.alloc(random.choose([LARGE_BYTES, (1 << 20) + 1]), 0x20), status: 413 };
    case 3:
      return { body: Buffer.from(whole.slice(0, random.below(whole.length))), status: 400 };
    case 4:
      return { body: random.bytes(random.between(1, 2000)), status: 400 };
    case 5:
      return {
        body: Buffer.from(`{"species":"homo_sapiens","names":[${"1,".repeat(5000)}1]}`),
        status: 400,
      };
    default:
      return {
        body: Buffer.from(
          random.choose([
            "null",
            "1e309",
            '""',
            "{}",
            '{"names":{}}',
            '{"__proto__":{"species":"human","names":["x"]}}',
            `{"species":["homo_sapiens"],"names":["x"]}`,
          ]),
        ),
        status: 400,
      };
  }
}

const FORMS = { short: 1, long: 20 };
const times = (short: number) => ({ short, long: short * FORMS.long });

export const REQUESTS: readonly Fault[] = [
  clientFault("pipelined requests", times(50), pipelined),
  clientFault("requests in pieces", times(200), inPieces),
  clientFault("half-closed connections", times(500), halfClosed),
  clientFault("every method on every path", times(1000), everyMethod),
  clientFault("conditional requests", times(1000), conditional),
  clientFault("malformed bodies", times(200), badBodies),
];
