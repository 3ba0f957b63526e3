/** Compiling a program and the runtime into one executable. */

/** What is compiled, and where to. */
export interface ExecutableOptions {
  entrypoint: string;
  outfile: string;
  /** `bun-linux-arm64`; this platform if not given. */
  target?: string | undefined;
  /** The Bun of the target platform, as its npm package has it, if that is not this platform. */
  executablePath?: string | undefined;
}

/** @throws AggregateError if the program cannot be compiled */
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
    // Top-level await needs modules; with bytecode another format is the default.
    format: "esm",
    env: "disable",
    define: { "process.env.NODE_ENV": JSON.stringify("production") },
    compile: {
      outfile,
      ...(target ? { target: target as Bun.Build.CompileTarget } : {}),
      ...(executablePath ? { executablePath } : {}),
      // Files in the folder that a server is started from must not change how it runs.
      autoloadDotenv: false,
      autoloadBunfig: false,
    },
  });
}
