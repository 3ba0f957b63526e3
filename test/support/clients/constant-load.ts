/** Clients that ask a server on and on while something happens to it. */

import { type Answer, KeptConnection } from "./kept-connection.ts";

/** Leaves the processors some time for what happens to the server. */
const PAUSE_MS = 1;

/** The body that belongs to a target, for each ETag that a server may give. */
export type Expected = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Several clients with a connection each, which ask for all targets in turns until the end of the scope. */
export class ConstantLoad implements AsyncDisposable {
  /** Requests without an answer, or with another status than 200. */
  readonly failed: string[] = [];
  /** Answers that are not what their ETag stands for. */
  readonly mixed: string[] = [];
  /** The ETag that each client has seen last. */
  readonly #tags: string[] = [];
  readonly #clients: Promise<void>[];
  #stopped = false;
  /** Its connection, by client; closed where that has failed. */
  readonly connections: KeptConnection[] = [];

  constructor(
    url: string,
    clients: number,
    private readonly targets: readonly string[],
    private readonly expected: Expected,
  ) {
    this.#clients = Array.from({ length: clients }, (_, client) =>
      // Each begins elsewhere, so that different questions meet what happens.
      this.#ask(url, client, Math.floor((client * targets.length) / clients)),
    );
  }

  get isGood(): boolean {
    return this.failed.length === 0 && this.mixed.length === 0;
  }

  /** Requests that were answered so far. */
  answered = 0;

  /** Whether the last answer that each client had bears a tag. */
  isOn(tag: string): boolean {
    return this.#tags.every((last) => last === tag);
  }

  /** Lets the clients have their last answers. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#clients);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #ask(url: string, client: number, first: number): Promise<void> {
    this.#tags[client] = "";
    let connection = new KeptConnection(url);
    using _ = { [Symbol.dispose]: () => connection[Symbol.dispose]() };
    for (let turn = first; !this.#stopped; turn++) {
      this.connections[client] = connection;
      const target = this.targets[turn % this.targets.length]!;
      try {
        const answer = await connection.ask(target);
        this.#take(client, target, answer);
        // The server has asked to be asked no more on this one.
        if (answer.isLast) connection = new KeptConnection(url);
      } catch (error) {
        this.failed.push(`${target}: ${error}`);
        return;
      }
      await Bun.sleep(PAUSE_MS);
    }
  }

  #take(client: number, target: string, { status, tag, body }: Answer): void {
    this.#tags[client] = tag;
    this.answered++;
    if (status !== 200) this.failed.push(`${target}: ${status} ${body}`);
    else if (this.expected.get(tag)?.get(target) !== body) {
      this.mixed.push(`${target}: ${tag} ${body}`);
    }
  }
}
