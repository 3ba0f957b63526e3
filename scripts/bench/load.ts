/**
 * A client with several connections kept alive, each with one request on its way at a time.
 *
 *     bun scripts/bench/load.ts http://127.0.0.1:8000 FILE REQUESTS
 *
 * FILE holds a path with its query a line, asked in turns. Any answer but 200 fails the run.
 */

import type { Socket } from "bun";

const CONNECTIONS = 8;
const END_OF_HEADERS = "\r\n\r\n";
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;

const [base, file, count] = process.argv.slice(2) as [string, string, string];
const { hostname, port, host } = new URL(base);
const requests = (await Bun.file(file).text())
  .trimEnd()
  .split("\n")
  .map((path) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept: */*\r\n\r\n`);

const total = Number(count);
let sent = 0;
let answered = 0;
const { promise: done, resolve, reject } = Promise.withResolvers<void>();

/** What has come of a connection's answer so far. */
interface Connection {
  received: string;
}

function send(socket: Socket<Connection>): void {
  if (sent < total) socket.write(requests[sent++ % requests.length]!);
}

function receive(socket: Socket<Connection>, chunk: Buffer): void {
  const connection = socket.data;
  connection.received += chunk.toString("latin1");
  const { received } = connection;
  const headersEnd = received.indexOf(END_OF_HEADERS);
  if (headersEnd === -1) return;
  const length = CONTENT_LENGTH.exec(received)?.[1];
  if (!received.startsWith("HTTP/1.1 200") || length === undefined) {
    reject(new Error(`unexpected answer: ${received}`));
    return;
  }
  if (received.length < headersEnd + END_OF_HEADERS.length + Number(length)) return;
  connection.received = "";
  if (++answered === total) resolve();
  else send(socket);
}

for (let i = 0; i < CONNECTIONS; i++) {
  await Bun.connect<Connection>({
    hostname,
    port: Number(port),
    data: { received: "" },
    socket: {
      open: send,
      data: receive,
      close: () => reject(new Error("the server closed a connection")),
    },
  });
}
await done;
process.exit(0);
