/**
 * Every setting, once: its purpose, names, default, unit and help. The parser, `--help`, the README and the types of
 * what is handed to a server are derived from this table, and nothing else reads the environment.
 */

import { UsageError } from "./errors.ts";
import {
  DEFAULT_INDEX,
  isIndexLocation,
  LOCATION_FORMS,
  LOCATION_SCHEMES,
} from "./feeds/locations.ts";

/**
 * What a setting is for: `supply`, where a server's data come from; `answers`, what it answers, so that the tag of an
 * answer depends on it; `http`, how answers are sent and found; `process`, how the server runs; `build` and `publish`,
 * the commands of that name.
 */
type Group = "supply" | "answers" | "http" | "process" | "build" | "publish";

/** One setting, whose value is a T. */
export interface Setting<T> {
  group: Group;
  /** Environment variable. */
  variable: string;
  /** Variables that are read, in this order, if that one is not set. */
  otherVariables?: readonly string[];
  /** Long option without its dashes. */
  flag: string;
  /** The placeholder of the value in help. */
  value: string;
  help: string;
  /** As a user would write it; absent if there is none. */
  default?: string;
  /** The values that are valid, as an error lists them: `a whole number from 1 to 65535`. */
  takes: string;
  /** The value that a text means; null if it is not valid. */
  parse: (text: string) => T | null;
}

/** The largest limit that can be set: answers are built in memory. */
const LARGEST_LIMIT = 10_000;

const YEAR_S = 31_536_000;

const A_TIME = "a time such as 500ms, 30s, 5m or 1h, or 0";

const SWITCH = "1/0, true/false or on/off";

