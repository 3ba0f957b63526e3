/** Attacks: a server is attacked while a witness in a process of its own sees what becomes of everybody else. */

import { join } from "node:path";
import { ASSEMBL, type Ended } from "../../support/processes/program.ts";
import {
  type ServeOptions,
  type ServerProcess,
  serveIndex,
} from "../../support/processes/server-process.ts";
import { type TempDir, tempDir } from "../../support/temp.ts";
import type { Fault, Form, Trial } from "../trial.ts";
import { Traffic } from "./attackers.ts";
import { BYSTANDER_PROBES, type Honest, indexOfRows } from "./data.ts";
import { HONEST_KINDS, type Report, type WitnessTask } from "./witness.ts";

/** What every attack is held to. */
export const LIMITS = {
  /** Worst latency of the probe on two quiet processors, in milliseconds. */
  worstMs: 50,
  /** Memory above that of the server at rest. */
  bytes: 150e6,
  /** Share of what honest clients get without an attack. */
  goodput: 0.5,
};
/** What the short form is held to, as CI runs it beside whatever else: old faults were far beyond that. */
const SHORT_LIMITS: typeof LIMITS = { worstMs: 300, bytes: 200e6, goodput: 0.2 };

/** Long enough that what answers is compiled for speed and at rest. */
const CALM_MS: Record<Form, number> = { short: 1000, long: 5000 };
const REPEATED_MS: Record<Form, number> = { short: 2000, long: 15_000 };
/** A machine that does something else meanwhile has to be very busy to spoil as many in a row. */
const ROUNDS = 4;
/** A machine is too busy for one round to tell where its bystander waits so long, and the server not far longer. */
const NOISY_MS = 25;
const FAR_LONGER = 5;
const WITNESS = join(import.meta.dir, "witness.ts");

/** The command line of the program that is attacked, and how its servers are confined. */
export type Confined = NonNullable<ServeOptions["confined"]>;

/** A program that a command is run of in place of the checkout's. */
export function asProgram(
  program: readonly string[],
  confined: Confined = (c) => [...c],
): Confined {
  return (command) => confined([...program, ...command.slice(ASSEMBL.length)]);
}

/** What an attack is made on. */
export interface AttackedOptions extends Omit<ServeOptions, "index"> {
  index: string;
  honest: Honest;
  /** The data stay as they are, so that the same request has the same answer throughout. */
  isSteady?: boolean;
  /** What is to end behind the server. */
  beside?: readonly AsyncDisposable[];
}

/** A server under attack, another beside it that is not, and who watches both. */
export class Attacked implements AsyncDisposable {
  private constructor(
    readonly dir: TempDir,
    readonly server: ServerProcess,
    private readonly bystander: ServerProcess,
    private readonly witness: WitnessProcess,
    private readonly beside: readonly AsyncDisposable[],
  ) {
    void server.ended.then((ended) => {
      this.ended = ended;
    });
  }

  /** How the server has ended, where it has. */
  ended: Ended | null = null;
  readonly traffic = new Traffic();

  static async start(
    program: readonly string[],
    dir: TempDir,
    options: AttackedOptions,
  ): Promise<Attacked> {
    const { honest, isSteady = true, confined, beside = [], ...server } = options;
    const bystander = await serveIndex(dir, {
      index: await indexOfRows(program, dir, "bystander"),
      stateDir: dir.join("bystander-state"),
      confined: asProgram(program),
    });
    const attacked = await serveIndex(dir, {
      ...server,
      confined: asProgram(program, confined),
    });
    const witness = new WitnessProcess({
      port: attacked.port,
      pid: attacked.pid,
      bystanderPort: bystander.port,
      probes: honest.probes,
      bystanderProbes: BYSTANDER_PROBES,
      honest: honest.requests,
      isSteady,
    });
    return new Attacked(dir, attacked, bystander, witness, beside);
  }

  get port(): number {
    return this.server.port;
  }

  /** What the witness sees while something is done. */
  async during(work: () => Promise<unknown>): Promise<Report> {
    this.witness.begin();
    await work();
    return this.witness.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.witness[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
    await this.bystander[Symbol.asyncDispose]();
    for (const other of this.beside) await other[Symbol.asyncDispose]();
  }
}

/** The witness, as its parent sees it. */
export class WitnessProcess implements AsyncDisposable {
  readonly #child: Bun.Subprocess<"ignore", "ignore", "inherit">;
  #report = Promise.withResolvers<Report>();

  constructor(task: WitnessTask) {
    this.#child = Bun.spawn([process.execPath, WITNESS], {
      stdio: ["ignore", "ignore", "inherit"],
      ipc: (report: Report) => this.#report.resolve(report),
      onExit: (_, code) => this.#report.reject(new Error(`the witness ended with ${code}`)),
    });
    this.#report.promise.catch(() => {});
    this.#child.send(task);
  }

  begin(): void {
    this.#child.send("begin");
  }

  async end(): Promise<Report> {
    this.#child.send("end");
    const report = await this.#report.promise;
    this.#report = Promise.withResolvers();
    this.#report.promise.catch(() => {});
    return report;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill();
    await this.#child.exited;
  }
}

const LEAST_SECONDS = 1;

/** What a phase came to beside a calm one. */
export interface Figures {
  worst: number;
  bystanderWorst: number;
  /** Memory above that at rest. */
  bytes: number;
  /** Of the kind of requests that suffers most. */
  goodput: number;
  failed: number;
}

