import { describe, expect, test } from "bun:test";
import { UsageError } from "../src/errors.ts";
import { MATCHES } from "../src/lookup/tiers.ts";
import {
  ignoredVariables,
  readSettings,
  SETTINGS,
  type Setting,
  type SettingName,
  type SettingTexts,
} from "../src/settings.ts";

interface Cases {
  /** Valid texts and their values. */
  good: [string, unknown][];
  /** Invalid texts. */
  bad: string[];
}

const wholeNumber = (least: number, most: number): Cases => ({
  good: [
    [String(least), least],
    [String(most), most],
    [" 9 ", 9],
    ["009", 9],
  ],
  bad: [
    ...(least > 0 ? [String(least - 1)] : []),
    String(most + 1),
    "-1",
    "1.5",
    "1e1",
    "0x9",
    "nine",
    "9 9",
    " ",
    "٣",
    "Infinity",
    "9".repeat(400),
  ],
});

const TIMES: Cases = {
  good: [
    ["0", 0],
    ["30", 30_000],
    ["30s", 30_000],
    ["500ms", 500],
    [" 5 M ", 300_000],
    ["1h", 3_600_000],
  ],
  bad: ["-1s", "1.5s", "1d", "soon", "600h", "s", " "],
};

const CASES: Record<SettingName, Cases> = {
  databaseUrl: {
    good: [["mysql://anonymous@localhost/ensembl", "mysql://anonymous@localhost/ensembl"]],
    // Other problems with a URL are reported by the source.
    bad: [],
  },
  release: {
    good: [
      ["114", 114],
      [" 61 ", 61],
    ],
    bad: ["0", "-1", "114a", "next", "1e2", " "],
  },
  caching: { good: [["off", false]], bad: ["never"] },
  index: {
    good: [
      ["genes.msgpack", "genes.msgpack"],
      ["https://example.org/genes.msgpack?v=1", "https://example.org/genes.msgpack?v=1"],
      ["HTTP://user:password@localhost:8080/", "HTTP://user:password@localhost:8080/"],
      ["redis://:password@localhost/0?key=genes", "redis://:password@localhost/0?key=genes"],
      ["rediss://[::1]:6380?key=genes", "rediss://[::1]:6380?key=genes"],
    ],
    bad: [
      "ftp://example.org/genes",
      "https://",
      "http://a b/",
      "redis://localhost/0",
      "redis://a b/0?key=genes",
    ],
  },
  indexRefresh: TIMES,
  publishTo: {
    good: [["redis://localhost/0?key=genes", "redis://localhost/0?key=genes"]],
    // Other problems with an address are reported by Redis' feed.
    bad: [],
  },
  stateDir: { good: [["/var/lib/assembl", "/var/lib/assembl"]], bad: [] },
  keepGenerations: wholeNumber(1, 1000),
  sourceDateEpoch: {
    good: [
      ["0", 0],
      ["1700000000", 1_700_000_000],
    ],
    bad: ["-1", "1.5", "now", "2024-01-01", "9".repeat(12)],
  },
  labelMinimum: wholeNumber(0, 10_000),
  defaultLimit: wholeNumber(1, 10_000),
  maximumLimit: wholeNumber(1, 10_000),
  match: {
    good: [
      ["prefix", "prefix"],
      ["Infix", "infix"],
      [" FUZZY ", "fuzzy"],
    ],
    bad: ["exact", "regex", "prefix,infix", "1", " "],
  },
  bind: {
    good: [
      ["127.0.0.1", "127.0.0.1"],
      ["::1", "::1"],
    ],
    bad: [],
  },
  port: wholeNumber(0, 65_535),
  workers: wholeNumber(1, 512),
  drainTime: TIMES,
  corsOrigin: {
    good: [
      ["*", "*"],
      ["", ""],
      ["https://example.org", "https://example.org"],
      ["http://localhost:3000", "http://localhost:3000"],
    ],
    bad: [
      "example.org",
      "https://example.org/",
      "https://example.org/page",
      "https://",
      "ftp://example.org",
      "* ",
      "https://a https://b",
      "https://a\nX-Header: b",
      "https://日本.example",
    ],
  },
  cacheSeconds: wholeNumber(0, 31_536_000),
  staleSeconds: wholeNumber(0, 31_536_000),
  staleErrorSeconds: wholeNumber(0, 31_536_000),
  basePath: {
    good: [
      ["/genes", "/genes"],
      ["/genes/", "/genes"],
      ["/tools/gene_names~v1.2", "/tools/gene_names~v1.2"],
    ],
    bad: ["genes", "/", "//genes", "/a//b", "/a b", "/a?b", "/a%2fb", "https://host/genes"],
  },
  trustedProxies: {
    good: [["127.0.0.1,10.0.0.0/8", "127.0.0.1,10.0.0.0/8"]],
    // Other problems with a list are reported by the server.
    bad: [],
  },
  log: {
    good: [
      ["auto", "auto"],
      ["text", "text"],
      ["JSON", "json"],
      [" off ", "off"],
    ],
    bad: ["xml", "on", "1", " "],
  },
  accessLog: {
    good: [
      ["1", true],
      ["true", true],
      ["on", true],
      ["ON", true],
      ["0", false],
      ["false", false],
      ["off", false],
      [" Off ", false],
    ],
    bad: ["yes", "no", "2", "enabled", " ", "onn"],
  },
};

