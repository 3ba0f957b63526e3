/** Makes the one executable, `dist/assembl`; `--outfile PATH` and `--target bun-linux-arm64` change what and where. */

import { parseArgs } from "node:util";
import { compileExecutable } from "./executable.ts";

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    outfile: { type: "string", default: "dist/assembl" },
    target: { type: "string" },
    /** A Bun of the target platform, as its package brings it, where it is not this one. */
    "executable-path": { type: "string" },
  },
});

const result = await compileExecutable({
  entrypoint: new URL("../src/main.ts", import.meta.url).pathname,
  outfile: values.outfile,
  target: values.target,
  executablePath: values["executable-path"],
});
for (const message of result.logs) console.error(String(message));
if (!result.success) process.exit(1);
console.log(`${values.outfile} is compiled`);
