/**
 * A process of its own that watches a server under attack: a probe asks it 200 times a second, honest clients ask as
 * people do, and the server's own memory is looked at. A second probe asks a bystander, a server of the same kind that
 * nobody attacks, so that what the machine itself adds is known.
 *
 * Its parent sends a `WitnessTask`, then "begin" and "end" for each phase; each "end" is answered with a `Report`.
 */

import { Connection, type Reply } from "../../support/clients/connection.ts";
import { countedBytes } from "../../support/processes/proc.ts";

/** A request that honest clients send. */
export interface HonestRequest {
  kind: HonestKind;
  /** As it is sent. */
  request: string;
}

/** Kinds of requests whose goodput is counted apart, as an attack may stop one of them alone. */
export const HONEST_KINDS = ["suggestions", "names"] as const;
export type HonestKind = (typeof HONEST_KINDS)[number];

/** What to watch. */
export interface WitnessTask {
  port: number;
  pid: number;
  bystanderPort: number;
  /** What the probe asks of the server, and of the bystander. */
  probes: readonly string[];
  bystanderProbes: readonly string[];
  honest: readonly HonestRequest[];
  /** The same request always has the same answer. */
  isSteady: boolean;
}

/** What became of one phase. */
export interface Report {
  seconds: number;
  /** Latencies of the probe in milliseconds, from when a request was due; one that fails counts with what it took. */
  worst: number;
  p99: number;
  /** Probes without an answer of 200. */
  failed: number;
  /** The worst latency of the bystander. */
  bystanderWorst: number;
  /** Answers of 200 a second that honest clients had. */
  goodput: Record<HonestKind, number>;
  /** Answers to the same request that differ. */
  wrong: string[];
  /** Most memory that the server had of its own, and what it had at the end; 0 where it is gone. */
  peakBytes: number;
  bytes: number;
}

const PROBE_INTERVAL_MS = 5;
const PROBE_CONNECTIONS = 8;
const MEMORY_INTERVAL_MS = 10;
/** A server that takes more is ended before it takes the machine's. */
const MOST_BYTES = 4e9;
const HONEST_CLIENTS: Record<HonestKind, number> = { suggestions: 6, names: 2 };
/** How long honest clients think before they ask again. */
const THINK_MS = 5;
/** How long the end of a phase waits for answers; those that have not come by then count as if they came then. */
const PATIENCE_MS = 90_000;
const RECONNECT_MS = 20;
const MOST_WRONG = 5;

/** A client that opens its connection again once the server has closed it. */
class Asker {
  #connection: Connection | null = null;

  constructor(private readonly port: number) {}

  /** The answer; null where the connection fails before it is whole. */
  async ask(request: string): Promise<Reply | null> {
    try {
      if (this.#connection === null || this.#connection.isClosed) {
        this.#connection = await Connection.open(`http://127.0.0.1:${this.port}`);
      }
      this.#connection.send(request);
      const reply = await this.#connection.reply({ patienceMs: Number.POSITIVE_INFINITY });
      if (reply === null || reply.isLast) this.#connection.reset();
      return reply;
    } catch {
      this.#connection?.reset();
      await Bun.sleep(RECONNECT_MS);
      return null;
    }
  }
}

/** What a probe has seen in one phase. */
class Phase {
  readonly latencies: number[] = [];
  failed = 0;
  /** When the requests that wait for an answer were due. */
  readonly waiting = new Set<number>();

  add(due: number, isGood: boolean): void {
    this.latencies.push(performance.now() - due);
    if (!isGood) this.failed++;
  }
}

/** Asks at a constant rate, however long answers take: what is due while all connections wait is asked once one is free. */
class Probe {
  #phase = new Phase();
  readonly #idle: Asker[];
  #due: number[] = [];
  #next = 0;
  #turn = 0;
  #isAsking = false;

