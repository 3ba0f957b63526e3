import { describe, expect, spyOn, test } from "bun:test";
import { Log, type LogStyle, linesLeftOut } from "../src/log.ts";

/** Values that would begin a new line or field, or be a terminal command, if they were not escaped. */
const HOSTILE = "a\r\nlevel=warn event=forged \u001b[2J\u009b1m\u0085\u007f\0 end";

/** The lines that one event is logged as. */
function written(style: LogStyle): string[] {
  const stderr = spyOn(process.stderr, "write").mockImplementation(() => true);
  try {
    new Log(style).warn("request", { path: HOSTILE, status: 404, left: undefined });
    return stderr.mock.calls.map(([text]) => String(text));
  } finally {
    stderr.mockRestore();
  }
}

describe("whatever a value contains, an event is one line", () => {
  test("of text, in which the value is one field", () => {
    const [line, ...others] = written("text");
    expect(others).toEqual([]);
    expect(line).toEndWith("\n");
    expect(line!.slice(0, -1)).not.toMatch(/\p{Cc}/u);
    expect(line).toMatch(/^\S+ warn request path="a[^"]*end" status=404\n$/);
  });

  test("of JSON, from which the value can be read", () => {
    const [line, ...others] = written("json");
    expect(others).toEqual([]);
    expect(line!.slice(0, -1)).not.toMatch(/\p{Cc}/u);
    expect(JSON.parse(line!)).toMatchObject({ level: "warn", event: "request", path: HOSTILE });
  });

  test("and no line if the log is off", () => {
    expect(written("off")).toEqual([]);
  });
});

test("lines are left out while nobody reads standard error, and it is said how many", () => {
  const written: string[] = [];
  const callbacks: (() => void)[] = [];
  using _ = spyOn(process.stderr, "write").mockImplementation(((text: string, done: () => void) => {
    written.push(text);
    callbacks.push(done);
    return true;
  }) as typeof process.stderr.write);
  const log = new Log("json");
  const before = linesLeftOut();
  const path = "a".repeat(10_000);
  for (let i = 0; i < 200; i++) log.info("request", { path });
  const bytes = written.join("").length;
  expect(bytes).toBeGreaterThan(1024 * 1024);
  expect(bytes).toBeLessThan(1024 * 1024 + 2 * path.length);
  const lines = 200 - written.length;
  expect(linesLeftOut() - before).toBe(lines);
  for (const done of callbacks) done();
  log.info("next");
  const events = written.slice(-2).map((line) => JSON.parse(line));
  expect(events).toMatchObject([
    { level: "warn", event: "lines left out, as nobody reads the log", lines },
    { level: "info", event: "next" },
  ]);
});
