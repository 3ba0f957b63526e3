import { describe, expect, test } from "bun:test";
import { type Awaitable, inOneStep } from "../../src/lookup/catalogue.ts";
import { IndexCatalogue } from "../../src/lookup/index-catalogue.ts";
import type { Steps } from "../../src/lookup/steps.ts";
import { Problem } from "../../src/server/problem.ts";
import { TURN_LIMITS, type TurnLimits, Turns } from "../../src/server/turns.ts";
import { GENES } from "../support/data/genes.ts";
import { indexOf } from "../support/indexes/compiled.ts";
import { serveNothing } from "../support/servers/served.ts";

const CLIENT = { signal: new AbortController().signal };

/** Time passes only as work takes it. */
let now = 0;

function turnsWith(limits: Partial<TurnLimits> = {}): Turns {
  return new Turns({ ...TURN_LIMITS, ...limits }, () => now);
}

/** Work in steps, each of which takes a whole slice and is recorded. */
function* noted(name: string, steps: number, order: string[] = []): Steps<string> {
  for (let i = 0; i < steps; i++) {
    order.push(name);
    pass(TURN_LIMITS.sliceMs);
    yield;
  }
  return name;
}

const SLOW_STEPS = 40;

/** Work whose steps really take as long as a slice. */
function* slow(name: string, order: string[]): Steps<string> {
  for (let i = 0; i < SLOW_STEPS; i++) {
    order.push(name);
    for (const start = performance.now(); performance.now() - start < TURN_LIMITS.sliceMs; );
    yield;
  }
  return name;
}

function pass(ms: number): void {
  now += ms;
}

function run<T>(turns: Turns, steps: Steps<T>, client: typeof CLIENT = CLIENT): Awaitable<T> {
  return turns.take(client, () => turns.run(client, () => steps));
}

