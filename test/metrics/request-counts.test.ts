import { expect, test } from "bun:test";
import { RequestCounts, sumCounts, TIME_BOUNDS } from "../../src/metrics/request-counts.ts";

const suggest = { route: "/v1/suggest", tier: "prefix" };
const healthz = { route: "/healthz", tier: "" };

/** Number of requests in the bucket of a duration. */
const timesWith = (counts: Record<number, number>) =>
  Array.from({ length: TIME_BOUNDS.length + 1 }, (_, i) => counts[i] ?? 0);

test("requests are counted by route, status and tier, and by their duration", () => {
  const counts = new RequestCounts();
  counts.add(suggest, 200, 0.00001);
  counts.add(suggest, 200, 0.000011);
  counts.add({ ...suggest, tier: "exact" }, 200, 0);
  counts.add(suggest, 304, 3);
  counts.add(healthz, 200, 2.5);
  expect(counts.snapshot()).toEqual([
    {
      route: "/v1/suggest",
      answers: [
        { status: 200, tier: "prefix", count: 2 },
        { status: 304, tier: "prefix", count: 1 },
        { status: 200, tier: "exact", count: 1 },
      ],
      times: timesWith({ 0: 2, 1: 1, [TIME_BOUNDS.length]: 1 }),
      seconds: expect.closeTo(3.000021, 9),
    },
    {
      route: "/healthz",
      answers: [{ status: 200, tier: "", count: 1 }],
      times: timesWith({ [TIME_BOUNDS.length - 1]: 1 }),
      seconds: 2.5,
    },
  ]);
});

test("a snapshot does not change", () => {
  const counts = new RequestCounts();
  counts.add(suggest, 200, 1);
  const snapshot = counts.snapshot();
  const before = structuredClone(snapshot);
  counts.add(suggest, 200, 1);
  expect(snapshot).toEqual(before);
});

test("the counts of several processes add up to those of one", () => {
  const one = new RequestCounts();
  const processes = [new RequestCounts(), new RequestCounts(), new RequestCounts()];
  const notes = [suggest, healthz, { ...suggest, tier: "none" }];
  for (let i = 0; i < 100; i++) {
    // Binary fractions, whose sums do not depend on the order.
    const request = [notes[i % 3]!, i % 7 === 0 ? 304 : 200, (i % 16) / 16] as const;
    one.add(...request);
    processes[i % 2]!.add(...request);
  }
  const sum = sumCounts(processes.map((process) => process.snapshot()));
  const inOrder = (counts: ReturnType<typeof sumCounts>) =>
    counts.map(({ answers, ...rest }) => ({
      ...rest,
      answers: answers.toSorted((a, b) => a.status - b.status || a.tier.localeCompare(b.tier)),
    }));
  expect(inOrder(sum)).toEqual(inOrder(one.snapshot()));
  expect(sumCounts([])).toEqual([]);
});
