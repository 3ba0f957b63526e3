/** The errors that users see: each says in one line what is wrong and what to do. */

const LINE_BREAKS = /\s*[\r\n]\s*|\t/g;
/** Control characters, C1 included, and what separates lines or sets the direction of text; none is above U+FFFF. */
const COMMANDING = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** A text in which each character that does something to a terminal is written as JSON would escape it. */
export function spelledOut(text: string): string {
  return text.replace(
    COMMANDING,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A text as part of one line: line breaks and tabs become spaces, and the rest is spelled out. */
export function printable(text: string): string {
  return spelledOut(text.replace(LINE_BREAKS, " "));
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

/** Whether an error says that the bytes of an index are wrong, so that reading them again would give the same. */
export function isOfContent(error: unknown): boolean {
  return error instanceof IndexError && !["missing", "unreadable"].includes(error.defect);
}

/** A query that would take too much work: names were made so that it can be read in hundreds of thousands of ways. */
export class CostlyQuery extends AssemblError {
  constructor() {
    super(
      "the query fits too many names in too many ways",
      "type more of the name, as it is written",
    );
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
export function writeError(error: AssemblError): string {
  const { problem, remedy } = error;
  return JSON.stringify({
    problem,
    remedy,
    ...(error instanceof IndexError && { defect: error.defect }),
  });
}

/** The error that was written as a line; null where the line is something else. */
export function readError(line: string): AssemblError | null {
  if (!line.startsWith('{"problem":')) return null;
  const { problem, remedy, defect } = JSON.parse(line);
  return defect === undefined
    ? new AssemblError(problem, remedy)
    : new IndexError(defect, problem, remedy);
}
