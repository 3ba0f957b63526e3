/** Connections on which anything may be sent, and the answers that come back on them. */

import type { Socket } from "bun";

const END_OF_HEAD = "\r\n\r\n";
const STATUS = /^HTTP\/1\.[01] (\d{3}) /;
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const CHUNKED = /\r\ntransfer-encoding: *chunked/i;
const TAG = /\r\netag: *("[^"]*")/i;
const CLOSE = /\r\nconnection: *close\r\n/i;
/** A server that says nothing for longer is taken for one that never will. */
const PATIENCE_MS = 15_000;

/** A plain request. */
export function requestFor(target: string, host = "h"): string {
  return `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
}

/** One answer of a server. */
export class Reply {
  constructor(
    readonly status: number,
    /** Status line and headers, as they came. */
    readonly head: string,
    private readonly received: Buffer,
    private readonly start: number,
    private readonly end: number,
  ) {}

  get body(): string {
    return this.received.toString("utf8", this.start, this.end);
  }

  /** Its ETag; empty where it has none. */
  get tag(): string {
    return TAG.exec(this.head)?.[1] ?? "";
  }

  /** The server closes the connection behind it. */
  get isLast(): boolean {
    return CLOSE.test(this.head);
  }
}

/** How an answer is waited for. */
export interface ReplyOptions {
  /** It is to a HEAD, and has no body whatever its headers say. */
  isHead?: boolean;
  /** How long the server may be silent. */
  patienceMs?: number | undefined;
}

/** How a connection came to its end. */
export type Ending = "closed" | "open" | "silent";

/** A connection that is kept for one request after the other, or broken in the middle of one. */
export class Connection implements Disposable {
  #socket!: Socket;
  /** What has come and belongs to no answer yet. */
  #received: Buffer[] = [];
  #length = 0;
  /** As long as fewer bytes have come, the next answer is not whole. */
  #needed = 0;
  #isClosed = false;
  #changed = Promise.withResolvers<void>();
  /** What the system did not take yet. */
  #unsent: Uint8Array[] = [];

  private constructor(private readonly host: string) {}

  /**
   * Resolves once it is open.
   *
   * @param server its URL
   * @param from an address of this machine that it is to come from
   * @throws Error where it cannot be opened
   */
  static async open(server: string, from?: string): Promise<Connection> {
    const { hostname, port, host } = new URL(server);
    const connection = new Connection(host);
    // The types leave the local address out.
    const localAddress = from === undefined ? {} : { localAddress: from };
    connection.#socket = await Bun.connect({
      hostname,
      port: Number(port),
      // A server need not close what the client has half closed.
      allowHalfOpen: true,
      socket: {
        data: (_, chunk) => connection.#receive(chunk),
        drain: () => connection.#flush(),
        end: () => connection.#close(),
        close: () => connection.#close(),
        error: () => connection.#close(),
      },
      ...localAddress,
    });
    return connection;
  }

  /** Whether either end has closed it. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The client's port. */
  get localPort(): number {
    return this.#socket.localPort;
  }

  send(bytes: string | Uint8Array): void {
    this.#unsent.push(typeof bytes === "string" ? Buffer.from(bytes) : bytes);
    if (this.#unsent.length === 1) this.#flush();
  }

  /** Sends no more, and still reads. */
  halfClose(): void {
    this.#socket.shutdown();
  }

  /** Ends it as a client does that is gone. */
  reset(): void {
    this.#socket.terminate();
    this.#close();
  }

  /** Reads no more of what comes. */
  pause(): void {
    this.#socket.pause();
  }

  /** Asks for a target, and waits for the answer for as long as it takes. @throws Error where the connection ends before */
  async ask(target: string): Promise<Reply> {
    if (!this.#isClosed) {
      this.send(requestFor(target, this.host));
      const reply = await this.reply({ patienceMs: Number.POSITIVE_INFINITY });
      if (reply !== null) return reply;
    }
    throw new Error("the connection was closed");
  }

  /**
   * The next answer; null where the connection ends before there is one.
   *
   * @throws Error where the server is silent for too long
   */
  async reply({
    isHead = false,
    patienceMs = PATIENCE_MS,
  }: ReplyOptions = {}): Promise<Reply | null> {
    for (;;) {
      const reply = this.#take(isHead);
      if (reply !== null) return reply;
      if (this.#isClosed) return null;
      if (patienceMs === Number.POSITIVE_INFINITY) await this.#changed.promise;
      else if (!(await this.#changesWithin(patienceMs))) {
        throw new Error(`no answer within ${patienceMs} ms`);
      }
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

  /** All that comes up to the end of the connection, as it is. */
  async rest(): Promise<string> {
    this.#socket.resume();
    while (!this.#isClosed) await this.#changed.promise;
    return Buffer.concat(this.#received).toString();
  }

  /** Resolves once something has come. */
  async begins(): Promise<void> {
    while (this.#length === 0 && !this.#isClosed) await this.#changed.promise;
  }

  /** Resolves once the server has closed it; false where it does not within a time. */
  async closes(patienceMs: number): Promise<boolean> {
    const end = performance.now() + patienceMs;
    while (!this.#isClosed && performance.now() < end) {
      await this.#changesWithin(end - performance.now());
    }
    return this.#isClosed;
  }

  [Symbol.dispose](): void {
    this.reset();
  }

  #receive(chunk: Buffer): void {
    this.#received.push(chunk);
    this.#length += chunk.length;
    this.#wake();
  }

  #flush(): void {
    for (let next = this.#unsent[0]; next !== undefined; next = this.#unsent[0]) {
      const written = this.#socket.write(next);
      if (written < next.length) {
        this.#unsent[0] = next.subarray(Math.max(0, written));
        return;
      }
      this.#unsent.shift();
    }
  }

  #close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  /** Resolves with whether anything has come within a time. */
  async #changesWithin(patienceMs: number): Promise<boolean> {
    const changed = this.#changed.promise.then(() => true);
    const late = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => late.resolve(false), patienceMs);
    const came = await Promise.race([changed, late.promise]);
    clearTimeout(timer);
    return came;
  }

  /** The first answer of what has come so far, where it is whole. */
  #take(isHead: boolean): Reply | null {
    if (this.#length < this.#needed && !this.#isClosed) return null;
    if (this.#received.length > 1) this.#received = [Buffer.concat(this.#received)];
    const [received] = this.#received;
    if (received === undefined) return null;
    const end = received.indexOf(END_OF_HEAD);
    if (end < 0) return null;
    const head = received.toString("latin1", 0, end + 2);
    const start = end + END_OF_HEAD.length;
    const status = Number(STATUS.exec(head)?.[1] ?? Number.NaN);
    const hasBody = !isHead && status !== 204 && status !== 304 && status >= 200;
    // Without a length a body goes on to the end of the connection.
    const length = hasBody ? Number(LENGTH.exec(head)?.[1] ?? Number.NaN) : 0;
    if (Number.isNaN(length)) {
      if (CHUNKED.test(head)) throw new Error("an answer in chunks, which none should be");
      if (!this.#isClosed) return null;
    }
    const bodyEnd = Number.isNaN(length) ? received.length : start + length;
    this.#needed = bodyEnd;
    if (received.length < bodyEnd) return null;
    this.#received = received.length === bodyEnd ? [] : [received.subarray(bodyEnd)];
    this.#length = received.length - bodyEnd;
    this.#needed = 0;
    return new Reply(status, head, received, start, bodyEnd);
  }
}

/**
 * Asks for more than the system's buffers hold and does not read it before `rest` is called; resolves once the server
 * has begun to answer.
 */
export async function requestSlowly(url: string): Promise<Connection> {
  const { host, pathname, search } = new URL(url);
  const connection = await Connection.open(url);
  connection.send(
    `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
  );
  await connection.begins();
  connection.pause();
  return connection;
}

/** Sends a request as it is written on a connection of its own; all that comes back. */
export async function exchange(server: string, request: string | Uint8Array): Promise<string> {
  using connection = await Connection.open(server);
  connection.send(request);
  return await connection.rest();
}
