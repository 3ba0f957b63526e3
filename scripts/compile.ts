/** Compiles the executable: `dist/assembl`, or `--outfile PATH`; for another platform with `--target bun-linux-arm64`. */

import { parseArgs } from "node:util";
import { compileExecutable } from "./executable.ts";

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    outfile: { type: "string", default: "dist/assembl" },
    target: { type: "string" },
    /** The Bun of the target platform, as its npm package has it, if that is not this platform. */
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
