/** `bun run ci`: every check, as CI runs them, and as everyone should before a commit. */

import { tmpdir } from "node:os";
import { join } from "node:path";
import { alignColumns } from "../src/cli/table.ts";
import { ENGINE_TOOLS } from "../test/support/browser/engines.ts";
import { ensureTools, FAULT_TOOLS, PYTHON } from "../test/support/processes/debian.ts";
import { slowestTests } from "./slowest-tests.ts";

interface Check {
  name: string;
  command: string[];
}

/** The report of the tests, which says how long each took. */
const REPORT = join(tmpdir(), `assembl-tests-${process.pid}.xml`);
const SLOWEST = 10;

const CHECKS: Check[] = [
  { name: "format and lint", command: ["bunx", "biome", "check", "--error-on-warnings", "."] },
  { name: "types", command: ["bunx", "tsc", "--noEmit"] },
  { name: "types of what browsers run", command: ["bunx", "tsc", "--noEmit", "-p", "src/web"] },
  { name: "types of its tests", command: ["bunx", "tsc", "--noEmit", "-p", "test/web"] },
  { name: "executable", command: ["bun", "run", "compile"] },
  {
    name: "tests",
    command: [
      ...["bun", "test", "--timeout", "120000"],
      ...["--reporter=junit", `--reporter-outfile=${REPORT}`],
    ],
  },
  { name: "benchmarks, small", command: ["bun", "run", "bench", "--small"] },
  { name: "faults, short form", command: ["bun", "run", "faults"] },
  { name: "container image", command: [...asRoot(), "bun", "run", "image:test"] },
];

/** Only root can make the file system of the base image. */
function asRoot(): string[] {
  const isRoot = process.getuid?.() === 0 || Bun.which("sudo") === null;
  return isRoot ? [] : ["sudo", "-n", "env", `PATH=${process.env.PATH}`];
}

await ensureTools([
  ...FAULT_TOOLS,
  PYTHON,
  { program: "systemd-analyze", package: "systemd" },
  { program: "openssl", package: "openssl" },
  { program: "zstd", package: "zstd" },
  ...ENGINE_TOOLS,
]);

let failed = 0;
const times: string[][] = [];
for (const { name, command } of CHECKS) {
  console.log(`\n== ${name}: ${command.join(" ")}`);
  const start = performance.now();
  const child = Bun.spawn(command, { stdio: ["ignore", "inherit", "inherit"] });
  const code = await child.exited;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const outcome = code === 0 ? "passed" : `failed with exit code ${code}`;
  console.log(`== ${name}: ${outcome} in ${seconds} s`);
  times.push([name, seconds, outcome]);
  if (code !== 0) failed++;
}
print(["check", "seconds", ""], times);
// There is no report if the test run was cut short.
const report = Bun.file(REPORT);
if (await report.exists()) {
  const slowest = slowestTests(await report.text(), SLOWEST);
  print(
    ["slowest tests", "seconds", ""],
    slowest.map(({ where, seconds, name }) => [where, seconds.toFixed(1), name]),
  );
  await report.delete();
}
console.log(`\nchecks: ${CHECKS.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** Prints a table whose second column holds numbers. */
function print(headings: string[], lines: string[][]): void {
  console.log(`\n${alignColumns([headings, ...lines], [1]).join("\n")}`);
}
