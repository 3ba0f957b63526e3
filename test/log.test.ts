import { describe, expect, spyOn, test } from "bun:test";
import { Log, type LogStyle } from "../src/log.ts";

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
