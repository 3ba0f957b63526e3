/** Raw HTTP connections: anything can be sent on them, and the replies are parsed. */

import type { Socket } from "bun";

const END_OF_HEAD = "\r\n\r\n";
const STATUS = /^HTTP\/1\.[01] (\d{3}) /;
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const CHUNKED = /\r\ntransfer-encoding: *chunked/i;
const TAG = /\r\netag: *("[^"]*")/i;
const CLOSE = /\r\nconnection: *close\r\n/i;
/** How long a server may be silent before it is considered to never reply. */
const PATIENCE_MS = 15_000;

/** A GET request without further headers. */
export function requestFor(target: string, host = "h"): string {
  return `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
}

/** A reply of a server. */
export class Reply {
  constructor(
    readonly status: number,
    /** Status line and headers, as received. */
    readonly head: string,
    private readonly received: Buffer,
    private readonly start: number,
    private readonly end: number,
  ) {}

  get body(): string {
    return this.received.toString("utf8", this.start, this.end);
  }

  /** Its ETag; empty if it has none. */
  get tag(): string {
    return TAG.exec(this.head)?.[1] ?? "";
  }

  /** Whether the server closes the connection after it. */
  get isLast(): boolean {
    return CLOSE.test(this.head);
  }
}

/** How to wait for a reply. */
export interface ReplyOptions {
  /** It is the reply to a HEAD request, which has no body whatever its headers say. */
  isHead?: boolean;
  /** How long the server may be silent. */
  patienceMs?: number | undefined;
}

/** How a connection ended, if it did: `silent` is one on which no reply came in time. */
export type Ending = "closed" | "open" | "silent";

/** A connection for any number of requests, which can be broken at any time. */
export class Connection implements Disposable {
  #socket!: Socket;
  /** What was received and is not part of a reply yet. */
  #received: Buffer[] = [];
  #length = 0;
  /** The next reply cannot be complete before so many bytes were received. */
  #needed = 0;
  #isClosed = false;
  #changed = Promise.withResolvers<void>();
  /** What the system has not accepted yet. */
  #unsent: Uint8Array[] = [];

  private constructor(private readonly host: string) {}

  /**
   * Resolves once it is open.
   *
   * @param server its URL
   * @param from the address of this machine to connect from
   * @throws Error if it cannot be opened
   */
  static async open(server: string, from?: string): Promise<Connection> {
    const { hostname, port, host } = new URL(server);
    const connection = new Connection(host);
    // An option that the types lack.
    const localAddress = from === undefined ? {} : { localAddress: from };
    connection.#socket = await Bun.connect({
      hostname,
      port: Number(port),
      // The client may half close it, and still read.
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

  /** The port of the client's end. */
  get localPort(): number {
    return this.#socket.localPort;
  }

  send(bytes: string | Uint8Array): void {
    this.#unsent.push(typeof bytes === "string" ? Buffer.from(bytes) : bytes);
    if (this.#unsent.length === 1) this.#flush();
  }

  /** Ends sending; replies can still be read. */
  halfClose(): void {
    this.#socket.shutdown();
  }

  /** Ends it abruptly. */
  reset(): void {
    this.#socket.terminate();
    this.#close();
  }

  /** Stops reading. */
  pause(): void {
    this.#socket.pause();
  }

  /** Asks for a target, and waits for the reply as long as it takes. @throws Error if the connection ends first */
  async ask(target: string): Promise<Reply> {
    if (!this.#isClosed) {
      this.send(requestFor(target, this.host));
      const reply = await this.reply({ patienceMs: Number.POSITIVE_INFINITY });
      if (reply !== null) return reply;
    }
    throw new Error("the connection was closed");
  }

  /**
   * The next reply; null if the connection ends first.
   *
   * @throws Error if the server is silent for too long
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

  /** All replies until the connection ends, or until there are this many. */
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

  /** The text received until the connection ends. */
  async rest(): Promise<string> {
    this.#socket.resume();
    while (!this.#isClosed) await this.#changed.promise;
    return Buffer.concat(this.#received).toString();
  }

  /** Resolves once something was received. */
  async begins(): Promise<void> {
    while (this.#length === 0 && !this.#isClosed) await this.#changed.promise;
  }

  /** Whether the server closes it within a time; resolves once it does. */
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

  /** Whether anything is received, or the connection ends, within a time; resolves once it does. */
  async #changesWithin(patienceMs: number): Promise<boolean> {
    const changed = this.#changed.promise.then(() => true);
    const late = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => late.resolve(false), patienceMs);
    const came = await Promise.race([changed, late.promise]);
    clearTimeout(timer);
    return came;
  }

  /** The first reply in what was received; null if it is not complete. */
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
    // Without a length the body ends with the connection.
    const length = hasBody ? Number(LENGTH.exec(head)?.[1] ?? Number.NaN) : 0;
    if (Number.isNaN(length)) {
      if (CHUNKED.test(head)) throw new Error("a chunked reply, and no reply should be chunked");
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
 * Asks for a reply larger than the system's buffers, and does not read on before `rest` is called; resolves once the
 * server has begun to reply.
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

/** Sends the text of a request on a connection of its own; resolves with everything that comes back. */
export async function exchange(server: string, request: string | Uint8Array): Promise<string> {
  using connection = await Connection.open(server);
  connection.send(request);
  return await connection.rest();
}

/** The body of an answer that was sent in chunks, given with its head. */
export function unchunked(answer: string): string {
  let body = "";
  for (let at = answer.indexOf(END_OF_HEAD) + END_OF_HEAD.length; ; ) {
    const end = answer.indexOf("\r\n", at);
    const length = Number.parseInt(answer.slice(at, end), 16);
    if (length === 0) return body;
    body += answer.slice(end + 2, end + 2 + length);
    at = end + 2 + length + 2;
  }
}
