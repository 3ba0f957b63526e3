import { describe, expect, test } from "bun:test";
import { Bodies, MAXIMUM_BODY_BYTES } from "../../src/server/body.ts";
import { Problem } from "../../src/server/problem.ts";

/** A request with a body that begins so, and whether that is all of it. */
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

test("a body that does not come in within its time is a 408 that closes the connection", async () => {
  const bodies = new Bodies(1);
  const slow = await problemOf(bodies.readJson(requestWith("{", { ends: false }).request));
  expect(slow).toMatchObject({ status: 408, kind: "too-slow" });
  expect(slow.more.headers).toEqual({ Connection: "close" });
  expect(await bodies.readJson(requestWith("[1]").request)).toEqual([1]);
});

describe("bodies that are coming in", () => {
  const large = "1".repeat(MAXIMUM_BODY_BYTES - 1);

  test("are taken up to a number of bytes, and again once others are whole", async () => {
    const bodies = new Bodies();
    const open = Array.from({ length: 32 }, () => requestWith(large, { ends: false }));
    const reading = open.map(({ request }) => bodies.readJson(request));
    const refused = await problemOf(bodies.readJson(requestWith(large).request));
    expect(refused).toMatchObject({ status: 503, kind: "overloaded" });
    for (const { close } of open) close();
    await Promise.all(reading);
    expect(await bodies.readJson(requestWith("[2]").request)).toEqual([2]);
  });

  test("do not count once they were refused", async () => {
    const bodies = new Bodies();
    for (let i = 0; i < 40; i++) {
      const refused = await problemOf(bodies.readJson(requestWith(`${large}11`).request));
      expect(refused.status).toBe(413);
    }
    expect(await bodies.readJson(requestWith("[3]").request)).toEqual([3]);
  });
});