export const SETTINGS = {
  databaseUrl: text("supply", "DATABASE_URL", "database-url", "URL", {
    takes: "mysql://user[:password]@host[:port]/db",
    help: "gene_autocomplete or an Ensembl core database: mysql://user[:password]@host[:port]/db",
  }),
  release: {
    group: "supply",
    variable: "RELEASE",
    flag: "release",
    value: "N",
    takes: "the number of an Ensembl release, such as 114",
    help: "read all core databases of an Ensembl release on the server that DATABASE_URL names",
    parse: (value) => (/^[1-9]\d{0,5}$/.test(value.trim()) ? Number(value) : null),
  },
  caching: {
    group: "supply",
    variable: "AGGRESSIVE_CACHING",
    flag: "caching",
    value: "on|off",
    default: "on",
    takes: SWITCH,
    help: "off: build no index and ask the database for every request",
    parse: parseSwitch,
  },
  index: {
    group: "supply",
    variable: "INDEX",
    flag: "index",
    value: "PATH|URL",
    takes: LOCATION_FORMS,
    help: `index to use, a path or a URL (${LOCATION_SCHEMES}); otherwise ./${DEFAULT_INDEX}`,
    parse: (value) => (isIndexLocation(value) ? value : null),
  },
  indexRefresh: {
    group: "supply",
    variable: "INDEX_REFRESH",
    flag: "index-refresh",
    value: "TIME",
    default: "30s",
    takes: A_TIME,
    help: "how often to check for a new index if INDEX is a URL; 0 for never",
    parse: parseDuration,
  },
  publishTo: text("publish", "PUBLISH_TO", "to", "URL", {
    takes: "redis://host:port/db?key=NAME",
    help: "where to publish if no ADDRESS is given: redis://host:port/db?key=NAME",
  }),
  stateDir: text("supply", "STATE_DIR", "state-dir", "FOLDER", {
    takes: "a folder",
    help: "folder for private copies of indexes; otherwise ~/.cache/assembl or a temporary folder",
  }),
  keepGenerations: wholeNumber("supply", "KEEP_GENERATIONS", "keep-generations", 1, 1000, {
    default: "3",
    help: "how many generations to keep in STATE_DIR",
  }),
  sourceDateEpoch: {
    group: "build",
    variable: "SOURCE_DATE_EPOCH",
    flag: "source-date-epoch",
    value: "N",
    takes: "seconds since 1970 as a whole number",
    help: "build time to record in the index, for reproducible files",
    parse: (value) => (/^\d{1,11}$/.test(value) ? Number(value) : null),
  },
  labelMinimum: wholeNumber("answers", "LABEL_MINIMUM", "label-minimum", 0, LARGEST_LIMIT, {
    default: "3",
    help: "code points under which a query finds only whole names, if anything",
  }),
  defaultLimit: wholeNumber("answers", "DEFAULT_LIMIT", "default-limit", 1, LARGEST_LIMIT, {
    default: "5",
    help: "results if a request sets no limit",
  }),
  maximumLimit: wholeNumber("answers", "MAXIMUM_LIMIT", "maximum-limit", 1, LARGEST_LIMIT, {
    default: "25",
    help: "most results; larger limits are cut to it",
  }),
  match: choice("answers", "MATCH", "match", ["prefix", "infix", "fuzzy"], {
    default: "prefix",
    help: "how far a look-up goes if a request sets no match",
  }),
  bind: text("process", "BIND", "bind", "ADDRESS", {
    default: "0.0.0.0",
    takes: "an IP address or host name",
    help: "address to listen on",
  }),
  port: wholeNumber("process", "PORT", "port", 0, 65_535, {
    default: "8000",
    help: "port to listen on; 0 picks a free one and prints it",
  }),
  workers: {
    ...wholeNumber("process", "WORKERS", "workers", 1, 512, {
      default: "1",
      help: "processes that share the port and one copy of the index",
    }),
    // The names that the original's container and hosting platforms use.
    otherVariables: ["GUNICORN_WORKERS", "WEB_CONCURRENCY"],
  },
  drainTime: {
    group: "process",
    variable: "DRAIN_TIME",
    flag: "drain-time",
    value: "TIME",
    default: "2s",
    takes: A_TIME,
    help: "how long to go on answering after SIGTERM, with /readyz at 503",
    parse: parseDuration,
  },
  corsOrigin: {
    group: "http",
    variable: "CORS_ORIGIN",
    flag: "cors-origin",
    value: "ORIGIN",
    default: "*",
    takes: "*, an origin such as https://example.org, or nothing",
    help: "origin whose pages may read answers; empty turns CORS off",
    parse: (value) => (/^(\*|https?:\/\/[!-.0-~]+)?$/.test(value) ? value : null),
  },
  cacheSeconds: wholeNumber("http", "CACHE_SECONDS", "cache-seconds", 0, YEAR_S, {
    default: "60",
    help: "seconds for which clients may keep an answer (max-age)",
  }),
  staleSeconds: wholeNumber("http", "STALE_SECONDS", "stale-seconds", 0, YEAR_S, {
    default: "60",
    help: "further seconds while caches fetch a new one; none if CACHE_SECONDS is 0",
  }),
  staleErrorSeconds: wholeNumber("http", "STALE_ERROR_SECONDS", "stale-error-seconds", 0, YEAR_S, {
    default: "86400",
    help: "further seconds while no server answers",
  }),
  basePath: {
    group: "http",
    variable: "BASE_PATH",
    flag: "base-path",
    value: "PATH",
    takes: "a path such as /genes",
    help: "prefix that a proxy leaves on paths; requests without it are answered too",
    parse: (value) => (/^(\/[\w.~-]+)+\/?$/.test(value) ? value.replace(/\/$/, "") : null),
  },
  trustedProxies: text("process", "TRUSTED_PROXIES", "trusted-proxies", "LIST", {
    takes: "a list of addresses and networks such as 127.0.0.1,10.0.0.0/8",
    help: "proxies whose X-Forwarded-For the access log trusts: 127.0.0.1,10.0.0.0/8",
  }),
  log: choice("process", "LOG", "log", ["auto", "text", "json", "off"], {
    default: "auto",
    help: "format of the log, one line per event; auto: text on a terminal, otherwise json",
  }),
  accessLog: {
    group: "process",
    variable: "ACCESS_LOG",
    flag: "access-log",
    value: "on|off",
    default: "off",
    takes: SWITCH,
    help: "log each request",
    parse: parseSwitch,
  },
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof SETTINGS;

type ValueOf<S> = S extends { parse: (text: string) => infer V }
  ? Exclude<V, null> | (S extends { default: string } ? never : null)
  : never;

/** The values of all settings; null where one without a default is not set. */
export type Settings = { -readonly [K in SettingName]: ValueOf<(typeof SETTINGS)[K]> };

type NamesIn<G extends Group> = {
  [K in SettingName]: (typeof SETTINGS)[K]["group"] extends G ? K : never;
}[SettingName];

/** The values of the settings in some groups. */
export type SettingsIn<G extends Group> = Pick<Settings, NamesIn<G>>;

/** The groups of the settings that a server is run with. */
export const SERVER_GROUPS = ["supply", "answers", "http", "process"] as const;
export type ServerSettings = SettingsIn<(typeof SERVER_GROUPS)[number]>;

/** The names of the settings in some groups, in the order of the table. */
export function settingsIn<G extends Group>(...groups: readonly G[]): NamesIn<G>[] {
  const names = Object.keys(SETTINGS) as SettingName[];
  return names.filter((name) => groups.includes(SETTINGS[name].group as G)) as NamesIn<G>[];
}

/** Where the values come from: flags as given on the command line, then variables. */
export interface SettingTexts {
  flags: Readonly<Record<string, string | undefined>>;
  environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads some settings: a flag wins over a variable, a variable over the default. An empty variable counts as not set,
 * except for CORS_ORIGIN, for which it is a valid value.
 *
 * @throws UsageError naming the flag or variable and what it takes
 */
export function readSettings<N extends SettingName>(
  names: readonly N[],
  { flags, environment }: SettingTexts,
): Pick<Settings, N> {
  return Object.fromEntries(
    names.map((name) => {
      const setting: Setting<unknown> = SETTINGS[name];
      const flag = flags[setting.flag];
      if (flag !== undefined) return [name, parsed(setting, flag, `--${setting.flag}`)];
      for (const variable of [setting.variable, ...(setting.otherVariables ?? [])]) {
        const value = environment[variable];
        const isSet = value !== undefined && (value !== "" || setting.parse("") !== null);
        if (isSet) return [name, parsed(setting, value, variable)];
      }
      const fallback = setting.default;
      return [name, fallback === undefined ? null : setting.parse(fallback)];
    }),
  ) as Pick<Settings, N>;
}

/** Variables for the original's server that are set but have no effect here. */
export function ignoredVariables(
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const known = Object.values(SETTINGS).flatMap((setting: Setting<unknown>) => [
    setting.variable,
    ...(setting.otherVariables ?? []),
  ]);
  return Object.keys(environment).filter(
    (name) => name.startsWith("GUNICORN_") && !known.includes(name),
  );
}

function parsed(setting: Setting<unknown>, value: string, name: string): unknown {
  const result = setting.parse(value);
  if (result !== null) return result;
  // A URL may hold a password, which no message repeats.
  const mayBeUrl = setting.value.includes("URL");
  const given = mayBeUrl ? "is not valid" : `is ${JSON.stringify(value)}`;
  throw new UsageError(`${name} ${given}`, `it takes ${setting.takes}`);
}

function text<
  const G extends Group,
  const R extends { help: string; takes: string; default?: string },
>(group: G, variable: string, flag: string, value: string, rest: R) {
  return { group, variable, flag, value, parse: (given: string) => given || null, ...rest };
}

function wholeNumber<const G extends Group>(
  group: G,
  variable: string,
  flag: string,
  least: number,
  most: number,
  rest: { help: string; default: string },
) {
  return {
    group,
    variable,
    flag,
    value: "N",
    takes: `a whole number from ${least} to ${most}`,
    parse: (given: string) => {
      const value = /^\d{1,15}$/.test(given.trim()) ? Number(given) : Number.NaN;
      return value >= least && value <= most ? value : null;
    },
    ...rest,
  };
}

function choice<const G extends Group, const C extends string>(
  group: G,
  variable: string,
  flag: string,
  choices: readonly C[],
  rest: { help: string; default: C },
) {
  return {
    group,
    variable,
    flag,
    value: choices.join("|"),
    takes: choices.join(", "),
    parse: (given: string) =>
      choices.find((option) => option === given.trim().toLowerCase()) ?? null,
    ...rest,
  };
}

const UNITS_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
/** The longest time that a timer of the runtime takes. */
const LONGEST_DURATION_MS = 2 ** 31 - 1;

/** Milliseconds; a number without a unit counts seconds. */
function parseDuration(value: string): number | null {
  const [, amount, unit] = /^(\d{1,10}) *(ms|s|m|h)?$/.exec(value.trim().toLowerCase()) ?? [];
  if (amount === undefined) return null;
  const duration = Number(amount) * UNITS_MS[(unit ?? "s") as keyof typeof UNITS_MS];
  return duration <= LONGEST_DURATION_MS ? duration : null;
}

function parseSwitch(value: string): boolean | null {
  if (/^(1|true|on)$/i.test(value.trim())) return true;
  return /^(0|false|off)$/i.test(value.trim()) ? false : null;
}
