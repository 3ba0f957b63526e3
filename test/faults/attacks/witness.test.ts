/** What the witness of an attack sees: what it misses would pass for a server that bears everything. */

import { describe, expect, test } from "bun:test";
import { brokenLimits, figuresOf, LIMITS, WitnessProcess } from "./attack.ts";
import { get, post } from "./data.ts";
import type { Report } from "./witness.ts";

const STALL_MS = 300;
const MEASURED_MS = 200;

type Serve = (request: Request) => Response;

/** What a witness sees of a server while something is done. */
async function witnessed(serve: Serve, work: () => Promise<unknown>): Promise<Report> {
  using server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: serve });
  using bystander = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("") });
  await using witness = new WitnessProcess({
    port: server.port!,
    bystanderPort: bystander.port!,
    pid: process.pid,
    probes: [get("/probe")],
    bystanderProbes: [get("/probe")],
    honest: [
      { kind: "suggestions", request: get("/suggestions") },
      { kind: "names", request: post(["names"]) },
    ],
    isSteady: true,
  });
  witness.begin();
  await Bun.sleep(MEASURED_MS);
  await work();
  return await witness.end();
}

const pathOf = ({ url }: Request) => new URL(url).pathname;
const nothing = async () => {};

function stall(): void {
  const end = performance.now() + STALL_MS;
  while (performance.now() < end);
}

describe("a witness", () => {
  test("sees every request answered if nothing is wrong", async () => {
    const report = await witnessed(() => new Response("ok"), nothing);
    expect(report).toMatchObject({ failed: 0, wrong: [] });
    expect(report.goodput.suggestions).toBeGreaterThan(0);
    expect(report.goodput.names).toBeGreaterThan(0);
    expect(report.peakBytes).toBeGreaterThan(0);
  });

  test("sees that a server hangs", async () => {
    const report = await witnessed(
      () => new Response("ok"),
      async () => stall(),
    );
    // What came last before it has perhaps waited less.
    expect(report.worst).toBeGreaterThan(STALL_MS / 2);
  });

  test("sees which kind of request is refused", async () => {
    const serve = (request: Request) =>
      new Response("ok", { status: pathOf(request) === "/v1/resolve" ? 503 : 200 });
    const { goodput } = await witnessed(serve, nothing);
    expect(goodput.suggestions).toBeGreaterThan(0);
    expect(goodput.names).toBe(0);
  });

  test("sees probes that fail, and answers that change", async () => {
    let answers = 0;
    const serve = (request: Request) =>
      new Response(String(answers++), { status: pathOf(request) === "/probe" ? 500 : 200 });
    const report = await witnessed(serve, nothing);
    expect(report.failed).toBeGreaterThan(0);
    expect(report.wrong).toContain("another answer to GET /suggestions HTTP/1.1");
  });
});

describe("limits", () => {
  const calm: Report = {
    seconds: 2,
    worst: 5,
    p99: 2,
    failed: 0,
    bystanderWorst: 5,
    goodput: { suggestions: 100, names: 100 },
    wrong: [],
    peakBytes: 50e6,
    bytes: 50e6,
  };
  const judged = (during: Partial<Report>) => brokenLimits(figuresOf(calm, { ...calm, ...during }));

  test("hold if an attack does nothing", () => {
    expect(judged({})).toEqual([]);
  });

  test("are broken by latency, but not by what the machine adds to it", () => {
    const worst = LIMITS.worstMs + 50;
    expect(judged({ worst, bystanderWorst: 60 })).toEqual([]);
    expect(judged({ worst })).toEqual(["the probe waited 100 ms"]);
  });

  test("are broken by memory above that at rest", () => {
    expect(judged({ peakBytes: 50e6 + LIMITS.bytes })).toEqual([]);
    expect(judged({ peakBytes: 60e6 + LIMITS.bytes })).toEqual(["memory rose by 160 MB"]);
  });

  test("are broken if one kind of request suffers", () => {
    const goodput = { suggestions: 100, names: 40 };
    expect(judged({ goodput })).toEqual(["goodput fell to 0.40"]);
  });

  test("are broken by probes that fail", () => {
    expect(judged({ failed: 1 })).toEqual(["1 probes failed"]);
  });
});
