import { expect, test } from "bun:test";
import { slowestTests } from "../../scripts/slowest-tests.ts";
import { run } from "../support/processes/program.ts";
import { tempDir } from "../support/temp.ts";

const SLOW_MS = 60;

/** The source of tests of different durations. */
const TESTS = `import { describe, test } from "bun:test";
const wait = (ms: number) => () => Bun.sleep(ms);
test("fast", wait(0));
describe("a group", () => {
  describe("in a group", () => {
    test('& "slowest" of <all>', wait(${3 * SLOW_MS}));
  });
  test("slow", wait(${SLOW_MS}));
});
`;

test("the slowest tests come first, with file, line and time", async () => {
  await using dir = await tempDir();
  await Bun.write(dir.join("some.test.ts"), TESTS);
  const report = dir.join("report.xml");
  const command = [process.execPath, "test", "--reporter=junit", `--reporter-outfile=${report}`];
  expect((await run(command, { cwd: dir.path })).code).toBe(0);
  const slowest = slowestTests(await Bun.file(report).text(), 2);
  expect(slowest.map(({ where, name }) => [where, name])).toEqual([
    ["some.test.ts:6", '& "slowest" of <all>'],
    ["some.test.ts:8", "slow"],
  ]);
  expect(slowest[0]!.seconds).toBeGreaterThan(slowest[1]!.seconds);
});
