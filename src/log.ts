/** Events of a running server, one line each on stderr. */

import { printable } from "./errors.ts";

export type LogStyle = "text" | "json" | "off";
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes events in one style. */
export class Log {
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
    const time = new Date().toISOString();
    const line =
      this.style === "json"
        ? JSON.stringify({ time, level, event, ...fields })
        : [time, level, event, ...textFields(fields)].join(" ");
    // Both styles quote values, so that a line break in one does not end the line.
    process.stderr.write(`${printable(line)}\n`);
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
