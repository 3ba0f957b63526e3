/** Clients that ask a server on and on while something happens to it. */

import { requestFor } from "./connection.ts";
import { Load } from "./load.ts";

/** Leaves the processors some time for what happens to the server. */
const PAUSE_MS = 1;

/** The body that belongs to a target, for each ETag that a server may give. */
export type Expected = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Several clients, which ask for all targets in turns until the end of the scope, or until they are not answered. */
export class ConstantLoad implements AsyncDisposable {
  /** Requests without an answer, or with another status than 200. */
  readonly failed: string[] = [];
  /** Answers that are not what their ETag stands for. */
  readonly mixed: string[] = [];
  /** Requests that were answered so far. */
  answered = 0;
  /** The ETag that each client has seen last; null where it has stopped. */
  readonly #tags: (string | null)[];
  readonly #load: Load<{ target: string; bytes: string }>;
  #isStopped = false;

  constructor(url: string, clients: number, targets: readonly string[], expected: Expected) {
    this.#tags = new Array(clients).fill("");
    // Each begins elsewhere, so that different questions meet what happens.
    const turns = this.#tags.map((_, client) => Math.floor((client * targets.length) / clients));
    this.#load = new Load(
      url,
      clients,
      {
        next: async (client) => {
          await Bun.sleep(PAUSE_MS);
          if (this.#isStopped || this.#tags[client] === null) return null;
          const target = targets[turns[client]!++ % targets.length]!;
          return { target, bytes: requestFor(target, new URL(url).host) };
        },
        take: ({ target }, outcome, _, client) => {
          if (outcome instanceof Error) {
            this.failed.push(`${target}: ${outcome.message}`);
            this.#tags[client] = null;
            return;
          }
          const { status, tag, body } = outcome;
          this.#tags[client] = tag;
          this.answered++;
          if (status !== 200) this.failed.push(`${target}: ${status} ${body}`);
          else if (expected.get(tag)?.get(target) !== body) {
            this.mixed.push(`${target}: ${tag} ${body}`);
          }
        },
      },
      Number.POSITIVE_INFINITY,
    );
  }

  /** The connection of each client; closed where that has failed. */
  get connections() {
    return this.#load.connections;
  }

  get isGood(): boolean {
    return this.failed.length === 0 && this.mixed.length === 0;
  }

  /** Whether the last answer that each client had has a tag. */
  isOn(tag: string): boolean {
    return this.#tags.every((last) => last === tag);
  }

  /** Lets the clients have their last answers. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#load.done;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
