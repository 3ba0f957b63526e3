/** What the system can do to a server's process: file descriptors, signals, clock, terminal and port. */

import { writeFile } from "node:fs/promises";
import { Connection } from "../../support/clients/connection.ts";
import { compileRows, fileOf } from "../../support/indexes/compiled.ts";
import { Program, run } from "../../support/processes/program.ts";
import { ServerProcess, serveCommand, serveIndex } from "../../support/processes/server-process.ts";
import { tempDir } from "../../support/temp.ts";
import { replace } from "../files/followed.ts";
import { cheap, judge } from "../requests/questions.trials.ts";
import { swapping } from "../swapping.ts";
import { ROWS, Target } from "../target.ts";
import type { Fault, Trial } from "../trial.ts";

const DESCRIPTORS = 96;
const TAKERS = 300;
const WHOLE = fileOf(compileRows(ROWS));
/** Offsets of the clock in seconds. */
const JUMPS = [
  "+0",
  "+1",
  "-1",
  "+3600",
  "-3600",
  "-86400",
  "+31536000",
  "+1000000000",
  "-1000000000",
];
const MOST_START_MS = 400;

/** A command with a low limit of file descriptors. */
const narrow = (command: readonly string[]) => [
  "sh",
  "-c",
  `ulimit -n ${DESCRIPTORS}; exec "$@"`,
  "sh",
  ...command,
];

/** Connections use up all descriptors: open ones are still answered, and new ones once there are free descriptors. */
async function noDescriptors(trial: Trial): Promise<void> {
  await using target = await Target.start({ confined: narrow });
  const { url } = target;
  while (trial.tried < trial.times) {
    trial.tried++;
    const ask = async (connection: Connection) => {
      const question = cheap(trial.random);
      trial.sent++;
      connection.send(question.bytes);
      judge(trial, question, await connection.reply());
    };
    using known = await Connection.open(url);
    await ask(known);
    // The system accepts the excess connections, but the server cannot.
    const takers = await Promise.all(trial.random.list(TAKERS, () => Connection.open(url)));
    for (let i = 0; i < 20; i++) await ask(known);
    for (const taker of takers) taker.reset();
    using later = await Connection.open(url);
    await ask(later);
  }
  await target.conclude(trial);
}

/** All kinds of signals in any order are survived, and a final SIGTERM ends the server cleanly. */
async function signals(trial: Trial): Promise<void> {
  const SIGNALS = ["SIGHUP", "SIGHUP", "SIGCONT", "SIGWINCH", "SIGPIPE", "SIGURG"] as const;
  await using target = await Target.start({ args: ["--drain-time", "0"] });
  const { server } = target;
  while (trial.tried < trial.times) {
    trial.tried++;
    for (const signal of trial.random.list(10, () => trial.random.choose(SIGNALS))) {
      server.kill(signal);
      if (trial.random.oneIn(3)) {
        server.kill("SIGSTOP");
        server.kill("SIGCONT");
      }
    }
    trial.compare("an answer", await server.labels("p53"), ["TP53"]);
  }
  await target.conclude(trial);
  server.kill("SIGHUP");
  server.kill("SIGTERM");
  server.kill("SIGHUP");
  const { code, signal } = await server.ended;
  trial.compare("its end", { code, signal }, { code: 0, signal: null });
}

/** Signals during the start: the server ends by them or goes on, and never prints an error. */
async function earlySignals(trial: Trial): Promise<void> {
  await using dir = await tempDir();
  await writeFile(dir.join("index"), WHOLE);
  while (trial.tried < trial.times) {
    trial.tried++;
    const signal = trial.random.choose(["SIGTERM", "SIGINT", "SIGHUP"] as const);
    const command = serveCommand(dir, { index: dir.join("index"), args: ["--drain-time", "0"] });
    await using program = new Program(command, { cwd: dir.path });
    await Bun.sleep(trial.random.below(MOST_START_MS));
    program.kill(signal);
    program.kill("SIGTERM");
    const ended = await program.ended;
    // Until the server has handlers, the system's default action applies.
    const isTold = ended.code === 0 || ended.code === 1 || ended.signal !== null;
    const isQuiet = !/error:|at .*\.ts:/.test(ended.stderr);
    if (!isTold || !isQuiet) trial.mistake(`${signal}: ${JSON.stringify(ended)}`);
  }
}

