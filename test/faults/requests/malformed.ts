/** Malformed and unusual requests. */

const LAST = "Host: h\r\nConnection: close\r\n";
export const TARGET = "/gene_suggest/?species=homo_sapiens&query=brc";
/** The answer to TARGET. */
export const LABELS = ["BRCA1", "BRCA2", "BRCC3"];
export const BODY = '{"species":"homo_sapiens","names":["brca2"]}';
const POST = `POST /v1/resolve HTTP/1.1\r\n${LAST}`;
/** A request that is smuggled into another; no other request of these tests has the same answer. */
export const SMUGGLED = `GET /v1/index HTTP/1.1\r\n${LAST}\r\n`;

/** A request with these headers. */
export const get = (headers: string, target = TARGET, version = "HTTP/1.1") =>
  `GET ${target} ${version}\r\n${headers}\r\n`;

/**
 * Malformed and unusual requests, and the statuses of all answers up to the end of the connection. To add one, add an
 * entry.
 */
export const ODD_REQUESTS: Readonly<
  Record<string, readonly [request: string, answers: readonly number[]]>
> = {
  "a plain one": [get(LAST), [200]],
  "HTTP/1.0, which needs no host": [get("", TARGET, "HTTP/1.0"), [200]],
  "HTTP/1.1 without a host": [get(""), [400]],
  "no version": [`GET ${TARGET}\r\n\r\n`, [505]],
  "HTTP/1.2": [get(LAST, TARGET, "HTTP/1.2"), [505]],
  "HTTP/2.0": [get(LAST, TARGET, "HTTP/2.0"), [505]],
  "the preface of HTTP/2": ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400]],
  TLS: ["\x16\x03\x01\0\xa5\x01\0\0\xa1\x03\x03", [400]],
  "an unknown method": [`FOO / HTTP/1.1\r\n${LAST}\r\n`, []],
  "a method in lower case": [`get / HTTP/1.1\r\n${LAST}\r\n`, []],
  "a space in the target": [get(LAST, "/a b"), [505]],
  "a NUL in the target": [get(LAST, "/a\0b"), [505]],
  "an absolute target": [get(LAST, `http://other${TARGET}`), [200]],
  "a target with another scheme": [get(LAST, "ftp://h/"), [400]],
  "the target *": [get(LAST, "*"), [400]],
  "a path that leads above the root": [get(LAST, "/../../etc/passwd"), [404]],
  "a target of 17 kB": [get(LAST, `/${"a".repeat(17_000)}`), [431]],
  "a header of 17 kB": [get(`${LAST}X: ${"a".repeat(17_000)}\r\n`), [431]],
  "250 headers": [get(LAST + "X: a\r\n".repeat(250)), [431]],
  "bare line feeds": [`GET ${TARGET} HTTP/1.1\nHost: h\n\n`, [505]],
  "a folded header": [get(`${LAST}X: a\r\n b\r\n`), [400]],
  "a space before a colon": [get(`${LAST}X : a\r\n`), [400]],
  "a header without a colon": [get(`${LAST}nonsense\r\n`), [400]],
  "a NUL in a header": [get(`${LAST}X: a\0b\r\n`), [400]],
  "both a length and chunks": [
    `${POST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
    [400],
  ],
  "both chunks and a length": [
    `${POST}Transfer-Encoding: chunked\r\nContent-Length: 400\r\n\r\n0\r\n\r\n${SMUGGLED}`,
    [400],
  ],
  "two lengths": [`${POST}Content-Length: 44\r\nContent-Length: 0\r\n\r\n${BODY}`, [400]],
  "a length with a sign": [`${POST}Content-Length: +44\r\n\r\n${BODY}`, [400]],
  "an unknown encoding": [`${POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`, [400]],
  "a chunk without a size": [`${POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n${BODY}\r\n`, [400]],
  "a body larger than any that is read": [`${POST}Content-Length: 1000000000000\r\n\r\n`, [413]],
};
