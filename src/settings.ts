/**
 * Every setting, once: its name, flag, default, unit and help. The parser, `--help` and the docs come from
 * this table, and nothing else reads the environment.
 */

import { UsageError } from "./errors.ts";
import { DEFAULT_INDEX, isIndexLocation, LOCATION_FORMS } from "./feeds/locations.ts";

/** One setting, whose value is a T. */
export interface Setting<T> {
  /** Environment variable. */
  variable: string;
  /** Variables that are read where that is not set, in this order. */
  otherVariables?: readonly string[];
  /** Long option without its dashes. */
  flag: string;
  /** What stands for the value in help. */
  value: string;
  help: string;
  /** The default as one would write it; absent where there is none. */
  default?: string;
  /** What it takes, as an error says it: `a whole number from 1 to 65535`. */
  takes: string;
  /** The value of a text, or undefined where it cannot be read. */
  parse: (text: string) => T | undefined;
}

/** The largest limit that can be set: answers are built in memory. */
const LARGEST_LIMIT = 10_000;

/** A year. */
const LONGEST_SECONDS = 31_536_000;

const A_TIME = "a time such as 500ms, 30s, 5m or 1h, or 0";

const SWITCH = "1/0, true/false or on/off";

export const SETTINGS = {
  databaseUrl: text("DATABASE_URL", "database-url", "URL", {
    takes: "mysql://user[:password]@host[:port]/db",
    help: "database to read gene_autocomplete from: mysql://user[:password]@host[:port]/db",
  }),
  caching: {
    variable: "AGGRESSIVE_CACHING",
    flag: "caching",
    value: "on|off",
    default: "on",
    takes: SWITCH,
    help: "off: no index, every request asks the database",
    parse: parseSwitch,
  },
  index: {
    variable: "INDEX",
    flag: "index",
    value: "PATH|URL",
    takes: LOCATION_FORMS,
    help: `index to use: ${LOCATION_FORMS}; without it ./${DEFAULT_INDEX}, if there is one`,
    parse: (value) => (isIndexLocation(value) ? value : undefined),
  } as Setting<string>,
  indexRefresh: {
    variable: "INDEX_REFRESH",
    flag: "index-refresh",
    value: "TIME",
    default: "30s",
    takes: A_TIME,
    help: "how often to check for a new index where INDEX is a URL; 0 for never",
    parse: parseDuration,
  },
  publishTo: text("PUBLISH_TO", "to", "URL", {
    takes: "redis://host:port/db?key=NAME",
    help: "where to publish, redis://host:port/db?key=NAME, where no ADDRESS is given",
  }),
  stateDir: text("STATE_DIR", "state-dir", "FOLDER", {
    takes: "a folder",
    help: "private copies of indexes; without it ~/.cache/assembl, else a temporary folder",
  }),
  keepGenerations: wholeNumber("KEEP_GENERATIONS", "keep-generations", 1, 1000, {
    default: "3",
    help: "generations that STATE_DIR keeps",
  }),
  sourceDateEpoch: {
    variable: "SOURCE_DATE_EPOCH",
    flag: "source-date-epoch",
    value: "N",
    takes: "seconds since 1970 as a whole number",
    help: "build time to write into the index, for reproducible files",
    parse: (value) => (/^\d{1,11}$/.test(value) ? Number(value) : undefined),
  } as Setting<number>,
  labelMinimum: wholeNumber("LABEL_MINIMUM", "label-minimum", 0, LARGEST_LIMIT, {
    default: "3",
    help: "code points that a query needs; shorter ones find nothing",
  }),
  defaultLimit: wholeNumber("DEFAULT_LIMIT", "default-limit", 1, LARGEST_LIMIT, {
    default: "5",
    help: "results where a request names no limit",
  }),
  maximumLimit: wholeNumber("MAXIMUM_LIMIT", "maximum-limit", 1, LARGEST_LIMIT, {
    default: "25",
    help: "results at most; larger limits are cut to it",
  }),
  match: choice("MATCH", "match", ["prefix", "infix", "fuzzy"], {
    default: "prefix",
    help: "how far look-ups go where a request names no match",
  }),
  bind: text("BIND", "bind", "ADDRESS", {
    default: "0.0.0.0",
    takes: "an IP address or host name",
    help: "address to listen on",
  }),
  port: wholeNumber("PORT", "port", 0, 65_535, {
    default: "8000",
    help: "port to listen on; 0 takes a free one and prints it",
  }),
  workers: {
    ...wholeNumber("WORKERS", "workers", 1, 512, {
      default: "1",
      help: "processes that share the port and one copy of the index",
    }),
    // As the original's container and hosting platforms name it.
    otherVariables: ["GUNICORN_WORKERS", "WEB_CONCURRENCY"],
  },
  drainTime: {
    variable: "DRAIN_TIME",
    flag: "drain-time",
    value: "TIME",
    default: "2s",
    takes: A_TIME,
    help: "how long a server that is to stop (SIGTERM) answers on, with /readyz red",
    parse: parseDuration,
  },
  corsOrigin: {
    variable: "CORS_ORIGIN",
    flag: "cors-origin",
    value: "ORIGIN",
    default: "*",
    takes: "*, an origin such as https://example.org, or nothing",
    help: "origin whose pages may read answers; empty switches CORS off",
    parse: (value) => (/^(\*|https?:\/\/[!-.0-~]+)?$/.test(value) ? value : undefined),
  },
  cacheSeconds: wholeNumber("CACHE_SECONDS", "cache-seconds", 0, LONGEST_SECONDS, {
    default: "60",
    help: "seconds for which clients may keep an answer (max-age)",
  }),
  staleSeconds: wholeNumber("STALE_SECONDS", "stale-seconds", 0, LONGEST_SECONDS, {
    default: "60",
    help: "seconds more for caches while they ask anew; none where max-age is 0",
  }),
  staleErrorSeconds: wholeNumber("STALE_ERROR_SECONDS", "stale-error-seconds", 0, LONGEST_SECONDS, {
    default: "86400",
    help: "seconds more for caches while no server answers",
  }),
  basePath: {
    variable: "BASE_PATH",
    flag: "base-path",
    value: "PATH",
    takes: "a path such as /genes",
    help: "path that a proxy leaves before those of requests; these are answered without it too",
    parse: (value) => (/^(\/[\w.~-]+)+\/?$/.test(value) ? value.replace(/\/$/, "") : undefined),
  } as Setting<string>,
  trustedProxies: text("TRUSTED_PROXIES", "trusted-proxies", "LIST", {
    takes: "addresses and networks with commas between them, such as 127.0.0.1,10.0.0.0/8",
    help: "proxies whose X-Forwarded-For the access log believes: 127.0.0.1,10.0.0.0/8",
  }),
  log: choice("LOG", "log", ["auto", "text", "json", "off"], {
    default: "auto",
    help: "events, one line each; auto is text on a terminal, else json",
  }),
  accessLog: {
    variable: "ACCESS_LOG",
    flag: "access-log",
    value: "on|off",
    default: "off",
    takes: SWITCH,
    help: "one log line for each request",
    parse: parseSwitch,
  },
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof SETTINGS;

type ValueOf<S> =
  S extends Setting<infer T> ? T | (S extends { default: string } ? never : undefined) : never;

/** The values of all settings; those without a default may be undefined. */
export type Settings = { -readonly [K in SettingName]: ValueOf<(typeof SETTINGS)[K]> };

/** Where the values come from: flags as given on the command line, then variables. */
export interface SettingTexts {
  flags: Readonly<Record<string, string | undefined>>;
  environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads some settings: flag over variable over default. An empty variable counts as not set, but for
 * CORS_ORIGIN, to which nothing is a value.
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
        const isSet = value !== undefined && (value !== "" || setting.parse("") !== undefined);
        if (isSet) return [name, parsed(setting, value, variable)];
      }
      const fallback = setting.default;
      return [name, fallback === undefined ? undefined : setting.parse(fallback)];
    }),
  ) as Pick<Settings, N>;
}

