/** A web server whose answers a test writes, down to their bytes. */

import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";

const END_OF_HEAD = "\r\n\r\n";

export interface WebRequest {
  /** As it was sent: `/genes?release=115`. */
  target: string;
  headers: Headers;
}

/** Writes an answer; one that does not end the connection leaves it open. */
export type Answer = (connection: Socket, request: WebRequest) => void;

/** `await using web = await startWeb()`: listens on 127.0.0.1, and answers 404 until it is told otherwise. */
export async function startWeb(answer: Answer = status(404)): Promise<WebServer> {
  const web = new WebServer(answer);
  await web.open();
  return web;
}

export class WebServer implements AsyncDisposable {
  /** Every request so far. */
  readonly requests: WebRequest[] = [];
  #port = 0;
  #server: Server | undefined;
  readonly #connections = new Set<Socket>();

  constructor(public answer: Answer) {}

  /** With an address on this server, `/genes`. */
  url(target = "/genes", login = ""): string {
    return `http://${login}127.0.0.1:${this.#port}${target}`;
  }

  get last(): WebRequest {
    return this.requests.at(-1)!;
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Listens, again on the port of the first time. */
  async open(): Promise<void> {
    if (this.#server !== undefined) return;
    this.#server = createServer((connection) => this.#accept(connection));
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as { port: number }).port;
  }

  /** Breaks all connections; new ones are refused. */
  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = once(server, "close");
    server.close();
    for (const connection of this.#connections) connection.destroy();
    await closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #accept(connection: Socket): void {
    this.#connections.add(connection);
    connection.on("close", () => this.#connections.delete(connection));
    connection.on("error", () => {});
    let head = "";
    connection.on("data", (chunk) => {
      head += chunk.toString("latin1");
      if (!head.endsWith(END_OF_HEAD)) return;
      const request = parse(head);
      head = "";
      this.requests.push(request);
      this.answer(connection, request);
    });
  }
}

function parse(head: string): WebRequest {
  const [first, ...lines] = head.trimEnd().split("\r\n");
  const headers = lines.map((line) => line.split(/: (.*)/, 2) as [string, string]);
  return { target: first!.split(" ")[1]!, headers: new Headers(headers) };
}

/** The first lines of an answer that is the last on its connection. */
export function headOf(code: number, headers: Readonly<Record<string, string>> = {}): string {
  const all = Object.entries({ Connection: "close", ...headers });
  return [`HTTP/1.1 ${code} -`, ...all.map((header) => header.join(": ")), "", ""].join("\r\n");
}

/** An answer of a status and its headers alone. */
export function status(code: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return (connection) => connection.end(headOf(code, { "Content-Length": "0", ...headers }));
}

/** A file as web servers give it: with a length, and 304 where the client says that it has it. */
export function file(body: Uint8Array, headers: Readonly<Record<string, string>> = {}): Answer {
  const { ETag, "Last-Modified": modified } = headers;
  return (connection, request) => {
    const isKnown =
      (ETag !== undefined && request.headers.get("if-none-match") === ETag) ||
      (modified !== undefined && request.headers.get("if-modified-since") === modified);
    if (isKnown) return connection.end(headOf(304, headers));
    connection.write(headOf(200, { "Content-Length": String(body.length), ...headers }));
    connection.end(body);
  };
}

/** The first bytes of a file, whose length is said to be `length`; then nothing, on a connection that stays open. */
export function beginning(body: Uint8Array, length: number): Answer {
  return (connection) => {
    connection.write(headOf(200, { "Content-Length": String(length) }));
    connection.write(body);
  };
}
