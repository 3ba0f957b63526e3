import type { BuildPhase, BuildProgress, ReadingState } from "../compile/build.ts";
import { printable } from "../errors.ts";

/** How often the line on a terminal is redrawn, and how often a line is printed elsewhere; milliseconds. */
const REDRAW_MS = 100;
const REPORT_MS = 5000;
const SECOND_MS = 1000;
const CLEAR_LINE = "\r\x1b[2K";
const BAR_WIDTH = 20;

const PHASES: readonly BuildPhase[] = ["reading", "compiling", "writing"];

/**
 * Shows the progress of a build on stderr: on a terminal a line with a bar that is redrawn, elsewhere a plain line for
 * each phase and every few seconds.
 */
export class StderrProgress implements BuildProgress {
  readonly #terminal = process.stderr.isTTY === true;
  #timer: ReturnType<typeof setInterval> | undefined;

  phase(phase: BuildPhase, state: () => ReadingState): void {
    clearInterval(this.#timer);
    const start = performance.now();
    const show = () => this.#show(phase, state(), (performance.now() - start) / SECOND_MS);
    show();
    this.#timer = setInterval(show, this.#terminal ? REDRAW_MS : REPORT_MS);
    this.#timer.unref();
  }

  /** Stops the display and clears the line on a terminal. */
  end(): void {
    clearInterval(this.#timer);
    if (this.#terminal && this.#timer !== undefined) process.stderr.write(CLEAR_LINE);
  }

  #show(phase: BuildPhase, { rows, part }: ReadingState, seconds: number): void {
    const isReading = phase === "reading";
    const speed =
      isReading && seconds > 0 ? `, ${Math.round(rows / seconds).toLocaleString("en")} rows/s` : "";
    const where = isReading && part !== null ? `, ${printable(part)}` : "";
    const text = `${phase}: ${rows.toLocaleString("en")} rows${speed}${where}`;
    if (this.#terminal) process.stderr.write(`${CLEAR_LINE}${bar(phase)} ${text}`);
    else process.stderr.write(`${text}\n`);
  }
}

function bar(phase: BuildPhase): string {
  const done = Math.round(((PHASES.indexOf(phase) + 0.5) / PHASES.length) * BAR_WIDTH);
  return `[${"=".repeat(done - 1)}>${" ".repeat(BAR_WIDTH - done)}]`;
}
