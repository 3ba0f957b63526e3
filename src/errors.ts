/** The errors that users see: each says what is wrong and what to do, in one line. */

const LINE_BREAKS = /\s*[\r\n]\s*|\t/g;
const CONTROL_CHARACTERS = /\p{Cc}/gu;

/** A text that stays on its line and commands no terminal, whatever names and bytes went into it. */
export function printable(text: string): string {
  return text
    .replace(LINE_BREAKS, " ")
    .replace(
      CONTROL_CHARACTERS,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
}

/** Anything that Assembl itself refuses or fails at; exit code 1. */
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

/** The command line or a setting cannot be read; exit code 2. */
export class UsageError extends AssemblError {}

/** Labels could not be read from a database or a file. */
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

/** An index that cannot be trusted; `defect` names what is wrong with it. */
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

/** The system's own word for a failed call (`ENOSPC`, `EACCES`), or the message where it has none. */
export function reason(error: unknown): string {
  if (error instanceof Error) {
    const { code } = error as NodeJS.ErrnoException;
    return code && !error.message.includes(code) ? `${code}: ${error.message}` : error.message;
  }
  return String(error);
}
