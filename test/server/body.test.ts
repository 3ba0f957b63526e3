import { describe, expect, test } from "bun:test";
import { BODY_LIMITS, Bodies, type BodyLimits } from "../../src/server/body.ts";
import { Problem } from "../../src/server/problem.ts";
import { TURN_LIMITS, Turns } from "../../src/server/turns.ts";
import { until } from "../support/until.ts";

/** A request with the beginning of a body, which may be the whole body. */
function requestWith(beginning: string, { ends = true } = {}) {
  let close = () => {};
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.from(beginning));
      close = () => controller.close();
      if (ends) close();
    },
  });
  return { request: new Request("http://h/", { method: "POST", body }), close: () => close() };
}

/** A request whose body arrives as it is told. */
function requestInPieces() {
  let controller: ReadableStreamDefaultController | null = null;
  const body = new ReadableStream({
    start(given) {
      controller = given;
    },
  });
  return {
    request: new Request("http://h/", { method: "POST", body }),
    /** Resolves once it has been read. */
    async more(piece: string, isLast = false) {
      controller!.enqueue(Buffer.from(piece));
      if (isLast) controller!.close();
      await new Promise<void>((resolve) => setImmediate(resolve));
    },
  };
}

async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(Problem);
  return error as Problem;
}

const identity = async (json: unknown) => json;

function bodiesWith(limits: Partial<BodyLimits> = {}): Bodies {
  // No time passes, so that nothing is late however busy the machine is.
  return new Bodies(new Turns(TURN_LIMITS, () => 0), { ...BODY_LIMITS, ...limits });
}

test("a body that arrives too slowly is a 408 that closes the connection", async () => {
  const bodies = bodiesWith({ longestMs: 1 });
  const slow = await problemOf(
    bodies.withJson(requestWith("{", { ends: false }).request, identity),
  );
  expect(slow).toMatchObject({ status: 408, kind: "too-slow" });
  expect(slow.more.headers).toEqual({ Connection: "close" });
  expect(await bodies.withJson(requestWith("[1]").request, identity)).toEqual([1]);
});

test("a body that comes in many pieces is read whole", async () => {
  const json = JSON.stringify("ä".repeat(2000));
  const pieces = Buffer.from(json);
  let sent = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (sent === pieces.length) controller.close();
      else controller.enqueue(pieces.subarray(sent, ++sent));
    },
  });
  const request = new Request("http://h/", { method: "POST", body });
  expect(JSON.stringify(await bodiesWith().withJson(request, identity))).toBe(json);
});

describe("brackets, commas and colons", () => {
  const { marks } = BODY_LIMITS;
  const parsed = (json: string) => bodiesWith().withJson(requestWith(json).request, identity);
  const list = (items: number) => JSON.stringify(Array(items).fill(0));

  test("may be as many as the limit", async () => {
    expect(await parsed(list(marks - 1))).toHaveLength(marks - 1);
  });

  test.each([
    ["commas", list(marks)],
    ["brackets", "[".repeat(marks + 1)],
    ["braces", '{"a":'.repeat(marks)],
    ["those behind a string that ends in a backslash", `["\\\\",${list(marks)}]`],
  ])("of %s may not be more", async (_, json) => {
    expect(await problemOf(parsed(json))).toMatchObject({
      status: 400,
      kind: "bad-body",
      detail: `the body has more than ${marks} brackets, commas and colons: give fewer names`,
    });
  });

  test("in strings do not count", async () => {
    const text = '\\"[]{},:'.repeat(marks);
    expect(await parsed(JSON.stringify([text]))).toEqual([text]);
  });
});

describe("bodies that are arriving", () => {
  const large = "1".repeat(BODY_LIMITS.bytes - 1);

  test("are accepted up to a number of bytes, and again once others are answered", async () => {
    const bodies = bodiesWith();
    const { promise, resolve } = Promise.withResolvers<void>();
    let begun = 0;
    const answering = Array.from({ length: 31 }, () =>
      bodies.withJson(requestWith(large).request, () => {
        begun++;
        return promise;
      }),
    );
    await until(() => begun === answering.length);
    for (let i = 0; i < 9; i++) {
      const refused = await problemOf(bodies.withJson(requestWith(large).request, identity));
      expect(refused).toMatchObject({ status: 503, kind: "overloaded" });
    }
    resolve();
    await Promise.all(answering);
    expect(await bodies.withJson(requestWith("[2]").request, identity)).toEqual([2]);
  });

  test("count until they are answered, and many small ones can be too many too", async () => {
    const bodies = bodiesWith();
    const { promise, resolve } = Promise.withResolvers<void>();
    let begun = 0;
    const answering = Array.from({ length: BODY_LIMITS.count }, () =>
      bodies.withJson(requestWith("1").request, () => {
        begun++;
        return promise;
      }),
    );
    await until(() => begun === BODY_LIMITS.count);
    expect((await problemOf(bodies.withJson(requestWith("1").request, identity))).status).toBe(503);
    resolve();
    await Promise.all(answering);
    expect(await bodies.withJson(requestWith("[4]").request, identity)).toEqual([4]);
  });

  test("are ended where there are too many, the one first that has stood still longest", async () => {
    const bodies = bodiesWith({ count: 3 });
    const outcomes = new Map<string, string>();
    const send = (name: string) => {
      const { request, more } = requestInPieces();
      bodies.withJson(request, identity).then(
        () => outcomes.set(name, "answered"),
        (problem: Problem) => outcomes.set(name, `${problem.status} ${problem.kind}`),
      );
      return more;
    };
    const first = send("first");
    const second = send("second");
    const third = send("third");
    for (const more of [first, second, third]) await more("[");
    await first("1");
    const fourth = send("fourth");
    await until(() => outcomes.size === 1);
    expect([...outcomes]).toEqual([["second", "408 too-slow"]]);
    await fourth("[");
    for (const more of [first, third, fourth]) await more("1]", true);
    await until(() => outcomes.size === 4);
    expect(Object.fromEntries(outcomes)).toEqual({
      first: "answered",
      second: "408 too-slow",
      third: "answered",
      fourth: "answered",
    });
  });

  test("do not count once they are refused", async () => {
    const bodies = bodiesWith();
    for (let i = 0; i < 40; i++) {
      const refused = await problemOf(bodies.withJson(requestWith(`${large}11`).request, identity));
      expect(refused.status).toBe(413);
    }
    expect(await bodies.withJson(requestWith("[3]").request, identity)).toEqual([3]);
  });
});
