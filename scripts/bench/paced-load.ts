/**
 * A client that asks at a constant rate, however long answers take, and says how long they took.
 *
 *     bun scripts/bench/paced-load.ts http://127.0.0.1:8000 FILE RATE SECONDS
 *
 * FILE holds a path with its query a line, asked in turns. Latency counts from when a request was to be sent, so
 * that what waits behind a slow answer counts as slow. Any answer but 200 fails the run. Prints one line of JSON.
 */

import type { Socket } from "bun";
import { percentile } from "./figures.ts";

const CONNECTIONS = 8;
const TICK_MS = 1;
const END_OF_HEADERS = "\r\n\r\n";
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;
const TAG = /\r\netag: *("[^"]*")/i;

/** Milliseconds from when a request was to be sent to its whole answer. */
export interface PacedReport {
  median: number;
  p99: number;
  p999: number;
  worst: number;
  /** How often an answer had another ETag than the one before. */
  swaps: number;
}

/** A connection, and the request that it waits for. */
interface Connection {
  received: string;
  due: number;
}

const [base, file, rate, seconds] = process.argv.slice(2) as [string, string, string, string];
const { hostname, port, host } = new URL(base);
const requests = (await Bun.file(file).text())
  .trimEnd()
  .split("\n")
  .map((path) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept: */*\r\n\r\n`);

const intervalMs = 1000 / Number(rate);
const total = Math.round(Number(rate) * Number(seconds));
const latencies = new Float64Array(total);
const idle: Socket<Connection>[] = [];
let sent = 0;
let answered = 0;
let tag = "";
let swaps = 0;
const { promise: done, resolve, reject } = Promise.withResolvers<void>();

for (let i = 0; i < CONNECTIONS; i++) {
  const socket = await Bun.connect<Connection>({
    hostname,
    port: Number(port),
    data: { received: "", due: 0 },
    socket: {
      data: receive,
      close: () => reject(new Error("the server closed a connection")),
    },
  });
  idle.push(socket);
}
const start = performance.now();
const timer = setInterval(sendDue, TICK_MS);
await done;
clearInterval(timer);
const report: PacedReport = {
  median: percentile(latencies, 50),
  p99: percentile(latencies, 99),
  p999: percentile(latencies, 99.9),
  worst: percentile(latencies, 100),
  swaps,
};
console.log(JSON.stringify(report));
process.exit(0);

/** Sends what is due by now, as far as connections are free. */
function sendDue(): void {
  const now = performance.now();
  while (idle.length > 0 && sent < total) {
    const due = start + sent * intervalMs;
    if (due > now) return;
    const socket = idle.shift()!;
    socket.data.due = due;
    socket.write(requests[sent++ % requests.length]!);
  }
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
  latencies[answered++] = performance.now() - connection.due;
  follow(TAG.exec(received)?.[1] ?? "");
  connection.received = "";
  idle.push(socket);
  if (answered === total) resolve();
  else sendDue();
}

function follow(current: string): void {
  if (tag !== "" && current !== tag) swaps++;
  tag = current;
}