const NAMES = Object.keys(SETTINGS) as SettingName[];
const TABLE: [SettingName, Setting<unknown>, Cases][] = NAMES.map((name) => [
  name,
  SETTINGS[name],
  CASES[name],
]);

const read = (name: SettingName, texts: Partial<SettingTexts>): unknown =>
  readSettings([name], { flags: {}, environment: {}, ...texts })[name];

function failure(name: SettingName, texts: Partial<SettingTexts>): UsageError {
  try {
    read(name, texts);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return error as UsageError;
  }
  throw new Error(`${name} was read`);
}

test("no two settings share a variable or a flag", () => {
  expect(new Set(TABLE.map(([, { variable }]) => variable)).size).toBe(NAMES.length);
  expect(new Set(TABLE.map(([, { flag }]) => flag)).size).toBe(NAMES.length);
});

test("these are the defaults", () => {
  expect(readSettings(NAMES, { flags: {}, environment: {} })).toEqual({
    databaseUrl: null,
    release: null,
    caching: true,
    indexRefresh: 30_000,
    index: null,
    publishTo: null,
    stateDir: null,
    keepGenerations: 3,
    sourceDateEpoch: null,
    labelMinimum: 3,
    defaultLimit: 5,
    maximumLimit: 25,
    match: "prefix",
    bind: "0.0.0.0",
    port: 8000,
    workers: 1,
    drainTime: 2000,
    corsOrigin: "*",
    cacheSeconds: 60,
    staleSeconds: 60,
    staleErrorSeconds: 86_400,
    basePath: null,
    trustedProxies: null,
    log: "auto",
    accessLog: false,
  });
});

test("WORKERS is also read from the variables that the original and its platforms use", () => {
  const workers = (environment: Record<string, string>) => read("workers", { environment });
  expect(workers({ WEB_CONCURRENCY: "2" })).toBe(2);
  expect(workers({ WEB_CONCURRENCY: "2", GUNICORN_WORKERS: "3" })).toBe(3);
  expect(workers({ WEB_CONCURRENCY: "2", GUNICORN_WORKERS: "3", WORKERS: "4" })).toBe(4);
  expect(workers({ GUNICORN_WORKERS: "", WEB_CONCURRENCY: "2" })).toBe(2);
  expect(failure("workers", { environment: { GUNICORN_WORKERS: "many" } }).problem).toContain(
    "GUNICORN_WORKERS",
  );
});

test("variables of Gunicorn that have no effect are reported", () => {
  const environment = { GUNICORN_WORKERS: "3", GUNICORN_TIMEOUT: "9", WORKERS: "1", HOME: "/" };
  expect(ignoredVariables(environment)).toEqual(["GUNICORN_TIMEOUT"]);
});

test("MATCH can have every value that a request can have", () => {
  expect(MATCHES.map((match) => read("match", { flags: { match } }))).toEqual([...MATCHES]);
  expect(SETTINGS.match.takes).toBe(MATCHES.join(", "));
});

test("only the requested settings are read", () => {
  expect(readSettings(["port"], { flags: {}, environment: { LOG: "nonsense" } })).toEqual({
    port: 8000,
  });
});

describe.each(TABLE)("%s", (name, { variable, flag, takes }, { good, bad }) => {
  test.each(good)("reads %j as %j, from flag and variable", (text, value) => {
    expect(read(name, { flags: { [flag]: text } })).toEqual(value);
    expect(read(name, { environment: { [variable]: text } })).toEqual(value);
  });

  test("prefers the flag to the variable, and does not even parse a variable that a flag overrides", () => {
    const [text, value] = good.at(-1)!;
    const others = [...good.map(([other]) => other), ...bad];
    for (const other of others) {
      expect(read(name, { flags: { [flag]: text }, environment: { [variable]: other } })).toEqual(
        value,
      );
    }
  });

  test("refuses invalid values, with the name of the flag or variable and the valid values", () => {
    for (const text of bad) {
      const given = name === "index" ? "is not valid" : `is ${JSON.stringify(text)}`;
      const byFlag = failure(name, { flags: { [flag]: text } });
      expect(byFlag.message).toBe(`--${flag} ${given}; it takes ${takes}`);
      const byVariable = failure(name, { environment: { [variable]: text } });
      expect(byVariable.message).toBe(`${variable} ${given}; it takes ${takes}`);
    }
  });

  test("treats an empty variable as not set, unless an empty text is a valid value", () => {
    const expected = good.some(([text]) => text === "") ? "" : read(name, {});
    expect(read(name, { environment: { [variable]: "" } })).toEqual(expected);
  });

  if (!good.some(([text]) => text === "")) {
    test("refuses an empty flag", () => {
      const { problem, remedy } = failure(name, { flags: { [flag]: "" } });
      expect(problem).toStartWith(`--${flag} is `);
      expect(remedy).toBe(`it takes ${takes}`);
    });
  }
});

test("values that may contain a password are not in errors", () => {
  const { message } = failure("databaseUrl", { flags: { "database-url": "" } });
  expect(message).toBe(
    "--database-url is not valid; it takes mysql://user[:password]@host[:port]/db",
  );
});
