/** Clients that take connections and do little with them. */

import { Wire } from "../../support/clients/wire.ts";
import { anonymousBytes, openDescriptors } from "../../support/processes/proc.ts";
import { clientFault, type Target } from "../target.ts";
import type { Fault, Trial } from "../trial.ts";
import { cheap, judge } from "./questions.trials.ts";

/** The runtime gives a request's head 10 s and an idle connection 30 s, in steps of 4 s. */
const HEAD_PATIENCE_MS = 20_000;
const BODY_PATIENCE_MS = 40_000;
const DRIP_MS = 250;
const KIB = 1024;
const MIB = 1024 * KIB;
/** What a held connection may cost the server, and what the server may keep once all are gone. */
const BYTES_A_CONNECTION = 32 * KIB;
const KEPT_BYTES = 32 * MIB;
/** Descriptors that come and go by themselves. */
const SLACK = 16;
const OPENED_AT_ONCE = 500;
const LARGE_ANSWER = "GET /openapi.json HTTP/1.1\r\nHost: h\r\n\r\n".repeat(200);

/** Opens many connections, some hundred at a time. */
async function openMany(port: number, count: number): Promise<Wire[]> {
  const wires: Wire[] = [];
  while (wires.length < count) {
    const more = Math.min(OPENED_AT_ONCE, count - wires.length);
    wires.push(...(await Promise.all(Array.from({ length: more }, () => new Wire(port).open()))));
  }
  return wires;
}

/** Holds many connections that do something, looks what they cost, and ends as the clients do. */
async function hold(
  trial: Trial,
  { port, server }: Target,
  first: string,
  end: (wires: readonly Wire[]) => Promise<void>,
): Promise<void> {
  const before = await anonymousBytes(server.pid);
  const descriptors = await openDescriptors(server.pid);
  const wires = await openMany(port, trial.times);
  for (const wire of wires) wire.send(first);
  trial.tried = wires.length;
  trial.sent += wires.length;
  // Whoever comes later is answered as ever.
  const question = cheap(trial.random);
  using other = await new Wire(port).open();
  other.send(question.bytes);
  judge(trial, question, await other.reply());
  const held = (await anonymousBytes(server.pid)) - before;
  if (held > KEPT_BYTES + wires.length * BYTES_A_CONNECTION) {
    trial.mistake(`${wires.length} connections took ${held} bytes`);
  }
  await end(wires);
  for (const wire of wires) wire.reset();
  await settles(trial, server.pid, { descriptors, before });
}

/** A server has given back what connections took. */
async function settles(
  trial: Trial,
  pid: number,
  { descriptors, before }: { descriptors: number; before: number },
): Promise<void> {
  const end = performance.now() + BODY_PATIENCE_MS;
  for (;;) {
    const open = (await openDescriptors(pid)) - descriptors;
    const kept = (await anonymousBytes(pid)) - before;
    if (open <= SLACK && kept <= KEPT_BYTES) return;
    if (performance.now() > end) {
      return trial.mistake(
        `${open} connections and ${kept} bytes are kept of clients that are gone`,
      );
    }
    await Bun.sleep(DRIP_MS);
  }
}

async function expectClosed(trial: Trial, wires: readonly Wire[], patienceMs: number) {
  const closed = await Promise.all(wires.map((wire) => wire.closes(patienceMs)));
  const open = closed.filter((isClosed) => !isClosed).length;
  if (open > 0) trial.mistake(`${open} of ${wires.length} connections were not cut off`, open);
}

/** Sends a little again and again, until the server has had enough of it. */
async function drip(trial: Trial, wires: readonly Wire[], piece: string, patienceMs: number) {
  const timer = setInterval(() => {
    for (const wire of wires) if (!wire.isClosed) wire.send(piece);
  }, DRIP_MS);
  await expectClosed(trial, wires, patienceMs);
  clearInterval(timer);
}

const POST = "POST /v1/resolve HTTP/1.1\r\nHost: h\r\n";

/** Each body has its 408 before the connection is cut, or is cut. */
async function slowBodies(trial: Trial, target: Target): Promise<void> {
  await hold(trial, target, `${POST}Content-Length: 100000\r\n\r\n{`, async (wires) => {
    await drip(trial, wires, " ", BODY_PATIENCE_MS);
    for (const wire of wires) {
      const reply = await wire.reply();
      if (reply !== null) trial.compare("a slow body", reply.status, 408);
    }
  });
}

/** Clients that are gone as soon as they have asked, or in the middle of it. */
async function resets(trial: Trial, { port, server }: Target): Promise<void> {
  const descriptors = await openDescriptors(server.pid);
  const before = await anonymousBytes(server.pid);
  while (trial.tried < trial.times) {
    const wires = await openMany(port, 100);
    for (const wire of wires) {
      const { bytes } = cheap(trial.random);
      const body = `{"species":"homo_sapiens","names":[${'"brac1",'.repeat(900)}"x"]}`;
      const asked = trial.random.oneIn(3)
        ? Buffer.from(`${POST}Content-Length: ${body.length}\r\n\r\n${body}`)
        : bytes;
      wire.send(
        trial.random.oneIn(2) ? asked : asked.subarray(0, trial.random.below(asked.length)),
      );
    }
    if (trial.random.oneIn(2)) await new Promise<void>((resolve) => setImmediate(resolve));
    for (const wire of wires) wire.reset();
    trial.tried += wires.length;
    trial.sent += wires.length;
  }
  await settles(trial, server.pid, { descriptors, before });
}

/** Asks for more than the system's buffers hold and reads none of it. */
async function unread(trial: Trial, target: Target): Promise<void> {
  await hold(trial, target, "", async (wires) => {
    for (const wire of wires) {
      wire.pause();
      wire.send(LARGE_ANSWER);
    }
    const question = cheap(trial.random);
    using other = await new Wire(target.port).open();
    other.send(question.bytes);
    judge(trial, question, await other.reply());
  });
}

/** Thousands come at once, each with a question. */
async function burst(trial: Trial, { port }: Target): Promise<void> {
  const wires = await openMany(port, trial.times);
  const questions = wires.map(() => cheap(trial.random));
  for (const [i, wire] of wires.entries()) wire.send(questions[i]!.bytes);
  for (const [i, wire] of wires.entries()) {
    trial.tried++;
    trial.sent++;
    judge(trial, questions[i]!, await wire.reply());
  }
  for (const wire of wires) wire.reset();
}

const held = (
  name: string,
  times: { short: number; long: number },
  first: string,
  end: (trial: Trial, wires: readonly Wire[]) => Promise<void>,
): Fault =>
  clientFault(name, times, (trial, target) =>
    hold(trial, target, first, (wires) => end(trial, wires)),
  );

const MANY = { short: 1000, long: 4000 };

const patient = (fault: Fault): Fault => ({ ...fault, isPatient: true });

export const CONNECTIONS: readonly Fault[] = [
  patient(
    held("connections that say nothing", MANY, "", (trial, wires) =>
      expectClosed(trial, wires, HEAD_PATIENCE_MS),
    ),
  ),
  patient(
    held("heads that never end", MANY, "GET / HTTP/1.1\r\nX: ", (trial, wires) =>
      drip(trial, wires, "a", HEAD_PATIENCE_MS),
    ),
  ),
  patient(clientFault("bodies that never end", { short: 500, long: 3000 }, slowBodies)),
  clientFault("clients that are gone", { short: 2000, long: 50_000 }, resets),
  clientFault("answers that nobody reads", { short: 100, long: 1000 }, unread),
  clientFault("a burst of connections", { short: 5000, long: 10_000 }, burst),
];
