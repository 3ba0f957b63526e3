import { expect, test } from "bun:test";
import { expose } from "../../src/metrics/exposition.ts";
import { toText } from "../../src/metrics/prometheus.ts";
import { TIME_BOUNDS } from "../../src/metrics/request-counts.ts";
import { Vitals } from "../../src/metrics/vitals.ts";
import { parseMetrics } from "../support/clients/metrics.ts";

test("values are written in Prometheus' format", () => {
  const text = toText([
    {
      name: "a_total",
      type: "counter",
      help: "Of a.",
      samples: [{ value: 1 }, { labels: { b: 'q"uo\\te\n', c: "" }, value: 0.5 }],
    },
    { name: "left_out", type: "gauge", help: "Of nothing.", samples: [] },
  ]);
  expect(text).toBe(
    [
      "# HELP a_total Of a.",
      "# TYPE a_total counter",
      "a_total 1",
      'a_total{b="q\\"uo\\\\te\\n"} 0.5',
      "",
    ].join("\n"),
  );
});

test("the buckets of a histogram are cumulative, and the last one has all values", () => {
  const times = [...TIME_BOUNDS.map(() => 1), 4];
  const route = { route: "/x", answers: [], times, seconds: 12 };
  const metrics = parseMetrics(
    expose(new Vitals(), [{ requests: [route], cpuSeconds: 0, linesLeftOut: 0 }]),
  );
  const bucket = (le: string) =>
    metrics.get(`assembl_request_duration_seconds_bucket{route="/x",le="${le}"}`);
  expect(bucket("0.00001")).toBe(1);
  expect(bucket("0.000025")).toBe(2);
  expect(bucket("2.5")).toBe(TIME_BOUNDS.length);
  expect(bucket("+Inf")).toBe(TIME_BOUNDS.length + 4);
  expect(metrics.get('assembl_request_duration_seconds_count{route="/x"}')).toBe(
    TIME_BOUNDS.length + 4,
  );
  expect(metrics.get('assembl_request_duration_seconds_sum{route="/x"}')).toBe(12);
});

test("an index has an age if the time of its build is known", () => {
  const vitals = new Vitals();
  const age = () => parseMetrics(expose(vitals, [])).get("assembl_index_age_seconds");
  expect(age()).toBeUndefined();
  const built = new Date(Date.now() - 3_600_000).toISOString();
  vitals.index = { generation: "f".repeat(32), built, since: Date.now() };
  expect(age()).toBeCloseTo(3600, 0);
  vitals.index = { ...vitals.index, built: "some day" };
  expect(age()).toBeUndefined();
});
