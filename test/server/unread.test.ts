import { describe, expect, test } from "bun:test";
import { LONG_ANSWER_BYTES, UnreadAnswers } from "../../src/server/unread.ts";

const LONG = "ä".repeat(5 * LONG_ANSWER_BYTES);
const request = (method = "GET") => new Request("http://h/", { method });

/** Answers that are not read, and the requests of those that were given up. */
function unreadWith(mostBytes: number) {
  const closed: Request[] = [];
  const unread = new UnreadAnswers((given) => closed.push(given), mostBytes);
  const send = () => {
    const given = request();
    const body = unread.bodyOf(given, LONG) as ReadableStream<Uint8Array>;
    return { request: given, reader: body.getReader(), bytes: Buffer.byteLength(LONG) };
  };
  return { unread, closed, send };
}

test("a short answer, and one whose body is not sent, are texts", () => {
  const unread = new UnreadAnswers();
  const short = "a".repeat(LONG_ANSWER_BYTES);
  expect(unread.bodyOf(request(), short)).toBe(short);
  expect(unread.bodyOf(request("HEAD"), LONG)).toBe(LONG);
  expect(unread.bytes).toBe(0);
});

test("a long answer is read whole, and counts until then", async () => {
  const { unread, send } = unreadWith(Number.POSITIVE_INFINITY);
  const { reader, bytes } = send();
  expect(unread.bytes).toBe(bytes);
  const pieces: Uint8Array[] = [];
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    expect(next.value.length).toBeLessThanOrEqual(LONG_ANSWER_BYTES);
    pieces.push(next.value);
  }
  expect(Buffer.concat(pieces).toString()).toBe(LONG);
  expect(unread.bytes).toBe(0);
});

test("a long answer whose client goes away counts no more", async () => {
  const { unread, send } = unreadWith(Number.POSITIVE_INFINITY);
  const { reader } = send();
  await reader.read();
  await reader.cancel();
  expect(unread.bytes).toBe(0);
});

describe("where too much is unread", () => {
  test("the answer is given up of which nothing was read for longest", async () => {
    const { unread, closed, send } = unreadWith(2 * Buffer.byteLength(LONG));
    const [first, second] = [send(), send()];
    await first.reader.read();
    const third = send();
    expect(closed).toEqual([second.request]);
    expect(unread.bytes).toBe(2 * third.bytes);
    expect(await second.reader.read().catch(() => "cut off")).toBe("cut off");
    await third.reader.read();
    send();
    expect(closed).toEqual([second.request, first.request]);
  });

  test("the latest answer is sent nevertheless", async () => {
    const { unread, closed, send } = unreadWith(0);
    const { reader, bytes } = send();
    expect((await reader.read()).done).toBe(false);
    expect(unread.bytes).toBe(bytes);
    expect(closed).toEqual([]);
  });
});
