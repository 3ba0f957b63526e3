import { describe, expect, test } from "bun:test";
import { LONG_ANSWER_UNITS, UnreadAnswers } from "../../src/server/unread.ts";

const PIECES = Array.from({ length: 500 }, (_, i) => `ä${i}`.padEnd(200));
const LONG = PIECES.join("");
const request = (method = "GET") => new Request("http://h/", { method });

/** Answers that are not read, and the requests of those that were given up. */
function unreadWith(mostUnits: number) {
  const closed: Request[] = [];
  const unread = new UnreadAnswers((given) => closed.push(given), mostUnits);
  const send = () => {
    const given = request();
    const body = unread.bodyOf(given, PIECES) as ReadableStream<Uint8Array>;
    return { request: given, reader: body.getReader(), units: LONG.length };
  };
  return { unread, closed, send };
}

test("a short answer, and one whose body is not sent, are texts", () => {
  const unread = new UnreadAnswers();
  const short = "a".repeat(LONG_ANSWER_UNITS);
  expect(unread.bodyOf(request(), [short])).toBe(short);
  expect(unread.bodyOf(request("HEAD"), PIECES)).toBe(LONG);
  expect(unread.units).toBe(0);
});

test("a long answer is read whole, and counts until then", async () => {
  const { unread, send } = unreadWith(Number.POSITIVE_INFINITY);
  const { reader, units } = send();
  expect(unread.units).toBe(units);
  const pieces: Uint8Array[] = [];
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    expect(next.value.length).toBeLessThanOrEqual(2 * LONG_ANSWER_UNITS);
    pieces.push(next.value);
  }
  expect(Buffer.concat(pieces).toString()).toBe(LONG);
  expect(unread.units).toBe(0);
});

test("a long answer whose client goes away counts no more", async () => {
  const { unread, send } = unreadWith(Number.POSITIVE_INFINITY);
  const { reader } = send();
  await reader.read();
  await reader.cancel();
  expect(unread.units).toBe(0);
});

describe("where too much is unread", () => {
  test("the answer is given up of which nothing was read for longest", async () => {
    const { unread, closed, send } = unreadWith(2 * LONG.length);
    const [first, second] = [send(), send()];
    await first.reader.read();
    const third = send();
    expect(closed).toEqual([second.request]);
    expect(unread.units).toBe(2 * third.units);
    expect(await second.reader.read().catch(() => "cut off")).toBe("cut off");
    await third.reader.read();
    send();
    expect(closed).toEqual([second.request, first.request]);
  });

  test("the latest answer is sent nevertheless", async () => {
    const { unread, closed, send } = unreadWith(0);
    const { reader, units } = send();
    expect((await reader.read()).done).toBe(false);
    expect(unread.units).toBe(units);
    expect(closed).toEqual([]);
  });
});