/** Variables of the original's server that mean nothing here, though somebody has set them. */
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
  if (result !== undefined) return result;
  // A URL may hold a password, which no message repeats.
  const mayBeUrl = setting.value.includes("URL");
  const given = mayBeUrl ? "is not what it takes" : `is ${JSON.stringify(value)}`;
  throw new UsageError(`${name} ${given}`, `it takes ${setting.takes}`);
}

type Rest<T> = Pick<Setting<T>, "help">;

function text<const R extends Rest<string> & { takes: string; default?: string }>(
  variable: string,
  flag: string,
  value: string,
  rest: R,
): Setting<string> & R {
  return { variable, flag, value, parse: (given) => given || undefined, ...rest };
}

function wholeNumber<const R extends Rest<number> & { default: string }>(
  variable: string,
  flag: string,
  least: number,
  most: number,
  rest: R,
): Setting<number> & R {
  return {
    variable,
    flag,
    value: "N",
    takes: `a whole number from ${least} to ${most}`,
    parse: (given) => {
      const value = /^\d{1,15}$/.test(given.trim()) ? Number(given) : Number.NaN;
      return value >= least && value <= most ? value : undefined;
    },
    ...rest,
  };
}

function choice<const C extends string, const R extends Rest<C> & { default: C }>(
  variable: string,
  flag: string,
  choices: readonly C[],
  rest: R,
): Setting<C> & R {
  return {
    variable,
    flag,
    value: choices.join("|"),
    takes: choices.join(", "),
    parse: (given) => choices.find((option) => option === given.trim().toLowerCase()),
    ...rest,
  };
}

const UNITS_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
/** What a timer holds. */
const LONGEST_DURATION_MS = 2 ** 31 - 1;

/** Milliseconds; a number without a unit is one of seconds. */
function parseDuration(value: string): number | undefined {
  const [, amount, unit] = /^(\d{1,10}) *(ms|s|m|h)?$/.exec(value.trim().toLowerCase()) ?? [];
  if (amount === undefined) return undefined;
  const duration = Number(amount) * UNITS_MS[(unit ?? "s") as keyof typeof UNITS_MS];
  return duration <= LONGEST_DURATION_MS ? duration : undefined;
}

function parseSwitch(value: string): boolean | undefined {
  if (/^(1|true|on)$/i.test(value.trim())) return true;
  return /^(0|false|off)$/i.test(value.trim()) ? false : undefined;
}