  constructor(
    port: number,
    private readonly requests: readonly string[],
  ) {
    this.#idle = Array.from({ length: PROBE_CONNECTIONS }, () => new Asker(port));
    setInterval(() => this.#tick(), 1);
  }

  begin(): void {
    this.#phase = new Phase();
    this.#next = performance.now();
    this.#isAsking = true;
  }

  /** Asks no more, and resolves once all that was due is answered. */
  async end(): Promise<Phase> {
    const phase = this.#phase;
    this.#isAsking = false;
    const deadline = performance.now() + PATIENCE_MS;
    const isWaiting = () => this.#due.length > 0 || phase.waiting.size > 0;
    while (isWaiting() && performance.now() < deadline) await Bun.sleep(1);
    for (const due of [...phase.waiting, ...this.#due]) phase.add(due, false);
    this.#due = [];
    return phase;
  }

  #tick(): void {
    const now = performance.now();
    for (; this.#isAsking && this.#next <= now; this.#next += PROBE_INTERVAL_MS) {
      this.#due.push(this.#next);
    }
    while (this.#idle.length > 0 && this.#due.length > 0) {
      void this.#ask(this.#phase, this.#idle.shift()!, this.#due.shift()!);
    }
  }

  async #ask(phase: Phase, asker: Asker, due: number): Promise<void> {
    phase.waiting.add(due);
    const answer = await asker.ask(this.requests[this.#turn++ % this.requests.length]!);
    // Where its phase has ended by then, it was counted there.
    if (phase.waiting.delete(due) && phase === this.#phase) phase.add(due, answer?.status === 200);
    this.#idle.push(asker);
  }
}

/** Clients that ask, read, think and ask again. */
class HonestClients {
  answered = noAnswers();
  readonly wrong: string[] = [];
  readonly #known = new Map<string, string>();

  constructor(
    port: number,
    requests: readonly HonestRequest[],
    private readonly isSteady: boolean,
  ) {
    for (const kind of HONEST_KINDS) {
      const ofKind = requests.filter((request) => request.kind === kind);
      const clients = HONEST_CLIENTS[kind];
      for (let i = 0; i < clients; i++) {
        void this.#ask(new Asker(port), ofKind, Math.floor((i * ofKind.length) / clients));
      }
    }
  }

  async #ask(asker: Asker, requests: readonly HonestRequest[], first: number): Promise<never> {
    for (let turn = first; ; turn++) {
      const { kind, request } = requests[turn % requests.length]!;
      const answer = await asker.ask(request);
      if (answer?.status === 200) {
        this.answered[kind]++;
        this.#compare(request, answer.body);
      }
      await Bun.sleep(THINK_MS);
    }
  }

  #compare(request: string, body: string): void {
    if (!this.isSteady) return;
    const known = this.#known.get(request);
    if (known === undefined) this.#known.set(request, body);
    else if (known !== body && this.wrong.length < MOST_WRONG) {
      this.wrong.push(`another answer to ${request.split("\r\n", 1)[0]}`);
    }
  }
}

function noAnswers(): Record<HonestKind, number> {
  return { suggestions: 0, names: 0 };
}

class Witness {
  readonly #probe: Probe;
  readonly #bystander: Probe;
  readonly #honest: HonestClients;
  #peakBytes = 0;
  #began = 0;

  constructor(private readonly task: WitnessTask) {
    this.#probe = new Probe(task.port, task.probes);
    this.#bystander = new Probe(task.bystanderPort, task.bystanderProbes);
    this.#honest = new HonestClients(task.port, task.honest, task.isSteady);
    setInterval(() => {
      const bytes = countedBytes(task.pid);
      this.#peakBytes = Math.max(this.#peakBytes, bytes);
      if (bytes > MOST_BYTES) process.kill(task.pid, "SIGKILL");
    }, MEMORY_INTERVAL_MS);
  }

  begin(): void {
    this.#began = performance.now();
    this.#peakBytes = 0;
    this.#honest.answered = noAnswers();
    this.#probe.begin();
    this.#bystander.begin();
  }

  async end(): Promise<Report> {
    const seconds = (performance.now() - this.#began) / 1000;
    const { answered, wrong } = this.#honest;
    this.#honest.answered = noAnswers();
    const [probe, bystander] = await Promise.all([this.#probe.end(), this.#bystander.end()]);
    const latencies = probe.latencies.sort((a, b) => a - b);
    return {
      seconds,
      worst: latencies.at(-1) ?? 0,
      p99: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
      failed: probe.failed,
      bystanderWorst: bystander.latencies.reduce((worst, ms) => Math.max(worst, ms), 0),
      goodput: {
        suggestions: answered.suggestions / seconds,
        names: answered.names / seconds,
      },
      wrong: wrong.splice(0),
      peakBytes: this.#peakBytes,
      bytes: countedBytes(this.task.pid),
    };
  }
}

if (import.meta.main) {
  let witness: Witness | null = null;
  process.on("message", async (message: WitnessTask | "begin" | "end") => {
    if (message === "begin") witness!.begin();
    else if (message === "end") process.send!(await witness!.end());
    else witness = new Witness(message);
  });
  process.on("disconnect", () => process.exit(0));
}
