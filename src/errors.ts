/** The errors that users see: each says in one line what is wrong and what to do. */

const LINE_BREAKS = /\s*[\r\n]\s*|\t/g;
const CONTROL_CHARACTERS = /\p{Cc}/gu;

/** A text without line breaks and control characters, which names from outside may contain. */
export function printable(text: string): string {
  return text
    .replace(LINE_BREAKS, " ")
    .replace(
      CONTROL_CHARACTERS,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
}

/** Anything that Assembl refuses to do or fails to do; exit code 1. */
export class AssemblError extends Error {
  readonly problem: string;
  readonly remedy: string;

  constructor(problem: string, remedy: string, options?: ErrorOptions) {
    super(printable(`${problem}; ${remedy}`), options);
    this.name = new.target.name;
    this.problem = printable(problem);
    this.remedy = printable(remedy);
  }
}

/** The command line or a setting is wrong; exit code 2. */
export class UsageError extends AssemblError {}

/** Data cannot be read from a database or a file. */
export class SourceError extends AssemblError {}

/** What can be wrong with an index file. */
export type IndexDefect =
  | "missing"
  | "unreadable"
  | "empty"
  | "not-msgpack"
  | "not-assembl"
  | "format-version"
  | "malformed"
  | "checksum"
  | "generation"
  | "trie"
  | "genes";

/** An index that cannot be used; `defect` tells programs why. */
export class IndexError extends AssemblError {
  constructor(
    readonly defect: IndexDefect,
    problem: string,
    remedy = "build it again with `assembl build`",
    options?: ErrorOptions,
  ) {
    super(problem, remedy, options);
  }
}

/** The message of an error, with the system's code for a failed call (`ENOSPC`, `EACCES`) if there is one. */
export function reason(error: unknown): string {
  if (error instanceof Error) {
    const { code } = error as NodeJS.ErrnoException;
    return code && !error.message.includes(code) ? `${code}: ${error.message}` : error.message;
  }
  return String(error);
}

/** Any error as one that users see. One that is not expected anywhere is a mistake in Assembl. */
export function toAssemblError(error: unknown): AssemblError {
  if (error instanceof AssemblError) return error;
  return new AssemblError(reason(error), "this should not happen, please report it", {
    cause: error,
  });
}

/** The option with which a process of Assembl asks another one to print its error as JSON. */
export const JSON_ERROR = "json-error";

/** An error as one line of JSON. */
export function writeError({ problem, remedy }: AssemblError): string {
  return JSON.stringify({ problem, remedy });
}

/** The error that was written as a line; null where the line is something else. */
export function readError(line: string): AssemblError | null {
  if (!line.startsWith('{"problem":')) return null;
  const { problem, remedy } = JSON.parse(line);
  return new AssemblError(problem, remedy);
}
