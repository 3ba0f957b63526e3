/** Clients that keep asking a server while something happens to it. */

import { requestFor } from "./connection.ts";
import { Load } from "./load.ts";

/** Leaves CPU time for what happens to the server. */
const PAUSE_MS = 1;

/** The expected body by target, for each ETag that a reply may have. */
export type Expected = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Several clients that ask for all targets in turn until the end of the scope, or until a request fails. */
export class ConstantLoad implements AsyncDisposable {
  /** Requests without a reply, or with another status than 200. */
  readonly failed: string[] = [];
  /** Replies whose body does not belong to their ETag. */
  readonly mixed: string[] = [];
  /** Number of replies so far. */
  answered = 0;
  /** The last ETag that each client has seen; null for one that has stopped. */
  readonly #tags: (string | null)[];
  readonly #load: Load<{ target: string; bytes: string }>;
  #isStopped = false;

  constructor(url: string, clients: number, targets: readonly string[], expected: Expected) {
    this.#tags = new Array(clients).fill("");
    // Each begins with another target, so that different requests are under way when something happens.
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

  /** The connection of each client, which is closed if it failed. */
  get connections() {
    return this.#load.connections;
  }

  get isGood(): boolean {
    return this.failed.length === 0 && this.mixed.length === 0;
  }

  /** Whether the last reply to each client has this ETag. */
  isOn(tag: string): boolean {
    return this.#tags.every((last) => last === tag);
  }

  /** Stops the clients once they have their last replies. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#load.done;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