/** The clock jumps forwards and backwards, by seconds or decades, while indexes are swapped. */
async function clockJumps(trial: Trial): Promise<void> {
  await using dir = await tempDir();
  const clock = dir.join("clock");
  await writeFile(clock, "+0");
  const { stdout } = await run(["faketime", "-f", "+0", "printenv", "LD_PRELOAD"], {
    cwd: dir.path,
    env: { PATH: process.env.PATH ?? "" },
  });
  const settings = {
    LD_PRELOAD: stdout.trim(),
    FAKETIME_TIMESTAMP_FILE: clock,
    FAKETIME_NO_CACHE: "1",
    // Setting the clock does not affect these.
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    NO_FAKE_STAT: "1",
  };
  const assignments = Object.entries(settings).map((setting) => setting.join("="));
  await swapping(
    trial,
    async (followed, file) => {
      await writeFile(clock, trial.random.choose(JUMPS));
      await replace(followed.path, file);
    },
    { confined: (command) => ["env", ...assignments, ...command] },
  );
}

/** Its output is not read any more. */
async function noTerminal(trial: Trial): Promise<void> {
  await using dir = await tempDir();
  const index = dir.join("index");
  await writeFile(index, WHOLE);
  const command = serveCommand(dir, { index, args: ["--access-log", "on"] });
  await using server = await ServerProcess.start(command, { cwd: dir.path });
  await server.closeOutput();
  using connection = await Connection.open(server.url);
  while (trial.tried < trial.times) {
    trial.tried++;
    trial.sent++;
    // Each request is a line in the log, and so is each refused index.
    if (trial.random.oneIn(20)) await replace(index, trial.random.bytes(100));
    const question = cheap(trial.random);
    connection.send(question.bytes);
    judge(trial, question, await connection.reply());
  }
}

/** Other servers with the same port fail with an error. */
async function portTaken(trial: Trial): Promise<void> {
  await using target = await Target.start();
  const { dir } = target;
  const { port } = target.server;
  while (trial.tried < trial.times) {
    trial.tried++;
    const command = serveCommand(dir, {
      index: dir.join("index"),
      stateDir: dir.join("other"),
      args: ["--port", String(port)],
    });
    const { code, stderr } = await run(command, { cwd: dir.path });
    trial.compare("exit code", code, 1);
    if (!stderr.includes(`error: cannot listen on 127.0.0.1:${port} (`)) trial.mistake(stderr);
  }
  await target.conclude(trial);
}

/** It is killed at any moment; the next server with the same folder serves and cleans up. */
async function killed(trial: Trial): Promise<void> {
  await using dir = await tempDir();
  const index = dir.join("index");
  await writeFile(index, WHOLE);
  while (trial.tried < trial.times) {
    trial.tried++;
    const command = serveCommand(dir, { index });
    await using victim = new Program(command, { cwd: dir.path });
    await Bun.sleep(trial.random.below(MOST_START_MS));
    victim.kill("SIGKILL");
    await victim.ended;
    await using next = await serveIndex(dir, { index });
    trial.sent++;
    trial.compare("its answer", await next.labels("p53"), ["TP53"]);
    trial.compare("warnings", next.warnings(), []);
  }
}

export const PROCESSES: readonly Fault[] = [
  { name: "no file descriptors left", times: { short: 3, long: 20 }, run: noDescriptors },
  { name: "signals in any order", times: { short: 20, long: 500 }, run: signals },
  { name: "signals during the start", times: { short: 6, long: 100 }, run: earlySignals },
  { name: "a clock that jumps", times: { short: 10, long: 100 }, run: clockJumps },
  { name: "a terminal that is closed", times: { short: 300, long: 10_000 }, run: noTerminal },
  { name: "a port that is in use", times: { short: 2, long: 20 }, run: portTaken },
  { name: "a server killed during its start", times: { short: 4, long: 50 }, run: killed },
];