/** Uses up the time of a turn of the event loop. */
function useUp(turns: Turns): void {
  turns.take(CLIENT, () => pass(TURN_LIMITS.turnMs));
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

describe("a request", () => {
  test("is answered at once if it is cheap", () => {
    const turns = turnsWith();
    expect(turns.take(CLIENT, () => "a")).toBe("a");
    expect(run(turns, noted("b", 0))).toBe("b");
  });

  test("waits for the next turn if those before it have used up this one", async () => {
    const turns = turnsWith();
    useUp(turns);
    let isBegun = false;
    const waiting = turns.take(CLIENT, () => {
      isBegun = true;
      return "late";
    });
    expect(waiting).toBeInstanceOf(Promise);
    expect(isBegun).toBe(false);
    expect(await waiting).toBe("late");
    expect(turns.take(CLIENT, () => "next")).toBe("next");
  });

  test("that waited is rejected with its own error", async () => {
    const turns = turnsWith();
    useUp(turns);
    const failing = turns.take(CLIENT, () => {
      throw new Error("no");
    });
    expect(failing).rejects.toThrow("no");
  });

  test("counts with what the runtime takes for it, however cheap it is", () => {
    const turns = turnsWith();
    let answered = 0;
    const answer = () => answered++;
    while (!(turns.take(CLIENT, answer) instanceof Promise));
    expect(answered).toBeLessThan(1000);
  });

  test("is rejected if too many wait", async () => {
    const turns = turnsWith({ waiting: 2 });
    useUp(turns);
    const waiting = [1, 2].map((one) => turns.take(CLIENT, () => one));
    const away = await problemOf(() => turns.take(CLIENT, () => 3));
    expect(away).toMatchObject({ status: 503, kind: "overloaded" });
    expect(away.more.headers).toEqual({ "Retry-After": "1" });
    expect(await Promise.all(waiting)).toEqual([1, 2]);
  });

  test("is rejected once it has waited too long", async () => {
    const turns = turnsWith({ waitMs: 1 });
    useUp(turns);
    const late = turns.take(CLIENT, () => "late");
    pass(2);
    expect((await problemOf(() => late)).status).toBe(503);
    expect(turns.take(CLIENT, () => "next")).toBe("next");
  });

  test("is not begun once its client has gone away", async () => {
    const turns = turnsWith();
    useUp(turns);
    const client = new AbortController();
    let isBegun = false;
    const waiting = turns.take(client, () => {
      isBegun = true;
    });
    client.abort();
    expect((await problemOf(() => waiting)).status).toBe(400);
    expect(isBegun).toBe(false);
  });
});

describe("work in steps", () => {
  test("resolves with its result, and rejects with its error", async () => {
    const turns = turnsWith();
    expect(await run(turns, noted("a", 3))).toBe("a");
    // biome-ignore lint/correctness/useYield: it fails before its first step.
    const failing = (function* (): Steps<string> {
      throw new Error("no");
    })();
    expect(() => run(turns, failing)).toThrow("no");
    const later = (function* (): Steps<string> {
      yield* noted("b", 3);
      throw new Error("later");
    })();
    expect(run(turns, later)).rejects.toThrow("later");
    expect(await run(turns, noted("b", 1))).toBe("b");
  });

  test("takes turns, and other work is done between its steps", async () => {
    const turns = turnsWith();
    const order: string[] = [];
    let others = setImmediate(function note() {
      order.push("others");
      others = setImmediate(note);
    });
    await Promise.all([run(turns, noted("a", 20, order)), run(turns, noted("b", 20, order))]);
    clearImmediate(others);
    const steps = order.filter((name) => name !== "others");
    expect(steps.slice(2, 8)).toEqual(["a", "b", "a", "b", "a", "b"]);
    expect(order.filter((name) => name === "others").length).toBeGreaterThan(5);
  });

  test("that takes little time is finished at once", () => {
    expect(run(turnsWith({ sliceMs: 60_000 }), noted("a", 5))).toBe("a");
  });

  test("goes on with what the promises that it yields come to", async () => {
    const turns = turnsWith();
    function* waits(): Steps<string> {
      const first = yield Promise.resolve("first");
      try {
        yield Promise.reject(new Error("second"));
      } catch (error) {
        return `${first} ${(error as Error).message}`;
      }
      return "nothing was thrown";
    }
    expect(await run(turns, waits())).toBe("first second");
    function* fails(): Steps<void> {
      yield Promise.reject(new Error("alone"));
    }
    expect(run(turns, fails())).rejects.toThrow("alone");
  });

  test("goes on with a promise in a later turn if this one is used up", async () => {
    const turns = turnsWith();
    const { promise, resolve } = Promise.withResolvers<string>();
    function* waits(): Steps<unknown> {
      return yield promise;
    }
    const waiting = run(turns, waits());
    useUp(turns);
    resolve("done");
    expect(await waiting).toBe("done");
  });

  test("that is short is finished before what is long", async () => {
    const turns = turnsWith({ longMs: 4 });
    const done: string[] = [];
    const note = async (work: Awaitable<string>) => done.push(await work);
    let short: Promise<unknown> | null = null;
    function* long(name: string): Steps<string> {
      for (let i = 0; i < 60; i++) {
        if (i === 10) short ??= note(run(turns, noted("short", 2)));
        pass(TURN_LIMITS.sliceMs);
        yield;
      }
      return name;
    }
    await Promise.all(["a", "b", "c"].map((name) => note(run(turns, long(name)))));
    await short;
    expect(done[0]).toBe("short");
  });

  test("that is long goes on beside any amount of what is short", async () => {
    const turns = turnsWith({ longMs: 2 });
    let isDone = false;
    const flood = async () => {
      while (!isDone) await run(turns, noted("short", 1));
    };
    const floods = Array.from({ length: 20 }, flood);
    expect(await run(turns, noted("long", 20))).toBe("long");
    isDone = true;
    await Promise.all(floods);
  });

  test("that is long is answered together with few others", async () => {
    const turns = turnsWith({ longMs: 2, active: 2, waitMs: 60_000 });
    const order: string[] = [];
    const work = ["a", "b", "c"].map((name) => run(turns, noted(name, 12, order)));
    expect(await Promise.all(work)).toEqual(["a", "b", "c"]);
    const firstDone = Math.min(...["a", "b", "c"].map((name) => order.lastIndexOf(name)));
    const taken = Map.groupBy(order.slice(0, firstDone), (name) => name);
    // One is begun, and has its turns as long as it is not long itself.
    expect([...taken.values()].filter((steps) => steps.length < 5)).toHaveLength(1);
  });

  test("is begun again if there is no room for what was done of it", async () => {
    const turns = turnsWith({ begun: 2 });
    const begun = [1, 2].map((one) => run(turns, noted(`${one}`, 3)));
    let made = 0;
    const again = turns.take(CLIENT, () =>
      turns.run(CLIENT, () => {
        made++;
        return noted("again", 3);
      }),
    );
    expect(made).toBe(1);
    expect(run(turns, noted("cheap", 0))).toBe("cheap");
    expect(await Promise.all(begun)).toEqual(["1", "2"]);
    expect(await again).toBe("again");
    expect(made).toBe(2);
  });

  test("is rejected if too much of it waits to be begun again", async () => {
    const turns = turnsWith({ begun: 0, waiting: 1 });
    const again = run(turns, noted("again", 3));
    const away = await problemOf(() => run(turns, noted("away", 3)));
    expect(away).toMatchObject({ status: 503, kind: "overloaded" });
    now += TURN_LIMITS.waitMs + 1;
    expect((await problemOf(() => again)).status).toBe(503);
  });

  test("is refused once it has taken too many steps", async () => {
    const turns = turnsWith({ steps: 10 });
    const endless = (function* (): Steps<never> {
      for (;;) yield pass(TURN_LIMITS.sliceMs);
    })();
    expect(await problemOf(() => run(turns, endless))).toMatchObject({
      status: 400,
      kind: "too-costly",
    });
  });

  test("ends when no client waits for it any more", async () => {
    const turns = turnsWith();
    const gone = new AbortController();
    const order: string[] = [];
    const running = run(turns, noted("a", 1000, order), gone);
    gone.abort();
    expect((await problemOf(() => running)).status).toBe(400);
    expect(order.length).toBeLessThan(3);
  });
});

test("a cheap request is answered while a costly one is in progress, and both answers are complete", async () => {
  const asked: string[] = [];
  class SlowCatalogue extends IndexCatalogue {
    override readonly stepwise = {
      ...inOneStep(this),
      *labels(_: readonly string[], { query }: { query: string }) {
        const isSlow = query === "one" || query === "two";
        const steps = isSlow ? slow(query, asked) : noted(query, 0);
        return { labels: [yield* steps], tier: null };
      },
    };
  }
  await using server = serveNothing();
  server.state.serve(new SlowCatalogue(indexOf(GENES)));
  const target = "/gene_suggest/?species=homo_sapiens&query=";
  const costly = [server.json(`${target}one`), server.json(`${target}two`)];
  let cheap = 0;
  while (asked.length < 2 * SLOW_STEPS) {
    expect(await server.json(`${target}brca1`)).toEqual(["brca1"]);
    cheap++;
  }
  expect(cheap).toBeGreaterThan(2);
  expect(await Promise.all(costly)).toEqual([["one"], ["two"]]);
});
