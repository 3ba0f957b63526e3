/** Clients that ask a server on and on while something happens to it. */

import { once } from "node:events";
import { connect, type Socket } from "node:net";

const END_OF_HEADERS = "\r\n\r\n";
const STATUS = /^HTTP\/1\.1 (\d+)/;
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;
const TAG = /\r\netag: *("[^"]*")/i;
/** Leaves the processors some time for what happens to the server. */
const PAUSE_MS = 1;

/** The body that belongs to a target, for each ETag that a server may give. */
export type Expected = ReadonlyMap<string, ReadonlyMap<string, string>>;

interface Answer {
  status: number;
  tag: string;
  body: string;
}

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
    using connection = new KeptConnection(url);
    for (let turn = first; !this.#stopped; turn++) {
      const target = this.targets[turn % this.targets.length]!;
      try {
        this.#take(client, target, await connection.ask(target));
      } catch (error) {
        this.failed.push(`${target}: ${error}`);
        return;
      }
      await Bun.sleep(PAUSE_MS);
    }
  }

  #take(client: number, target: string, { status, tag, body }: Answer): void {
    this.#tags[client] = tag;
    if (status !== 200) this.failed.push(`${target}: ${status} ${body}`);
    else if (this.expected.get(tag)?.get(target) !== body) {
      this.mixed.push(`${target}: ${tag} ${body}`);
    }
  }
}

/** One connection for all its requests; unlike `fetch` it never opens another unasked. */
class KeptConnection implements Disposable {
  readonly #socket: Socket;
  readonly #host: string;
  readonly #opened: Promise<unknown>;
  #received = Buffer.alloc(0);
  #waiting = Promise.withResolvers<Answer>();

  constructor(url: string) {
    const { hostname, port, host } = new URL(url);
    this.#host = host;
    this.#socket = connect(Number(port), hostname);
    this.#opened = once(this.#socket, "connect");
    this.#socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    this.#socket.on("error", (error) => this.#waiting.reject(error));
    this.#socket.on("close", () => this.#waiting.reject(new Error("the connection was closed")));
    // Where nobody waits, the next question tells.
    this.#waiting.promise.catch(() => {});
  }

  /** @throws Error where the connection ends before the answer does */
  async ask(target: string): Promise<Answer> {
    await this.#opened;
    if (this.#socket.destroyed) throw new Error("the connection was closed");
    this.#waiting = Promise.withResolvers();
    this.#socket.write(`GET ${target} HTTP/1.1\r\nHost: ${this.#host}\r\n\r\n`);
    return this.#waiting.promise;
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    const headersEnd = this.#received.indexOf(END_OF_HEADERS);
    if (headersEnd === -1) return;
    const headers = this.#received.toString("latin1", 0, headersEnd);
    const bodyStart = headersEnd + END_OF_HEADERS.length;
    const end = bodyStart + Number(CONTENT_LENGTH.exec(headers)?.[1]);
    // Not `<`, so that an answer without a length is never whole.
    if (!(this.#received.length >= end)) return;
    const body = this.#received.toString("utf8", bodyStart, end);
    this.#received = this.#received.subarray(end);
    const status = Number(STATUS.exec(headers)?.[1]);
    this.#waiting.resolve({ status, tag: TAG.exec(headers)?.[1] ?? "", body });
  }
}
