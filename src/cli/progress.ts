import type { BuildPhase, BuildProgress } from "../compile/build.ts";

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

  phase(phase: BuildPhase, rows: () => number): void {
    clearInterval(this.#timer);
    const start = performance.now();
    const show = () => this.#show(phase, rows(), (performance.now() - start) / SECOND_MS);
    show();
    this.#timer = setInterval(show, this.#terminal ? REDRAW_MS : REPORT_MS);
    this.#timer.unref();
  }

  /** Stops the display and clears the line on a terminal. */
  end(): void {
    clearInterval(this.#timer);
    if (this.#terminal && this.#timer !== undefined) process.stderr.write(CLEAR_LINE);
  }

  #show(phase: BuildPhase, rows: number, seconds: number): void {
    const speed =
      phase === "reading" && seconds > 0
        ? `, ${Math.round(rows / seconds).toLocaleString("en")} rows/s`
        : "";
    const text = `${phase}: ${rows.toLocaleString("en")} rows${speed}`;
    if (this.#terminal) process.stderr.write(`${CLEAR_LINE}${bar(phase)} ${text}`);
    else process.stderr.write(`${text}\n`);
  }
}

function bar(phase: BuildPhase): string {
  const done = Math.round(((PHASES.indexOf(phase) + 0.5) / PHASES.length) * BAR_WIDTH);
  return `[${"=".repeat(done - 1)}>${" ".repeat(BAR_WIDTH - done)}]`;
}
