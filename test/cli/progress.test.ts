import { afterEach, beforeEach, describe, expect, jest, spyOn, test } from "bun:test";
import { StderrProgress } from "../../src/cli/progress.ts";

const SECOND_MS = 1000;

let written: string[];
const wasTerminal = process.stderr.isTTY;

beforeEach(() => {
  written = [];
  jest.useFakeTimers();
  spyOn(process.stderr, "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
});

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  process.stderr.isTTY = wasTerminal;
});

function progressOn(terminal: boolean): StderrProgress {
  process.stderr.isTTY = terminal;
  return new StderrProgress();
}

describe("if stderr is not a terminal", () => {
  test("each phase is a plain line, and every five seconds another one is written", () => {
    const progress = progressOn(false);
    let rows = 0;
    progress.phase("reading", () => ({ rows, part: null }));
    rows = 1_234_567;
    jest.advanceTimersByTime(4.9 * SECOND_MS);
    expect(written).toHaveLength(1);
    jest.advanceTimersByTime(5.1 * SECOND_MS);
    expect(written).toHaveLength(3);
    progress.phase("compiling", () => ({ rows, part: null }));
    progress.phase("writing", () => ({ rows, part: null }));
    progress.end();
    expect(written.slice(1, 3).join("")).toMatch(
      /^(reading: 1,234,567 rows, [\d,]+ rows\/s\n){2}$/,
    );
    expect(written.slice(3)).toEqual(["compiling: 1,234,567 rows\n", "writing: 1,234,567 rows\n"]);
  });
});

test("while a part of a source is read, lines name it", () => {
  const progress = progressOn(false);
  progress.phase("reading", () => ({ rows: 9, part: "pan_\u001b_core_114_1, 2 of 3" }));
  progress.phase("compiling", () => ({ rows: 9, part: "pan_core_114_1, 2 of 3" }));
  progress.end();
  expect(written[0]).toMatch(
    /^reading: 9 rows(, [\d,]+ rows\/s)?, pan_\\u001b_core_114_1, 2 of 3\n$/,
  );
  expect(written[1]).toBe("compiling: 9 rows\n");
});

describe("on a terminal", () => {
  test("one line is redrawn, with a growing bar, and cleared at the end", () => {
    const progress = progressOn(true);
    for (const phase of ["reading", "compiling", "writing"] as const)
      progress.phase(phase, () => ({ rows: 7, part: null }));
    progress.end();
    const lines = written.map((text) => {
      expect(text).toStartWith("\r\x1b[2K");
      expect(text).not.toContain("\n");
      return text.slice("\r\x1b[2K".length);
    });
    const [reading, compiling, writing, end] = lines;
    expect(reading).toMatch(/^\[==> {17}\] reading: 7 rows/);
    expect(compiling).toBe("[=========>          ] compiling: 7 rows");
    expect(writing).toBe("[================>   ] writing: 7 rows");
    expect(end).toBe("");
  });

  test("it is redrawn ten times a second", () => {
    const progress = progressOn(true);
    progress.phase("reading", () => ({ rows: 0, part: null }));
    jest.advanceTimersByTime(SECOND_MS);
    expect(written).toHaveLength(11);
    progress.end();
  });
});

test.each([true, false])("nothing is written after the end (terminal: %p)", (terminal) => {
  const progress = progressOn(terminal);
  progress.phase("reading", () => ({ rows: 0, part: null }));
  progress.end();
  const { length } = written;
  jest.advanceTimersByTime(60 * SECOND_MS);
  expect(written).toHaveLength(length);
});

test("nothing is written where no phase began", () => {
  progressOn(true).end();
  expect(written).toEqual([]);
});
