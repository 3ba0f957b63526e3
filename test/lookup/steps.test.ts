import { expect, test } from "bun:test";
import { finish, type Steps } from "../../src/lookup/steps.ts";
import { finishInTime } from "../support/steps.ts";

function* counting(): Steps<number> {
  let sum = 0;
  for (let i = 1; i <= 3; i++) {
    yield;
    sum += i;
  }
  return sum;
}

test("steps are finished at once", () => {
  expect(finish(counting())).toBe(6);
});

test("steps go on with what they wait for, and fail with it if they do not catch it", async () => {
  function* waiting(): Steps<string> {
    yield;
    const first = yield Promise.resolve("first");
    try {
      yield Promise.reject(new Error("second"));
    } catch (error) {
      return `${first} ${(error as Error).message}`;
    }
    return "nothing was thrown";
  }
  expect(await finishInTime(counting())).toBe(6);
  expect(await finishInTime(waiting())).toBe("first second");
  function* failing(): Steps<void> {
    yield Promise.reject(new Error("alone"));
  }
  expect(finishInTime(failing())).rejects.toThrow("alone");
});
