/** Catches what the code under test prints. */

import { spyOn } from "bun:test";

export interface Printed extends Disposable {
  readonly stdout: string;
  readonly stderr: string;
}

/** `using output = printed()`: catches `console.log` and `console.error` until the end of the scope. */
export function printed(): Printed {
  const log = spyOn(console, "log").mockImplementation(() => {});
  const error = spyOn(console, "error").mockImplementation(() => {});
  const text = (spy: typeof log) => spy.mock.calls.map((args) => `${args.join(" ")}\n`).join("");
  return {
    get stdout() {
      return text(log);
    },
    get stderr() {
      return text(error);
    },
    [Symbol.dispose]() {
      log.mockRestore();
      error.mockRestore();
    },
  };
}
