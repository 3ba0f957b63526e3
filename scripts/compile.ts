/** Makes the one executable, `dist/assembl`; `--outfile PATH` and `--target bun-linux-arm64` change what and where. */

import { parseArgs } from "node:util";

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    outfile: { type: "string", default: "dist/assembl" },
    target: { type: "string" },
    /** A Bun of the target platform, as its package brings it, where it is not this one. */
    "executable-path": { type: "string" },
  },
});

const result = await Bun.build({
  entrypoints: [new URL("../src/main.ts", import.meta.url).pathname],
  minify: { syntax: true, whitespace: true },
  bytecode: true,
  // Top-level await needs modules, and bytecode would make another format of its own accord.
  format: "esm",
  env: "disable",
  define: { "process.env.NODE_ENV": JSON.stringify("production") },
  compile: {
    outfile: values.outfile,
    ...(values.target ? { target: values.target as Bun.Build.CompileTarget } : {}),
    ...(values["executable-path"] ? { executablePath: values["executable-path"] } : {}),
    // What lies in the folder that a server is started from must not change how it runs.
    autoloadDotenv: false,
    autoloadBunfig: false,
  },
});
for (const message of result.logs) console.error(String(message));
if (!result.success) process.exit(1);
console.log(`${values.outfile} is compiled`);
