/** A connection that a client keeps. */

import { once } from "node:events";
import { connect, type Socket } from "node:net";

const END_OF_HEADERS = "\r\n\r\n";
const STATUS = /^HTTP\/1\.1 (\d+)/;
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;
const TAG = /\r\netag: *("[^"]*")/i;
const CLOSE = /\r\nconnection: *close\r\n/i;

export interface Answer {
  status: number;
  tag: string;
  body: string;
  /** The server closes the connection behind it. */
  isLast: boolean;
}

/** One connection for all its requests; unlike `fetch` it never opens another unasked. */
export class KeptConnection implements Disposable {
  readonly #socket: Socket;
  readonly #host: string;
  readonly #opened: Promise<unknown>;
  #received = Buffer.alloc(0);
  #waiting = Promise.withResolvers<Answer>();

  /** @param from an address of this machine that it is to come from */
  constructor(url: string, from?: string) {
    const { hostname, port, host } = new URL(url);
    this.#host = host;
    const localAddress = from === undefined ? {} : { localAddress: from };
    this.#socket = connect({ port: Number(port), host: hostname, ...localAddress });
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

  /** The client's port, once it is connected. */
  get localPort(): number {
    return this.#socket.localPort!;
  }

  get isClosed(): boolean {
    return this.#socket.destroyed;
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
    const tag = TAG.exec(headers)?.[1] ?? "";
    this.#waiting.resolve({ status, tag, body, isLast: CLOSE.test(headers) });
  }
}
