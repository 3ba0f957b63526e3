import { type Metric, type Sample, toText } from "./prometheus.ts";
import { type RouteCounts, sumCounts, TIME_BOUNDS } from "./request-counts.ts";
import type { Vitals } from "./vitals.ts";

const MILLISECONDS = 1000;

/** The counts of one process of a server. */
export interface ProcessCounts {
  requests: RouteCounts[];
  /** User and system time so far. */
  cpuSeconds: number;
  /** Lines of the log that were left out, as nobody read it. */
  linesLeftOut: number;
}

/** The counts of this process. */
export function countsOf(requests: RouteCounts[], linesLeftOut: number): ProcessCounts {
  const { user, system } = process.cpuUsage();
  return { requests, cpuSeconds: (user + system) / 1e6, linesLeftOut };
}

/** The counts of several processes as if they were one. */
export function sumProcesses(processes: readonly ProcessCounts[]): ProcessCounts {
  return {
    requests: sumCounts(processes.map((one) => one.requests)),
    cpuSeconds: processes.reduce((sum, one) => sum + one.cpuSeconds, 0),
    linesLeftOut: processes.reduce((sum, one) => sum + one.linesLeftOut, 0),
  };
}

/** All metrics of a server as text. @param processes including those that have ended */
export function expose(vitals: Vitals, processes: readonly ProcessCounts[]): string {
  const { requests, ...sums } = sumProcesses(processes);
  return toText([
    ...requestMetrics(requests),
    ...indexMetrics(vitals),
    ...processMetrics(vitals, sums),
  ]);
}

function requestMetrics(routes: readonly RouteCounts[]): Metric[] {
  return [
    {
      name: "assembl_requests_total",
      type: "counter",
      help: "Answered requests, by route, status and tier of the best suggestion.",
      samples: routes.flatMap(({ route, answers }) =>
        answers.map(({ status, tier, count }) => ({
          labels: { route, status: String(status), tier },
          value: count,
        })),
      ),
    },
    {
      name: "assembl_request_duration_seconds",
      type: "histogram",
      help: "Time from when a request was read until its answer was ready to be sent.",
      samples: routes.flatMap(histogramOf),
    },
  ];
}

function histogramOf({ route, times, seconds }: RouteCounts): Sample[] {
  let count = 0;
  const buckets = times.map((requests, i): Sample => {
    count += requests;
    const bound = TIME_BOUNDS[i];
    return {
      suffix: "_bucket",
      labels: { route, le: bound === undefined ? "+Inf" : String(bound) },
      value: count,
    };
  });
  return [
    ...buckets,
    { suffix: "_sum", labels: { route }, value: seconds },
    { suffix: "_count", labels: { route }, value: count },
  ];
}

function indexMetrics({ index, reloads }: Vitals): Metric[] {
  const ofIndex = (labels: Sample["labels"], value: number): Sample[] => [
    { labels: labels ?? {}, value },
  ];
  const age = index === null ? Number.NaN : (Date.now() - Date.parse(index.built)) / MILLISECONDS;
  return [
    {
      name: "assembl_index_info",
      type: "gauge",
      help: "The generation that is served.",
      samples: index === null ? [] : ofIndex({ generation: index.generation }, 1),
    },
    {
      name: "assembl_index_age_seconds",
      type: "gauge",
      help: "Time since the index that is served was built.",
      samples: Number.isNaN(age) ? [] : ofIndex({}, age),
    },
    {
      name: "assembl_index_served_timestamp_seconds",
      type: "gauge",
      help: "When the index that is served was first served.",
      samples: index === null ? [] : ofIndex({}, index.since / MILLISECONDS),
    },
    {
      name: "assembl_index_reloads_total",
      type: "counter",
      help: "Checks for another index, by their result.",
      samples: Object.entries(reloads).map(([result, value]) => ({ labels: { result }, value })),
    },
  ];
}

function processMetrics(
  { workers, workersReplaced, started }: Vitals,
  { cpuSeconds, linesLeftOut }: Omit<ProcessCounts, "requests">,
): Metric[] {
  return [
    {
      name: "assembl_workers",
      type: "gauge",
      help: "Processes that answer requests.",
      samples: [{ value: workers }],
    },
    {
      name: "assembl_workers_replaced_total",
      type: "counter",
      help: "Processes that replaced one that had ended.",
      samples: [{ value: workersReplaced }],
    },
    {
      name: "assembl_cpu_seconds_total",
      type: "counter",
      help: "User and system time of all processes that answer requests.",
      samples: [{ value: cpuSeconds }],
    },
    {
      name: "assembl_log_lines_left_out_total",
      type: "counter",
      help: "Lines of the log that were left out, as nobody read it.",
      samples: [{ value: linesLeftOut }],
    },
    {
      name: "assembl_start_timestamp_seconds",
      type: "gauge",
      help: "When the server was started.",
      samples: [{ value: started / MILLISECONDS }],
    },
  ];
}
