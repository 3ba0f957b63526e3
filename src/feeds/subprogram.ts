import { constants, setPriority } from "node:os";
import { join } from "node:path";
import { AssemblError, JSON_ERROR, readError } from "../errors.ts";
import { LineReader } from "../sources/files/lines.ts";

/** Where the files of a compiled executable seem to be. */
const EMBEDDED = "/$bunfs/";
/** As much as a pipe holds. */
const PIECE_BYTES = 1 << 16;

/** The command line that starts this program again, whether it is the executable or a checkout. */
export function ownProgram(): string[] {
  const isCompiled = import.meta.dir.startsWith(EMBEDDED);
  return isCompiled ? [process.execPath] : [process.execPath, join(import.meta.dir, "../main.ts")];
}

/** How a command of this program is run. */
export interface RunOptions {
  /** Its whole environment. */
  environment?: Readonly<Record<string, string>>;
  /** What it reads from standard input. */
  input?: Uint8Array;
  /** Ends it. */
  signal?: AbortSignal;
  /** Called with each line of progress. */
  progress?: (line: string) => void;
}

/**
 * Runs a command of this program in another process, as it would hold up requests here and leave garbage behind.
 *
 * @param command the command line: this program, the command, its arguments
 * @returns what it printed
 * @throws AssemblError the error of the command
 */
export async function runSubprogram(
  command: readonly string[],
  { environment = {}, input, signal, progress = () => {} }: RunOptions = {},
): Promise<string> {
  const child = Bun.spawn([...command, `--${JSON_ERROR}`], {
    env: environment,
    stdin: input === undefined ? "ignore" : "pipe",
    stdout: "pipe",
    stderr: "pipe",
    ...(signal && { signal }),
  });
  lowerPriority(child.pid);
  if (input !== undefined) void feed(child.stdin!, input);
  const [output, problem] = await Promise.all([
    new Response(child.stdout).text(),
    readProgress(child.stderr, progress),
  ]);
  if ((await child.exited) === 0) return output;
  if (signal?.reason?.name === "TimeoutError") throw tooSlow();
  throw problem ?? ended(child.signalCode);
}

/** Lets requests have the processor first. */
function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already.
  }
}

/** Writes bytes in pieces: given at once they would be copied. */
async function feed(stdin: Bun.FileSink, input: Uint8Array): Promise<void> {
  try {
    for (let at = 0; at < input.length; at += PIECE_BYTES) {
      stdin.write(input.subarray(at, at + PIECE_BYTES));
      await stdin.flush();
    }
    await stdin.end();
  } catch {
    // It has ended without reading all of them, and says why.
  }
}

/** Hands on each line of progress; resolves with the error that the command printed, if there is one. */
async function readProgress(
  stream: ReadableStream<Uint8Array>,
  report: (line: string) => void,
): Promise<AssemblError | null> {
  let problem: AssemblError | null = null;
  const lines = new LineReader("progress", (line) => {
    const error = readError(line);
    if (error === null) report(line);
    else problem = error;
  });
  for await (const chunk of stream) lines.push(chunk);
  lines.end();
  return problem;
}

function tooSlow(): AssemblError {
  return new AssemblError(
    "a process of this server takes longer than it may",
    "check that this machine is not too busy",
  );
}

function ended(signal: NodeJS.Signals | number | null): AssemblError {
  return new AssemblError(
    `a process of this server ended ${signal === null ? "early" : `with ${signal}`}`,
    "check that this machine has enough memory",
  );
}
