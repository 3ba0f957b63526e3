/** All that commands print: no text from an index, a file or a query can be taken for a command to the terminal. */

import { spelledOut } from "../errors.ts";

/** Prints lines, whose tabs stay. */
export function printLines(lines: readonly string[]): void {
  for (const line of lines) console.log(shown(line));
}

/** Prints a value as one line of JSON, which is the same value whatever is spelled out in it. */
export function printJson(value: unknown): void {
  console.log(spelledOut(JSON.stringify(value)));
}

/** Prints a line to stderr. */
export function printAside(line: string): void {
  console.error(shown(line));
}

function shown(line: string): string {
  return line.split("\t").map(spelledOut).join("\t");
}
