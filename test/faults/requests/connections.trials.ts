/** Clients that open connections and do little with them. */

import { Connection } from "../../support/clients/connection.ts";
import { openDescriptors } from "../../support/processes/proc.ts";
import type { ServerProcess } from "../../support/processes/server-process.ts";
import { clientFault, type Target } from "../target.ts";
import type { Fault, Trial } from "../trial.ts";
import { cheap, judge } from "./questions.trials.ts";

/** The runtime allows a request's head 10 s and an idle connection 30 s, with a resolution of 4 s. */
const HEAD_PATIENCE_MS = 20_000;
const BODY_PATIENCE_MS = 40_000;
const DRIP_MS = 250;
const KIB = 1024;
const MIB = 1024 * KIB;
/** Memory that each open connection may take, and that the server may keep when all are closed. */
const BYTES_A_CONNECTION = 32 * KIB;
const KEPT_BYTES = 32 * MIB;
/** Descriptors that may be open for other reasons. */
const SLACK = 16;
const OPENED_AT_ONCE = 500;
const LARGE_ANSWER = "GET /openapi.json HTTP/1.1\r\nHost: h\r\n\r\n".repeat(200);

/** Opens many connections, some hundreds at a time. */
async function openMany(url: string, count: number): Promise<Connection[]> {
  const connections: Connection[] = [];
  while (connections.length < count) {
    const more = Math.min(OPENED_AT_ONCE, count - connections.length);
    connections.push(
      ...(await Promise.all(Array.from({ length: more }, () => Connection.open(url)))),
    );
  }
  return connections;
}

/** Opens many connections, sends something on each, checks what memory they take, and ends them. */
async function hold(
  trial: Trial,
  { url, server }: Target,
  first: string,
  end: (connections: readonly Connection[]) => Promise<void>,
): Promise<void> {
  const before = server.anonymousBytes();
  const descriptors = openDescriptors(server.pid);
  const connections = await openMany(url, trial.times);
  for (const connection of connections) connection.send(first);
  trial.tried = connections.length;
  trial.sent += connections.length;
  // Another client is still answered.
  const question = cheap(trial.random);
  using other = await Connection.open(url);
  other.send(question.bytes);
  judge(trial, question, await other.reply());
  const held = server.anonymousBytes() - before;
  if (held > KEPT_BYTES + connections.length * BYTES_A_CONNECTION) {
    trial.mistake(`${connections.length} connections took ${held} bytes`);
  }
  await end(connections);
  for (const connection of connections) connection.reset();
  await settles(trial, server, { descriptors, before });
}

/** Waits until a server has released what connections took. */
async function settles(
  trial: Trial,
  server: ServerProcess,
  { descriptors, before }: { descriptors: number; before: number },
): Promise<void> {
  const end = performance.now() + BODY_PATIENCE_MS;
  for (;;) {
    const open = openDescriptors(server.pid) - descriptors;
    const kept = server.anonymousBytes() - before;
    if (open <= SLACK && kept <= KEPT_BYTES) return;
    if (performance.now() > end) {
      return trial.mistake(
        `${open} connections and ${kept} bytes of disconnected clients are kept`,
      );
    }
    await Bun.sleep(DRIP_MS);
  }
}

async function expectClosed(trial: Trial, connections: readonly Connection[], patienceMs: number) {
  const closed = await Promise.all(connections.map((connection) => connection.closes(patienceMs)));
  const open = closed.filter((isClosed) => !isClosed).length;
  if (open > 0) trial.mistake(`${open} of ${connections.length} connections were not closed`, open);
}

/** Keeps sending a little until the server closes the connections. */
async function drip(
  trial: Trial,
  connections: readonly Connection[],
  piece: string,
  patienceMs: number,
) {
  const timer = setInterval(() => {
    for (const connection of connections) if (!connection.isClosed) connection.send(piece);
  }, DRIP_MS);
  await expectClosed(trial, connections, patienceMs);
  clearInterval(timer);
}

