/** Malformed requests: each is refused, and what follows it on the connection is never taken for a request. */

import { Connection, type Reply } from "../../support/clients/connection.ts";
import type { Random } from "../random.ts";
import { clientFault, type Target } from "../target.ts";
import type { Fault, Trial } from "../trial.ts";
import { BODY, LABELS, ODD_REQUESTS, SMUGGLED, TARGET } from "./malformed.ts";

const POST = "POST /v1/resolve HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n";
/** Statuses of the runtime and of routes for what they do not understand. */
const REFUSALS = [400, 404, 405, 408, 413, 415, 417, 431, 501, 505];
const AT_ONCE = 8;

/** What is sent, and which answers are correct. */
interface Shape {
  text: string;
  /** The statuses that are correct; closing the connection without an answer is correct too. */
  statuses: readonly number[];
  /** A request follows that must not be answered. */
  isLast?: boolean;
}

async function sendAll(
  trial: Trial,
  { url }: Target,
  make: (random: Random) => Shape,
): Promise<void> {
  let answered = 0;
  const send = async () => {
    while (trial.tried < trial.times) {
      const { text, statuses, isLast = false } = make(trial.random);
      trial.tried++;
      trial.sent++;
      const bytes = Buffer.from(text, "latin1");
      const pieces = trial.random.oneIn(4) ? trial.random.pieces(bytes, 4) : [bytes];
      using connection = await Connection.open(url);
      for (const piece of pieces) connection.send(piece);
      connection.halfClose();
      const { replies, ending } = await connection.replies(isLast ? 10 : 1);
      const asked = JSON.stringify(text.slice(0, 200));
      answered += replies.length;
      if (ending === "silent") trial.fail(`neither answered nor closed: ${asked}`);
      judge(trial, asked, replies, statuses);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
  if (answered === 0) trial.mistake("nothing was answered at all");
}

function judge(
  trial: Trial,
  asked: string,
  replies: readonly Reply[],
  statuses: readonly number[],
) {
  for (const { status, body } of replies) {
    if (!statuses.includes(status)) trial.mistake(`${status} to ${asked}`);
    if (body.includes("format_version")) trial.mistake(`smuggled: ${asked}`);
    if (body.startsWith("[") && body !== JSON.stringify(LABELS))
      trial.mistake(`${body} to ${asked}`);
  }
}

/** One of those whose answers are known. */
function known(random: Random): Shape {
  const [text, statuses] = random.choose(Object.values(ODD_REQUESTS));
  return { text, statuses };
}

/** Request lines with a bad method, target, version or line end. */
function requestLine(random: Random): Shape {
  const method = random.choose([
    "GET",
    "get",
    "GET\t",
    " GET",
    "G\0T",
    "FOO",
    "",
    "A".repeat(300),
    "PRI",
    "HEAD GET",
  ]);
  const target = random.choose([
    TARGET,
    "*",
    "",
    "/a b",
    "//",
    "/\0",
    "/\x7f",
    "\\windows",
    "http://",
    "http://h",
    "ftp://h/x",
    `http://evil${TARGET}`,
    "/".repeat(5000),
    "/%2e%2e/%2e%2e/etc/passwd",
    "/../../etc/passwd",
    `/${"a".repeat(20_000)}`,
  ]);
  const version = random.choose([
    "HTTP/1.1",
    "HTTP/1.0",
    "HTTP/0.9",
    "HTTP/1.2",
    "HTTP/2.0",
    "HTTP/9.9",
    "http/1.1",
    "HTTP/1.1 x",
    "HTTP/",
    "",
    "\0",
  ]);
  const end = random.choose(["\r\n", "\r\n", "\r\n", "\n", "\r", "\0"]);
  const headers = random.oneIn(3) ? "" : "Host: h\r\n";
  return {
    text: `${method} ${target} ${version}${end}${headers}\r\n`,
    statuses: [200, ...REFUSALS],
  };
}

/** Other protocols, and random bytes. */
function otherProtocol(random: Random): Shape {
  const text = random.choose([
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
    "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03",
    "SSH-2.0-OpenSSH_9.2\r\n",
    "*1\r\n$4\r\nPING\r\n",
    "EHLO h\r\n",
    "\x05\x01\0",
    "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n",
    "\r\n\r\n\r\n\r\n",
    "\0".repeat(300),
    random.bytes(random.between(1, 600)).toString("latin1"),
  ]);
  return { text, statuses: REFUSALS };
}

const BAD_HEADERS = [
  "X : a",
  "X\t: a",
  ": a",
  "X",
  "X\0: a",
  "X: a\0b",
  "X: a\rb",
  "X: a\n b",
  "X: a\r\n folded",
  "X: a\r\n\tfolded",
  "X: a\nTransfer-Encoding: chunked",
  "(x): a",
  "X\xe9: a",
];
/** Headers that are unusual, and may be accepted. */
const ODD_HEADERS = [
  "Host: other",
  "Host: a b/c?d#e@f",
  "Host: h/healthz?",
  "Host:",
  "X: \xff\xfe",
  "Accept: */*\r\nAccept: x",
  "Cookie: a=b; __proto__=c",
  "If-None-Match: \xff",
  "X-Forwarded-For: \x7f'\"<>",
  "Range: bytes=0-1,2-3",
  "Connection: Upgrade\r\nUpgrade: h2c",
  "Connection: close, keep-alive, x",
  "Expect: nonsense",
  "Content-Type: ;;;",
];

function badHeader(random: Random): Shape {
  const headers = random.shuffled([random.choose(BAD_HEADERS), "Host: h", "Accept: */*"]);
  const text = `GET ${TARGET} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`;
  return { text, statuses: REFUSALS };
}

function oddHeader(random: Random): Shape {
  const headers = random.shuffled([...random.list(2, () => random.choose(ODD_HEADERS)), "Host: h"]);
  const text = `GET ${TARGET} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`;
  return { text, statuses: [200, 304, ...REFUSALS] };
}

/** Headers too many, too long, or both. */
function manyHeaders(random: Random): Shape {
  const count = random.choose([1, 10, 250, 2000]);
  const bytes = Math.ceil(random.choose([20_000, 60_000, 1_000_000]) / count);
  const headers = random.list(count, () => `X-${random.below(1000)}: ${"a".repeat(bytes)}\r\n`);
  return {
    text: `GET ${TARGET} HTTP/1.1\r\nHost: h\r\n${headers.join("")}\r\n`,
    statuses: [431, 413],
  };
}

const CHUNKED = `${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`;
const LENGTH = `Content-Length: ${BODY.length}`;

/** A body whose length two readers could understand differently. */
function smuggling(random: Random): Shape {
  const length = random.choose([
    "Content-Length: 0",
    "Content-Length: 4",
    "Content-Length: 400",
    "Content-Length:0",
    "content-length : 4",
    "Content-Length: +4",
    "Content-Length: 0x4",
    "Content-Length: 4 4",
    "Content-Length: 4, 5",
    "Content-Length: -1",
    "Content-Length: 4\0",
    "Content-Length: 99999999999999999999",
  ]);
  const encoding = random.choose([
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: CHUNKED",
    "Transfer-Encoding:\tchunked",
    "Transfer-Encoding : chunked",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding: identity, chunked",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    " Transfer-Encoding: chunked",
    "X: y\nTransfer-Encoding: chunked",
    "Transfer-Encoding: \x0bchunked",
    "Transfer-Encoding: gzip",
    LENGTH,
  ]);
  const headers = random.shuffled([length, encoding]).join("\r\n");
  const body = random.choose([`0\r\n\r\n${SMUGGLED}`, `${CHUNKED}${SMUGGLED}`, SMUGGLED]);
  const method = random.oneIn(3) ? `GET ${TARGET} HTTP/1.1\r\nHost: h\r\n` : POST;
  return { text: `${method}${headers}\r\n\r\n${body}`, statuses: REFUSALS, isLast: true };
}

/** Chunks with bad sizes and line ends. */
function chunks(random: Random): Shape {
  const size = random.choose([
    "zz",
    "-1",
    "",
    " ",
    "ffffffffffffffffff",
    "7fffffff",
    "0x5",
    "5 5",
    "5\0",
    "g",
    "2d",
    "1".repeat(5000),
    `2c;${"a".repeat(20_000)}`,
  ]);
  const end = random.choose(["\r\n", "\n", "\r", "", "XX"]);
  const text = `${POST}Transfer-Encoding: chunked\r\n\r\n${size}${end}${BODY}${end}0${end}${end}`;
  return { text, statuses: REFUSALS };
}

const shape = (name: string, short: number, long: number, make: (random: Random) => Shape): Fault =>
  clientFault(name, { short, long }, (trial, target) => sendAll(trial, target, make));

export const SHAPES: readonly Fault[] = [
  shape("malformed and unusual requests", 300, 10_000, known),
  shape("malformed request lines", 800, 25_000, requestLine),
  shape("other protocols and noise", 400, 15_000, otherProtocol),
  shape("malformed headers", 400, 15_000, badHeader),
  shape("unusual headers", 400, 10_000, oddHeader),
  shape("too many or too long headers", 150, 5000, manyHeaders),
  shape("request smuggling", 600, 25_000, smuggling),
  shape("malformed chunks", 400, 15_000, chunks),
];
