import { describe, expect, test } from "bun:test";
import { Bodies, MAXIMUM_BODY_BYTES } from "../../src/server/body.ts";
import { Problem } from "../../src/server/problem.ts";

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

async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(Problem);
  return error as Problem;
}

const identity = async (json: unknown) => json;

test("a body that arrives too slowly is a 408 that closes the connection", async () => {
  const bodies = new Bodies(1);
  const slow = await problemOf(
    bodies.withJson(requestWith("{", { ends: false }).request, identity),
  );
  expect(slow).toMatchObject({ status: 408, kind: "too-slow" });
  expect(slow.more.headers).toEqual({ Connection: "close" });
  expect(await bodies.withJson(requestWith("[1]").request, identity)).toEqual([1]);
});

describe("bodies that are arriving", () => {
  const large = "1".repeat(MAXIMUM_BODY_BYTES - 1);

  test("are accepted up to a number of bytes, and again once others are answered", async () => {
    const bodies = new Bodies();
    const { promise, resolve } = Promise.withResolvers<void>();
    const answering = Array.from({ length: 40 }, () =>
      bodies
        .withJson(requestWith(large).request, () => promise)
        .then(
          () => "answered",
          (problem: Problem) => problem.kind,
        ),
    );
    expect((await problemOf(bodies.withJson(requestWith(large).request, identity))).status).toBe(
      503,
    );
    resolve();
    const kinds = await Promise.all(answering);
    expect(kinds.filter((kind) => kind === "answered").length).toBeGreaterThan(0);
    expect(kinds.filter((kind) => kind === "overloaded").length).toBeGreaterThanOrEqual(8);
    expect(await bodies.withJson(requestWith("[2]").request, identity)).toEqual([2]);
  });

  test("count until they are answered, and many small ones can be too many too", async () => {
    const bodies = new Bodies();
    const { promise, resolve } = Promise.withResolvers<void>();
    const answering = Array.from({ length: 4096 }, () =>
      bodies.withJson(requestWith("1").request, () => promise),
    );
    expect((await problemOf(bodies.withJson(requestWith("1").request, identity))).status).toBe(503);
    resolve();
    await Promise.all(answering);
    expect(await bodies.withJson(requestWith("[4]").request, identity)).toEqual([4]);
  });

  test("do not count once they are refused", async () => {
    const bodies = new Bodies();
    for (let i = 0; i < 40; i++) {
      const refused = await problemOf(bodies.withJson(requestWith(`${large}11`).request, identity));
      expect(refused.status).toBe(413);
    }
    expect(await bodies.withJson(requestWith("[3]").request, identity)).toEqual([3]);
  });
});
