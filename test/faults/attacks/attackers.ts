/** Connections of attackers: anything is sent on them, and what comes back is counted or left unread. */

import type { Socket } from "bun";

/** What each answer begins with, but for the digits of its status. */
const START_OF_ANSWER = Buffer.from("HTTP/1.1 ");
const STATUS_DIGITS = 3;
const OPENED_AT_ONCE = 500;
const POLL_MS = 2;

/** One connection. */
export class Attacker implements Disposable {
  /** Answers so far, by status. */
  readonly answers = new Map<number, number>();
  answered = 0;
  /** Requests and bytes so far. */
  asked = 0;
  sentBytes = 0;
  isClosed = false;
  #socket: Socket | null = null;
  #unsent: Uint8Array = new Uint8Array(0);
  /** The end of what has come, which may be the beginning of an answer. */
  #tail: Buffer = Buffer.alloc(0);

  /** Opens it; one that cannot be opened is closed. @param reads what comes */
  static async open(port: number, reads = true): Promise<Attacker> {
    const attacker = new Attacker();
    try {
      attacker.#socket = await Bun.connect({
        hostname: "127.0.0.1",
        port,
        socket: {
          data: (_, chunk) => attacker.#count(chunk),
          drain: () => attacker.#flush(),
          end: () => attacker.#close(),
          close: () => attacker.#close(),
          error: () => attacker.#close(),
        },
      });
      if (!reads) attacker.#socket.pause();
    } catch {
      attacker.isClosed = true;
    }
    return attacker;
  }

  /** @param requests that the bytes hold */
  send(bytes: string | Uint8Array, requests = 1): void {
    const more = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
    this.asked += requests;
    this.sentBytes += more.length;
    this.#unsent = this.#unsent.length === 0 ? more : Buffer.concat([this.#unsent, more]);
    this.#flush();
  }

  /** Ends it as a client does that is gone. */
  [Symbol.dispose](): void {
    this.#socket?.terminate();
    this.#close();
  }

  #flush(): void {
    if (this.#unsent.length === 0 || this.isClosed) return;
    const written = this.#socket!.write(this.#unsent);
    if (written > 0) this.#unsent = this.#unsent.subarray(written);
  }

  #close(): void {
    this.isClosed = true;
    this.#socket = null;
  }

  #count(chunk: Buffer): void {
    const bytes = this.#tail.length === 0 ? chunk : Buffer.concat([this.#tail, chunk]);
    const whole = START_OF_ANSWER.length + STATUS_DIGITS;
    let at = bytes.indexOf(START_OF_ANSWER);
    while (at >= 0 && at + whole <= bytes.length) {
      const status = Number(bytes.toString("latin1", at + START_OF_ANSWER.length, at + whole));
      this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
      this.answered++;
      at = bytes.indexOf(START_OF_ANSWER, at + whole);
    }
    // A copy, as else the whole chunk would be held.
    this.#tail = Buffer.from(bytes.subarray(at >= 0 ? at : Math.max(0, bytes.length - whole + 1)));
  }
}

/** Opens many connections, some hundred at a time. */
export async function openAttackers(
  port: number,
  count: number,
  reads = true,
): Promise<Attacker[]> {
  const attackers: Attacker[] = [];
  while (attackers.length < count) {
    const more = Math.min(OPENED_AT_ONCE, count - attackers.length);
    const opened = Array.from({ length: more }, () => Attacker.open(port, reads));
    attackers.push(...(await Promise.all(opened)));
  }
  return attackers;
}

/** Whether each comes to have all its answers, or to be closed, in time. */
export function answeredAll(attackers: readonly Attacker[], patienceMs: number): Promise<boolean> {
  const isWaiting = ({ isClosed, answered, asked }: Attacker) => !isClosed && answered < asked;
  return within(patienceMs, () => !attackers.some(isWaiting));
}

/** Whether something comes to be so in time; it is looked at again and again. */
export async function within(
  patienceMs: number,
  isSo: () => boolean | Promise<boolean>,
): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) return false;
    await Bun.sleep(POLL_MS);
  }
  return true;
}

/** What all attackers of one round have sent, and what came back. */
export class Traffic {
  #requests = 0;
  #bytes = 0;
  #closed = 0;
  readonly #answers = new Map<number, number>();

  /** Counts what these have sent, and ends them. */
  conclude(attackers: readonly Attacker[]): void {
    for (const attacker of attackers) {
      this.#requests += attacker.asked;
      this.#bytes += attacker.sentBytes;
      this.#closed += Number(attacker.isClosed);
      for (const [status, count] of attacker.answers) {
        this.#answers.set(status, (this.#answers.get(status) ?? 0) + count);
      }
      attacker[Symbol.dispose]();
    }
  }

  get requests(): number {
    return this.#requests;
  }

  /** `1,500 requests of 139 kB; 1500 answers of 404; 2 connections closed` */
  describe(): string {
    const amount = (value: number) => value.toLocaleString("en");
    const answers = [...this.#answers].sort(([a], [b]) => a - b);
    return [
      `${amount(this.#requests)} requests of ${amount(Math.ceil(this.#bytes / 1000))} kB`,
      ...answers.map(([status, count]) => `${amount(count)} answers of ${status}`),
      ...(this.#closed > 0 ? [`${amount(this.#closed)} connections closed`] : []),
    ].join("; ");
  }
}
