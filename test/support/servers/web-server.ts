/** A web server whose answers a test defines, byte by byte. */

import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";

const END_OF_HEAD = "\r\n\r\n";

export interface WebRequest {
  /** As it was sent: `/genes?release=115`. */
  target: string;
  headers: Headers;
}

/** Writes an answer, and may end the connection or leave it open. */
export type Answer = (connection: Socket, request: WebRequest) => void;

/** `await using web = await startWeb()`: listens on 127.0.0.1, and answers 404 unless another answer is set. */
export async function startWeb(answer: Answer = status(404)): Promise<WebServer> {
  const web = new WebServer(answer);
  await web.open();
  return web;
}

export class WebServer implements AsyncDisposable {
  /** All requests so far. */
  readonly requests: WebRequest[] = [];
  #port = 0;
  #server: Server | undefined;
  readonly #connections = new Set<Socket>();

  constructor(public answer: Answer) {}

  /** The URL of a target on this server. */
  url(target = "/genes", login = ""): string {
    return `http://${login}127.0.0.1:${this.#port}${target}`;
  }

  get last(): WebRequest {
    return this.requests.at(-1)!;
  }

  /** Number of open connections. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Listens; always on the port of the first time. */
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

/** The status line and headers of an answer, after which the connection is closed. */
export function headOf(code: number, headers: Readonly<Record<string, string>> = {}): string {
  const all = Object.entries({ Connection: "close", ...headers });
  return [`HTTP/1.1 ${code} -`, ...all.map((header) => header.join(": ")), "", ""].join("\r\n");
}

/** An answer with a status and headers, and no body. */
export function status(code: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return (connection) => connection.end(headOf(code, { "Content-Length": "0", ...headers }));
}

/** An answer with a file, as web servers send it: with its length, or 304 if the client has it already. */
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

/** An answer with the first bytes of a file of `length` bytes, and then nothing, on a connection that stays open. */
export function beginning(body: Uint8Array, length: number): Answer {
  return (connection) => {
    connection.write(headOf(200, { "Content-Length": String(length) }));
    connection.write(body);
  };
}
