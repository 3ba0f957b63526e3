import { describe, expect, test } from "bun:test";
import type { Awaitable } from "../../src/lookup/catalogue.ts";
import { IndexCatalogue } from "../../src/lookup/index-catalogue.ts";
import { ADMISSION_LIMITS, Admission, type AdmissionLimits } from "../../src/server/admission.ts";
import { Problem } from "../../src/server/problem.ts";
import { GENES } from "../support/data/genes.ts";
import { indexOf } from "../support/indexes/compiled.ts";
import { serveNothing } from "../support/servers/served.ts";

const REQUEST = { signal: new AbortController().signal };

function admission(limits: Partial<AdmissionLimits> = {}, inHand = () => 0): Admission {
  return new Admission(inHand, { ...ADMISSION_LIMITS, ...limits });
}

/** Work in steps, each of which takes a whole turn and is recorded. */
function* noted(name: string, steps: number, order: string[]): Generator<void, string> {
  for (let i = 0; i < steps; i++) {
    order.push(name);
    spin(ADMISSION_LIMITS.turnMs);
    yield;
  }
  return name;
}

function spin(ms: number): void {
  for (const start = performance.now(); performance.now() - start < ms; );
}

/** Work that goes on until it is released. */
function held() {
  const { promise, resolve } = Promise.withResolvers<void>();
  async function* steps(): AsyncGenerator<unknown, string> {
    yield promise;
    return "done";
  }
  return { steps: steps(), letGo: resolve };
}

/** The problem that a promise is rejected with. */
async function problemOf(run: () => Awaitable<unknown>): Promise<Problem> {
  let error: unknown;
  try {
    await run();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(Problem);
  return error as Problem;
}

describe("costly work", () => {
  test("resolves with its result, and rejects with its error", async () => {
    const gate = admission();
    expect(await gate.run(noted("a", 3, []), REQUEST)).toBe("a");
    // biome-ignore lint/correctness/useYield: it fails before its first step.
    const failing = (function* (): Generator<void, string> {
      throw new Error("no");
    })();
    expect(() => gate.run(failing, REQUEST)).toThrow("no");
    expect(await gate.run(noted("b", 1, []), REQUEST)).toBe("b");
  });

  test("takes turns, and other work is done between its steps", async () => {
    const gate = admission();
    const order: string[] = [];
    const others = setInterval(() => order.push("others"), 0);
    await Promise.all([
      gate.run(noted("a", 5, order), REQUEST),
      gate.run(noted("b", 5, order), REQUEST),
    ]);
    clearInterval(others);
    const steps = order.filter((name) => name !== "others");
    expect(steps.slice(2, 8)).toEqual(["b", "a", "b", "a", "b", "a"]);
    expect(order.filter((name) => name === "others").length).toBeGreaterThan(5);
  });

  test("that takes little time is finished at once", () => {
    expect(admission({ turnMs: 60_000 }).run(noted("a", 5, []), REQUEST)).toBe("a");
  });

  test("waits if there is too much of it, and is rejected if too much is waiting", async () => {
    const gate = admission({ active: 2, waiting: 1, waitMs: 60_000 });
    const first = [held(), held()];
    const running = first.map(({ steps }) => gate.run(steps, REQUEST));
    const waiting = gate.run(noted("waited", 1, []), REQUEST);
    const away = await problemOf(() => gate.run(noted("away", 1, []), REQUEST));
    expect(away).toMatchObject({ status: 503, kind: "overloaded" });
    expect(away.more.headers).toEqual({ "Retry-After": "1" });
    first[0]!.letGo();
    expect(await waiting).toBe("waited");
    first[1]!.letGo();
    expect(await Promise.all(running)).toEqual(["done", "done"]);
  });

  test("is rejected once it has waited long enough, and makes room for others", async () => {
    const gate = admission({ active: 1, waiting: 1, waitMs: 1 });
    const first = held();
    const running = gate.run(first.steps, REQUEST);
    for (let i = 0; i < 3; i++) {
      expect((await problemOf(() => gate.run(noted("late", 1, []), REQUEST))).status).toBe(503);
    }
    first.letGo();
    expect(await running).toBe("done");
    expect(await gate.run(noted("next", 1, []), REQUEST)).toBe("next");
  });

  test("is rejected while too many answers have not been read by clients", async () => {
    let inHand = 0;
    const gate = admission({ unread: 5 }, () => inHand);
    expect(await gate.run(noted("a", 1, []), REQUEST)).toBe("a");
    inHand = 6;
    expect((await problemOf(() => gate.run(noted("b", 1, []), REQUEST))).kind).toBe("overloaded");
    expect(() => gate.check()).toThrow(Problem);
  });

  test("ends when no client waits for it any more", async () => {
    const gate = admission();
    const gone = new AbortController();
    const order: string[] = [];
    const running = gate.run(noted("a", 1000, order), gone);
    gone.abort();
    expect((await problemOf(() => running)).status).toBe(400);
    expect(order.length).toBeLessThan(3);
  });
});

test("a cheap request is answered while a costly one is in progress, and both answers are complete", async () => {
  const asked: string[] = [];
  class SlowCatalogue extends IndexCatalogue {
    override readonly stepwise = {
      *labels(_: unknown, { query }: { query: string }) {
        return { labels: yield* noted(query, 20, asked), tier: null };
      },
      suggest: () => noted("suggest", 1, asked),
    } as unknown as IndexCatalogue["stepwise"];
  }
  await using server = serveNothing();
  server.state.serve(new SlowCatalogue(indexOf(GENES)));
  const target = "/gene_suggest/?species=homo_sapiens&match=infix&query=";
  const costly = [server.json(`${target}one`), server.json(`${target}two`)];
  let cheap = 0;
  while (asked.length < 40) {
    const labels = await server.json("/gene_suggest/?species=homo_sapiens&query=brca1");
    expect(labels).toEqual(["BRCA1"]);
    cheap++;
  }
  expect(cheap).toBeGreaterThan(2);
  expect(await Promise.all(costly)).toEqual(["one", "two"]);
});
