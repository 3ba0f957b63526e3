import { join } from "node:path";

/** Where the files of a compiled executable seem to lie. */
const EMBEDDED = "/$bunfs/";

/** The command line that starts this very program, the executable or the checkout. */
export function ownProgram(): string[] {
  const isCompiled = import.meta.dir.startsWith(EMBEDDED);
  return isCompiled ? [process.execPath] : [process.execPath, join(import.meta.dir, "../main.ts")];
}