export function figuresOf(calm: Report, during: Report): Figures {
  // What takes less than that shows in the latency, and hardly in how many are answered.
  const shares =
    during.seconds < LEAST_SECONDS
      ? [1]
      : HONEST_KINDS.map((kind) => during.goodput[kind] / calm.goodput[kind]);
  return {
    worst: during.worst,
    bystanderWorst: during.bystanderWorst,
    bytes: Math.max(0, during.peakBytes - calm.peakBytes),
    goodput: Math.min(...shares),
    failed: during.failed,
  };
}

export function describeFigures(figures: Figures): string {
  const { worst, bystanderWorst, bytes, goodput, failed } = figures;
  const parts = [
    `worst ${worst.toFixed(0)} ms, bystander's ${bystanderWorst.toFixed(0)} ms`,
    `+${(bytes / 1e6).toFixed(0)} MB`,
    `goodput ${(100 * goodput).toFixed(0)} %`,
  ];
  if (failed > 0) parts.push(`${failed} probes failed`);
  return parts.join("; ");
}

/** What of some limits is broken. @param indexBytes of an index that must be read into memory */
export function brokenLimits(figures: Figures, indexBytes = 0, limits = LIMITS): string[] {
  const { worst, bystanderWorst, bytes, goodput, failed } = figures;
  const broken: string[] = [];
  // What others do on this machine meanwhile is not the server's.
  if (worst > limits.worstMs + bystanderWorst)
    broken.push(`the probe waited ${worst.toFixed(0)} ms`);
  if (bytes > limits.bytes + indexBytes)
    broken.push(`memory rose by ${(bytes / 1e6).toFixed(0)} MB`);
  if (goodput < limits.goodput) broken.push(`goodput fell to ${goodput.toFixed(2)}`);
  if (failed > 0) broken.push(`${failed} probes failed`);
  return broken;
}

/** What an attack is and what it is made on. */
export interface AttackOptions<P extends AttackedOptions = AttackedOptions> {
  /** What the server is started with; all files that are made for it are in the folder. */
  prepare(trial: Trial, dir: TempDir): Promise<P>;
  /** Attacks once, and resolves when all that it asked for is answered, refused or given up. */
  attack(trial: Trial, attacked: Attacked, prepared: P): Promise<void>;
  /** It is made again and again for some time, so that what it does to goodput shows. */
  isRepeated?: boolean;
  /** Bytes of an index that must be read into memory meanwhile. */
  indexBytes?: (trial: Trial) => Promise<number>;
  /** The server does not withstand it yet. */
  isOpen?: boolean;
  times?: Record<Form, number>;
}

/** An attack as a fault: it passes where it keeps to the limits of its form, and the server goes on as ever. */
export function attackFault<P extends AttackedOptions>(
  name: string,
  { isOpen = false, times = { short: 1, long: 1 }, ...options }: AttackOptions<P>,
): Fault {
  return {
    name: `attacks: ${name}`,
    times,
    ...(isOpen && { isOpen }),
    async run(trial) {
      for (let round = 0; round < ROUNDS; round++) {
        const { broken, isNoisy } = await tryOnce(trial, options);
        if (broken.length > 0 && isNoisy && round < ROUNDS - 1) continue;
        for (const limit of broken) trial.mistake(limit);
        break;
      }
    },
  };
}

/** Attacks a server of its own, as one that was attacked before may have what it needs at hand. */
async function tryOnce<P extends AttackedOptions>(
  trial: Trial,
  options: AttackOptions<P>,
): Promise<{ broken: string[]; isNoisy: boolean }> {
  const { prepare, attack, isRepeated = false, indexBytes = async () => 0 } = options;
  trial.tried++;
  await using dir = await tempDir();
  const prepared = await prepare(trial, dir);
  await using attacked = await Attacked.start(trial.program, dir, prepared);
  const rest = () => Bun.sleep(CALM_MS[trial.form]);
  await attacked.during(rest);
  const calm = await attacked.during(rest);
  const during = await attacked.during(async () => {
    const end = performance.now() + REPEATED_MS[trial.form];
    do await attack(trial, attacked, prepared);
    while (isRepeated && performance.now() < end && attacked.ended === null);
  });
  const after = await attacked.during(rest);
  const figures = figuresOf(calm, during);
  const { worst, bystanderWorst, goodput, failed } = figures;
  const limits = trial.form === "long" ? LIMITS : SHORT_LIMITS;
  trial.note(`${describeFigures(figures)}; ${during.seconds.toFixed(1)} s`);
  if (attacked.traffic.requests > 0) trial.note(attacked.traffic.describe());
  trial.sent += attacked.traffic.requests;
  for (const wrong of [...during.wrong, ...after.wrong]) trial.mistake(wrong);
  const end = attacked.ended;
  if (end !== null) trial.mistake(`the server has ended with ${end.signal ?? end.code}`);
  else if (after.goodput.suggestions === 0) trial.mistake("nobody is answered any more");
  return {
    broken: brokenLimits(figures, await indexBytes(trial), limits),
    isNoisy:
      bystanderWorst >= NOISY_MS &&
      worst < FAR_LONGER * bystanderWorst &&
      goodput > limits.goodput / 2 &&
      failed === 0 &&
      trial.isGood,
  };
}