const POST = "POST /v1/resolve HTTP/1.1\r\nHost: h\r\n";

/** Each slow body is answered with 408, or its connection is closed. */
async function slowBodies(trial: Trial, target: Target): Promise<void> {
  await hold(trial, target, `${POST}Content-Length: 100000\r\n\r\n{`, async (connections) => {
    await drip(trial, connections, " ", BODY_PATIENCE_MS);
    for (const connection of connections) {
      const reply = await connection.reply();
      if (reply !== null) trial.compare("a slow body", reply.status, 408);
    }
  });
}

/** Clients disconnect right after a request, or in the middle of one. */
async function resets(trial: Trial, { url, server }: Target): Promise<void> {
  const descriptors = openDescriptors(server.pid);
  const before = server.anonymousBytes();
  while (trial.tried < trial.times) {
    const connections = await openMany(url, 100);
    for (const connection of connections) {
      const { bytes } = cheap(trial.random);
      const body = `{"species":"homo_sapiens","names":[${'"brac1",'.repeat(900)}"x"]}`;
      const asked = trial.random.oneIn(3)
        ? Buffer.from(`${POST}Content-Length: ${body.length}\r\n\r\n${body}`)
        : bytes;
      connection.send(
        trial.random.oneIn(2) ? asked : asked.subarray(0, trial.random.below(asked.length)),
      );
    }
    if (trial.random.oneIn(2)) await new Promise<void>((resolve) => setImmediate(resolve));
    for (const connection of connections) connection.reset();
    trial.tried += connections.length;
    trial.sent += connections.length;
  }
  await settles(trial, server, { descriptors, before });
}

/** Clients ask for more than the system's buffers hold, and read none of it. */
async function unread(trial: Trial, target: Target): Promise<void> {
  await hold(trial, target, "", async (connections) => {
    for (const connection of connections) {
      connection.pause();
      connection.send(LARGE_ANSWER);
    }
    const question = cheap(trial.random);
    using other = await Connection.open(target.url);
    other.send(question.bytes);
    judge(trial, question, await other.reply());
  });
}

/** Thousands of clients connect at once, each with a request. */
async function burst(trial: Trial, { url }: Target): Promise<void> {
  const connections = await openMany(url, trial.times);
  const questions = connections.map(() => cheap(trial.random));
  for (const [i, connection] of connections.entries()) connection.send(questions[i]!.bytes);
  for (const [i, connection] of connections.entries()) {
    trial.tried++;
    trial.sent++;
    judge(trial, questions[i]!, await connection.reply());
  }
  for (const connection of connections) connection.reset();
}

const held = (
  name: string,
  times: { short: number; long: number },
  first: string,
  end: (trial: Trial, connections: readonly Connection[]) => Promise<void>,
): Fault =>
  clientFault(name, times, (trial, target) =>
    hold(trial, target, first, (connections) => end(trial, connections)),
  );

const MANY = { short: 1000, long: 4000 };

const patient = (fault: Fault): Fault => ({ ...fault, isPatient: true });

export const CONNECTIONS: readonly Fault[] = [
  patient(
    held("silent connections", MANY, "", (trial, connections) =>
      expectClosed(trial, connections, HEAD_PATIENCE_MS),
    ),
  ),
  patient(
    held("heads that never end", MANY, "GET / HTTP/1.1\r\nX: ", (trial, connections) =>
      drip(trial, connections, "a", HEAD_PATIENCE_MS),
    ),
  ),
  patient(clientFault("bodies that never end", { short: 500, long: 3000 }, slowBodies)),
  clientFault("clients that disconnect", { short: 2000, long: 50_000 }, resets),
  clientFault("answers that are not read", { short: 100, long: 1000 }, unread),
  clientFault("a burst of connections", { short: 5000, long: 10_000 }, burst),
];
