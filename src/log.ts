/** Events of a running server, one line each on stderr. */

import { printable } from "./errors.ts";

export type LogStyle = "text" | "json" | "off";
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Bytes of lines that wait for somebody to read standard error; further lines are left out. */
const MOST_UNWRITTEN_BYTES = 1024 * 1024;

/** Lines of this process that were left out. */
let left = 0;

export function linesLeftOut(): number {
  return left;
}

/** Writes events in one style. */
export class Log {
  #unwrittenBytes = 0;
  /** Lines that were left out since the last one that was written. */
  #leftOut = 0;

  constructor(private readonly style: LogStyle) {}

  /** Something happened. */
  info(event: string, fields: LogFields = {}): void {
    this.#write("info", event, fields);
  }

  /** Something is wrong, but the server goes on. */
  warn(event: string, fields: LogFields = {}): void {
    this.#write("warn", event, fields);
  }

  #write(level: string, event: string, fields: LogFields): void {
    if (this.style === "off") return;
    if (this.#unwrittenBytes > MOST_UNWRITTEN_BYTES) {
      this.#leftOut++;
      left++;
      return;
    }
    const lines = this.#leftOut;
    this.#leftOut = 0;
    if (lines > 0) this.#write("warn", "lines left out, as nobody reads the log", { lines });
    const time = new Date().toISOString();
    const line =
      this.style === "json"
        ? JSON.stringify({ time, level, event, ...fields })
        : [time, level, event, ...textFields(fields)].join(" ");
    // Both styles quote values, so that a line break in one does not end the line.
    const text = `${printable(line)}\n`;
    const { length } = text;
    this.#unwrittenBytes += length;
    process.stderr.write(text, () => {
      this.#unwrittenBytes -= length;
    });
  }
}

/** `auto` is text on a terminal, else JSON. */
export function openLog(style: LogStyle | "auto"): Log {
  return new Log(style === "auto" ? (process.stderr.isTTY ? "text" : "json") : style);
}

/** Quotes values that could be taken for another field or line. */
function textFields(fields: LogFields): string[] {
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const text = String(value);
      return `${name}=${/^[\w.:/@*+-]+$/.test(text) ? text : JSON.stringify(text)}`;
    });
}
