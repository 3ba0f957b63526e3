/** Every check, as CI and everyone before a commit runs them: `bun run ci`. */

import { BROWSER } from "../test/support/browser/browser-program.ts";
import { ensureTools } from "../test/support/processes/debian.ts";

interface Check {
  name: string;
  command: string[];
}

const CHECKS: Check[] = [
  { name: "format and lint", command: ["bunx", "biome", "check", "--error-on-warnings", "."] },
  { name: "types", command: ["bunx", "tsc", "--noEmit"] },
  { name: "types of what browsers run", command: ["bunx", "tsc", "--noEmit", "-p", "src/web"] },
  { name: "types of its tests", command: ["bunx", "tsc", "--noEmit", "-p", "test/web"] },
  { name: "executable", command: ["bun", "run", "compile"] },
  { name: "tests", command: ["bun", "test", "--timeout", "120000"] },
  { name: "benchmarks, small", command: ["bun", "run", "bench", "--small"] },
  { name: "faults, short form", command: ["bun", "run", "faults"] },
  { name: "container image", command: [...asRoot(), "bun", "run", "image:test"] },
];

/** Only root may make the base image's file system. */
function asRoot(): string[] {
  const isRoot = process.getuid?.() === 0 || Bun.which("sudo") === null;
  return isRoot ? [] : ["sudo", "-n", "env", `PATH=${process.env.PATH}`];
}

await ensureTools([
  { program: "mariadbd", package: "mariadb-server" },
  { program: "mariadb", package: "mariadb-client" },
  { program: "nginx", package: "nginx-light" },
  { program: "redis-server", package: "redis-server" },
  { program: "systemd-analyze", package: "systemd" },
  { program: "zstd", package: "zstd" },
  { program: "faketime", package: "faketime" },
  BROWSER,
]);

let failed = 0;
for (const { name, command } of CHECKS) {
  console.log(`\n== ${name}: ${command.join(" ")}`);
  const start = performance.now();
  const child = Bun.spawn(command, { stdio: ["ignore", "inherit", "inherit"] });
  const code = await child.exited;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    `== ${name}: ${code === 0 ? "passed" : `failed with exit code ${code}`} in ${seconds} s`,
  );
  if (code !== 0) failed++;
}
console.log(`\nchecks: ${CHECKS.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
