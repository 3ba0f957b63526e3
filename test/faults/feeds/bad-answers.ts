/** Bad answers of a web server that should answer with an index. To add one, add an entry. */

import { gzipSync, zstdCompressSync } from "node:zlib";
import { flipped, half, sealed, withChecksum } from "../../support/indexes/damage.ts";
import { type Answer, file, headOf, status } from "../../support/servers/web-server.ts";

/** An answer, and the reason that the refusal gives. */
export interface BadAnswer {
  answer: Answer;
  problem: RegExp;
}

const bad = (answer: Answer, problem: RegExp): BadAnswer => ({ answer, problem });

/** Sends this head and this body, and ends the connection. */
const raw =
  (head: string, body: Uint8Array): Answer =>
  (connection) => {
    connection.write(head);
    connection.end(body);
  };

/** The bad answers of a server that should answer with this index. */
export function badAnswers(index: Uint8Array): Readonly<Record<string, BadAnswer>> {
  const [gzip, zstd] = [gzipSync(index), zstdCompressSync(index)];
  const page = Buffer.from("<html>".repeat(99));
  const length = (bytes: number | string) => headOf(200, { "Content-Length": String(bytes) });
  return {
    "404": bad(status(404), /^cannot fetch the index .*: it answers with status 404; check INDEX/),
    "500": bad(status(500), /it answers with status 500/),
    "a part of it": bad(status(206), /it answers with status 206/),
    "an error page": bad(file(page), /the file is not an Assembl index/),
    "an error page, packed": bad(file(gzipSync(page)), /the file is not an Assembl index/),
    "an empty body": bad(file(Buffer.alloc(0)), /the index is an empty file/),
    "an empty body, packed": bad(file(gzipSync("")), /the index is an empty file/),
    "half a file": bad(file(half(index)), /it is not one whole msgpack document/),
    "half a file on a connection that breaks": bad(
      raw(length(index.length), half(index)),
      /cannot fetch the index .*: ECONNRESET/,
    ),
    "less than its length says": bad(raw(length(index.length + 100), index), /ECONNRESET/),
    "a length beyond all bounds": bad(raw(length("99999999999999"), index), /ECONNRESET/),
    "a length that is no number": bad(raw(length("x"), index), /InvalidContentLength/),
    "a chunk of no size": bad(
      raw(headOf(200, { "Transfer-Encoding": "chunked" }), Buffer.from("zz\r\n")),
      /InvalidHTTPResponse/,
    ),
    "a flipped bit in the generation": bad(
      file(flipped(index, 40)),
      /checksum|not an Assembl index/,
    ),
    "a flipped bit in the middle": bad(file(flipped(index)), /checksum/),
    "a flipped bit at the end": bad(file(flipped(index, -1)), /checksum/),
    "bytes behind the end": bad(
      file(Buffer.concat([index, Buffer.alloc(1)])),
      /it is not one whole msgpack document/,
    ),
    "gzip that is cut": bad(file(half(gzip)), /truncated or corrupt gzip data/),
    "gzip without its end": bad(file(gzip.subarray(0, -1)), /truncated or corrupt gzip/),
    "zstd that is cut": bad(file(half(zstd)), /truncated or corrupt zstd data/),
    "zstd without its end": bad(file(zstd.subarray(0, -1)), /or corrupt zstd data/),
    "another format": bad(
      file(replaced(index, "assembl", "resembl")),
      /the file is not an Assembl index/,
    ),
    "a later version": bad(file(laterVersion(index)), /the index has format version 99/),
    "a generation that lies": bad(file(lyingGeneration(index)), /generation does not fit its data/),
    "another protocol": bad(
      (connection) => connection.end("SSH-2.0\r\n\r\n"),
      /cannot fetch the index/,
    ),
    nothing: bad((connection) => connection.end(), /cannot fetch the index/),
    "a connection that is reset": bad((connection) => connection.destroy(), /ECONNRESET/),
    "a redirection without end": bad(
      status(302, { Location: "/genes" }),
      /it redirects more than 5 times; check INDEX/,
    ),
  };
}

/** The bytes with a text in them replaced by one of the same length. */
function replaced(bytes: Uint8Array, from: string, to: string): Buffer {
  const copy = Buffer.from(bytes);
  copy.write(to, offsetOf(bytes, from), "latin1");
  return copy;
}

function laterVersion(index: Uint8Array): Uint8Array {
  const copy = Buffer.from(index);
  copy[offsetOf(index, "version") + "version".length] = 99;
  return withChecksum(copy);
}

/** The index with a false generation and a correct checksum. */
function lyingGeneration(index: Uint8Array): Uint8Array {
  const at = offsetOf(index, "generation") + "generation".length + 2;
  const copy = Buffer.from(index);
  copy.write("0123456789abcdef".repeat(2), at, "latin1");
  const lying = withChecksum(copy);
  if (!Buffer.from(sealed(lying)).equals(index)) throw new Error("more than the generation lies");
  return lying;
}

function offsetOf(bytes: Uint8Array, text: string): number {
  const at = Buffer.from(bytes).indexOf(text);
  if (at === -1) throw new Error(`the index has no ${text}`);
  return at;
}
