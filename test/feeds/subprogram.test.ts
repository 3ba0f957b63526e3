import { expect, test } from "bun:test";
import { AssemblError, IndexError, isOfContent, writeError } from "../../src/errors.ts";
import { runSubprogram } from "../../src/feeds/subprogram.ts";

const program = (code: string) => [process.execPath, "-e", code];

const errorOf = (outcome: Promise<unknown>): Promise<AssemblError> =>
  outcome.then(
    () => {
      throw new Error("it did not fail");
    },
    (error) => error,
  );

test("a program is given bytes, and what it prints is returned", async () => {
  const input = new Uint8Array(1 << 20).fill(97);
  const counting = program("console.log((await Bun.stdin.bytes()).length)");
  expect(await runSubprogram(counting, { input })).toBe(`${1 << 20}\n`);
});

test.each([
  [new IndexError("checksum", "damaged", "build it"), true],
  [new IndexError("missing", "there is none", "build it"), false],
  [new AssemblError("no memory", "buy some"), false],
])("its error is thrown as it was, %s", async (error, isContent) => {
  const failing = program(`console.error(${JSON.stringify(writeError(error))}); process.exit(1)`);
  const thrown = await errorOf(runSubprogram(failing));
  expect(thrown).toEqual(error);
  expect(isOfContent(thrown)).toBe(isContent);
});

test("one that takes longer than it may is ended", async () => {
  const signal = AbortSignal.timeout(100);
  const { problem } = await errorOf(runSubprogram(program("await Bun.sleep(1e6)"), { signal }));
  expect(problem).toBe("a process of this server takes longer than it may");
});

test("one that is killed is an error that says so", async () => {
  const { problem } = await errorOf(runSubprogram(program("process.kill(process.pid, 'SIGKILL')")));
  expect(problem).toBe("a process of this server ended with SIGKILL");
});
