import { constants, setPriority } from "node:os";
import { AssemblError } from "../errors.ts";
import { LineReader } from "../sources/files/lines.ts";

/** How a command of this program is run. */
export interface RunOptions {
  /** All of its environment. */
  environment?: Readonly<Record<string, string>>;
  /** Ends it. */
  signal?: AbortSignal;
  /** Is told each line of progress. */
  progress?: (line: string) => void;
}

/**
 * Runs a command of this program in a process of its own, for what would hold up requests and leave memory behind.
 *
 * @param command the command line: this program, the command, its arguments
 * @returns what it printed
 * @throws AssemblError with what the command says is wrong
 */
export async function runSubprogram(
  command: readonly string[],
  { environment = {}, signal, progress = () => {} }: RunOptions = {},
): Promise<string> {
  const child = Bun.spawn([...command], {
    env: environment,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    ...(signal && { signal }),
  });
  lowerPriority(child.pid);
  const [output, problem] = await Promise.all([
    new Response(child.stdout).text(),
    readProgress(child.stderr, progress),
  ]);
  if ((await child.exited) === 0) return output;
  throw problem === null ? ended(child.signalCode) : parseError(problem);
}

/** Requests come first. */
function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already.
  }
}

const ERROR = "error: ";

/** Hands on each line of progress; resolves with the line that says what went wrong, if one does. */
async function readProgress(
  stream: ReadableStream<Uint8Array>,
  report: (line: string) => void,
): Promise<string | null> {
  let problem: string | null = null;
  const lines = new LineReader("progress", (line) => {
    if (line.startsWith(ERROR)) problem = line.slice(ERROR.length);
    else report(line);
  });
  for await (const chunk of stream) lines.push(chunk);
  lines.end();
  return problem;
}

/** What went wrong and what to do, as the command line prints them in one. */
function parseError(line: string): AssemblError {
  const separator = line.lastIndexOf("; ");
  if (separator === -1) return new AssemblError(line, "see the log");
  return new AssemblError(line.slice(0, separator), line.slice(separator + 2));
}

function ended(signal: NodeJS.Signals | number | null): AssemblError {
  return new AssemblError(
    `a process of this server ended ${signal === null ? "early" : `with ${signal}`}`,
    "see whether this machine has memory enough",
  );
}
