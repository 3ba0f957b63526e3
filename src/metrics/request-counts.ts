/** Counts requests by route, status and tier, and measures how long they take. */

/** What is counted of a request besides its status and time. */
export interface RequestNote {
  /** The path of its route; `other` if there is none. */
  route: string;
  /** The tier of the best suggestion; NOTHING_FOUND if there is none, empty if the route does not suggest. */
  tier: string;
}

const OTHER_ROUTES = "other";
export const NOTHING_FOUND = "none";

/** The note of a request that was not looked at yet. */
export function emptyNote(): RequestNote {
  return { route: OTHER_ROUTES, tier: "" };
}

/** Upper bounds of the classes of times, in seconds; there is one more class for longer times. */
export const TIME_BOUNDS: readonly number[] = [
  0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
  0.25, 0.5, 1, 2.5,
];

/** The counts of one route. */
export interface RouteCounts {
  route: string;
  answers: { status: number; tier: string; count: number }[];
  /** Requests in each class of times; the last has no bound. */
  times: number[];
  /** The sum of their times, in seconds. */
  seconds: number;
}

/** Counts the requests of one process. */
export class RequestCounts {
  readonly #routes = new Map<string, Route>();

  /** @param seconds from when the request was read until its answer was ready to be sent */
  add({ route, tier }: RequestNote, status: number, seconds: number): void {
    let counts = this.#routes.get(route);
    if (counts === undefined) {
      counts = new Route();
      this.#routes.set(route, counts);
    }
    counts.add(status, tier, seconds);
  }

  /** All counts so far, in the order of the routes' first requests. */
  snapshot(): RouteCounts[] {
    return Array.from(this.#routes, ([route, counts]) => ({ route, ...counts.snapshot() }));
  }
}

class Route {
  /** By tier, then by status; there are few of each. */
  readonly #answers = new Map<string, Map<number, number>>();
  readonly #times = new Array<number>(TIME_BOUNDS.length + 1).fill(0);
  #seconds = 0;

  add(status: number, tier: string, seconds: number): void {
    let byStatus = this.#answers.get(tier);
    if (byStatus === undefined) {
      byStatus = new Map();
      this.#answers.set(tier, byStatus);
    }
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
    let time = 0;
    while (time < TIME_BOUNDS.length && seconds > TIME_BOUNDS[time]!) time++;
    this.#times[time]!++;
    this.#seconds += seconds;
  }

  snapshot(): Omit<RouteCounts, "route"> {
    const answers = Array.from(this.#answers, ([tier, byStatus]) =>
      Array.from(byStatus, ([status, count]) => ({ status, tier, count })),
    ).flat();
    return { answers, times: [...this.#times], seconds: this.#seconds };
  }
}

/** The counts of several processes as if they were one. */
export function sumCounts(snapshots: readonly (readonly RouteCounts[])[]): RouteCounts[] {
  const routes = new Map<string, RouteCounts>();
  for (const { route, answers, times, seconds } of snapshots.flat()) {
    const sum = routes.get(route) ?? { route, answers: [], times: times.map(() => 0), seconds: 0 };
    routes.set(route, sum);
    for (const { status, tier, count } of answers) {
      const same = sum.answers.find((one) => one.status === status && one.tier === tier);
      if (same === undefined) sum.answers.push({ status, tier, count });
      else same.count += count;
    }
    sum.times = sum.times.map((count, i) => count + times[i]!);
    sum.seconds += seconds;
  }
  return [...routes.values()];
}
