/** One executable that holds a program and the runtime. */

/** What is compiled, and to where. */
export interface ExecutableOptions {
  entrypoint: string;
  outfile: string;
  /** `bun-linux-arm64`; this platform where none is given. */
  target?: string | undefined;
  /** A Bun of the target platform, as its package brings it, where it is not this one. */
  executablePath?: string | undefined;
}

/** @throws AggregateError where the program cannot be compiled */
export function compileExecutable({
  entrypoint,
  outfile,
  target,
  executablePath,
}: ExecutableOptions): Promise<Bun.BuildOutput> {
  return Bun.build({
    entrypoints: [entrypoint],
    minify: { syntax: true, whitespace: true },
    bytecode: true,
    // Top-level await needs modules, and bytecode would make another format of its own accord.
    format: "esm",
    env: "disable",
    define: { "process.env.NODE_ENV": JSON.stringify("production") },
    compile: {
      outfile,
      ...(target ? { target: target as Bun.Build.CompileTarget } : {}),
      ...(executablePath ? { executablePath } : {}),
      // What lies in the folder that a server is started from must not change how it runs.
      autoloadDotenv: false,
      autoloadBunfig: false,
    },
  });
}
