/** Connections on which anything may be sent, and what comes back on them. */

import type { Socket } from "bun";

const END_OF_HEAD = "\r\n\r\n";
const STATUS = /^HTTP\/1\.[01] (\d{3}) /;
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const CHUNKED = /\r\ntransfer-encoding: *chunked/i;
/** Beyond it a server that says nothing is taken for one that never will. */
const PATIENCE_MS = 15_000;

/** One answer of a server. */
export interface Reply {
  status: number;
  /** Status line and headers, as they came. */
  head: string;
  body: string;
}

/** How a connection came to its end. */
export type Ending = "closed" | "open" | "silent";

/** A connection that is kept for one request after the other, or broken with one of them. */
export class Wire implements Disposable {
  #socket: Socket | undefined;
  #received = Buffer.alloc(0);
  #closed = false;
  #changed = Promise.withResolvers<void>();
  /** Bytes that the system did not take yet. */
  #unsent = Buffer.alloc(0);

  constructor(private readonly port: number) {}

  /** Opens it; resolves once it is open. @throws Error where it cannot be */
  async open(): Promise<this> {
    this.#socket = await Bun.connect({
      hostname: "127.0.0.1",
      port: this.port,
      // A server need not close what the client has half closed.
      allowHalfOpen: true,
      socket: {
        data: (_, chunk) => {
          this.#received = Buffer.concat([this.#received, chunk]);
          this.#wake();
        },
        drain: () => this.#flush(),
        end: () => this.#close(),
        close: () => this.#close(),
        error: () => this.#close(),
      },
    });
    return this;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  send(bytes: string | Uint8Array): void {
    const more = typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes;
    this.#unsent =
      this.#unsent.length === 0 ? Buffer.from(more) : Buffer.concat([this.#unsent, more]);
    this.#flush();
  }

  /** Sends no more, and still reads. */
  halfClose(): void {
    this.#socket?.shutdown();
  }

  /** Ends it as a client does that is gone. */
  reset(): void {
    this.#socket?.terminate();
    this.#close();
  }

  /** Reads no more of what comes. */
  pause(): void {
    this.#socket?.pause();
  }

  /** The next answer; null where the connection ends before there is one. @throws Error where none ever comes */
  async reply(isHead = false): Promise<Reply | null> {
    for (;;) {
      const reply = this.#take(isHead);
      if (reply !== null) return reply;
      if (this.#closed) return null;
      if (!(await this.#change())) throw new Error(`no answer within ${PATIENCE_MS} ms`);
    }
  }

  /** Every answer up to the end of the connection, or up to so many. */
  async replies(most: number): Promise<{ replies: Reply[]; ending: Ending }> {
    const replies: Reply[] = [];
    while (replies.length < most) {
      try {
        const reply = await this.reply();
        if (reply === null) return { replies, ending: "closed" };
        replies.push(reply);
      } catch {
        return { replies, ending: "silent" };
      }
    }
    return { replies, ending: "open" };
  }

  /** Resolves once the server has closed it; false where it does not within a time. */
  async closes(patienceMs: number): Promise<boolean> {
    const end = performance.now() + patienceMs;
    while (!this.#closed && performance.now() < end) await this.#change(end - performance.now());
    return this.#closed;
  }

  [Symbol.dispose](): void {
    this.reset();
  }

  #flush(): void {
    if (this.#unsent.length === 0 || this.#socket === undefined) return;
    const written = this.#socket.write(this.#unsent);
    if (written > 0) this.#unsent = this.#unsent.subarray(written);
  }

  #close(): void {
    this.#closed = true;
    this.#wake();
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** Resolves with whether anything has come within a time. */
  async #change(patienceMs = PATIENCE_MS): Promise<boolean> {
    const late = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => late.resolve(false), patienceMs);
    const changed = this.#changed.promise.then(() => true);
    const came = await Promise.race([changed, late.promise]);
    clearTimeout(timer);
    return came;
  }

  /** The first answer of what has come so far, where it is whole. */
  #take(isHead: boolean): Reply | null {
    const end = this.#received.indexOf(END_OF_HEAD);
    if (end < 0) return null;
    const head = this.#received.toString("latin1", 0, end + 2);
    const start = end + END_OF_HEAD.length;
    const status = Number(STATUS.exec(head)?.[1] ?? Number.NaN);
    const hasBody = !isHead && status !== 204 && status !== 304 && status >= 200;
    if (hasBody && CHUNKED.test(head)) throw new Error("an answer in chunks, which none should be");
    // Without a length a body goes on to the end of the connection.
    const length = hasBody ? Number(LENGTH.exec(head)?.[1] ?? Number.NaN) : 0;
    if (Number.isNaN(length) && !this.#closed) return null;
    const bodyEnd = Number.isNaN(length) ? this.#received.length : start + length;
    if (this.#received.length < bodyEnd) return null;
    const body = this.#received.toString("utf8", start, bodyEnd);
    this.#received = this.#received.subarray(bodyEnd);
    return { status, head, body };
  }
}

/** Sends a request on a connection of its own. */
export async function exchange(
  port: number,
  pieces: readonly (string | Uint8Array)[],
  { most = 10, ends = false } = {},
): Promise<{ replies: Reply[]; ending: Ending }> {
  using wire = await new Wire(port).open();
  for (const piece of pieces) wire.send(piece);
  if (ends) wire.halfClose();
  return await wire.replies(most);
}
