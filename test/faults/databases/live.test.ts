import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { GENES } from "../../support/data/genes.ts";
import { connectionsTo } from "../../support/processes/proc.ts";
import { createDatabase, databaseOf, urlOf } from "../../support/servers/database.ts";
import { type LiveServer, serveLive } from "../../support/servers/live-server.ts";
import { type MariaDb, startMariaDb } from "../../support/servers/mariadb.ts";
import { startProxy } from "../../support/servers/proxy.ts";
import type { ProblemBody } from "../../support/servers/served.ts";
import { until } from "../../support/until.ts";

// A database must start again and again, which takes longer on a busy machine.
setDefaultTimeout(120_000);

const PASSWORD = "s3cret";
/** Short, because tests wait for these timeouts. */
const IMPATIENT = { connectMs: 300, queryMs: 300, scanMs: 300 };

const KNOWN = "/gene_suggest/?species=homo_sapiens&query=brca";
const QUESTIONS = [
  KNOWN,
  "/gene_suggest/?species=pan_paniscus&query=brca",
  "/v1/suggest?species=homo_sapiens&query=brca",
  "/v1/suggest?species=pan_paniscus&query=brca",
  "/v1/genes?species=homo_sapiens&label=brca1",
  "/v1/genes?species=homo_sapiens&stable_id=ENSG00000139618",
  "/v1/genes?stable_id=ENSG00000139618",
  "/v1/species",
  "/v1/index",
  "/readyz",
];

let db: MariaDb;
beforeAll(async () => {
  db = await startMariaDb();
  await db.sql(`CREATE USER reader@'%' IDENTIFIED BY '${PASSWORD}'; GRANT SELECT ON *.* TO reader`);
});
afterAll(() => db[Symbol.asyncDispose]());

/** Every request gets a 503, and not an empty answer. */
async function expectAway(live: LiveServer): Promise<void> {
  for (const question of QUESTIONS) {
    const response = await live.get(question);
    expect({ question, status: response.status }).toEqual({ question, status: 503 });
    expect(response.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect((await response.json()) as ProblemBody).toMatchObject({
      type: "urn:assembl:problem:not-ready",
      status: 503,
    });
  }
  const names = JSON.stringify({ species: "homo_sapiens", names: ["brca1", "brca2", "zzz"] });
  const resolved = await live.get("/v1/resolve", { method: "POST", body: names });
  expect(resolved.status).toBe(503);
  expect((await live.get("/healthz")).status).toBe(200);
}

const labels = (live: LiveServer) => live.json<string[]>(KNOWN);
const LABELS = ["BRCA1", "BRCA2"];

/** The statuses of many requests at once. */
async function askTogether(live: LiveServer, count: number): Promise<number[]> {
  const responses = await Promise.all(Array.from({ length: count }, () => live.get(KNOWN)));
  return responses.map(({ status }) => status);
}

const becomesReady = (live: LiveServer) =>
  until(async () => (await live.get("/readyz")).status === 200);

/** Locks a table against reading and writing. */
async function lockTable(table: string): Promise<AsyncDisposable & { release(): Promise<void> }> {
  const marker = `DO SLEEP(3600) /* ${table} */`;
  const over = db.sql(`LOCK TABLES ${table} WRITE; ${marker}`).catch(() => {});
  const connection = async () => {
    const running = await db.sql("SELECT id, info FROM information_schema.processlist");
    return running.find(({ info }) => info === marker)?.id;
  };
  await until(async () => (await connection()) !== undefined);
  const id = await connection();
  const release = async () => {
    await db.sql(`KILL CONNECTION ${id}`).catch(() => {});
    await over;
  };
  return { release, [Symbol.asyncDispose]: release };
}

const eventsOf = (live: LiveServer): { event: string; reason?: string }[] =>
  live.log.lines.map((line) => JSON.parse(line));

const AWAY = expect.objectContaining({ event: "database does not answer" });
const BACK = { event: "database answers again" };

describe("a database that goes away", () => {
  test("before the server starts: it starts, answers 503, and recovers by itself", async () => {
    const { url } = await databaseOf(db, GENES);
    await db.kill();
    await using live = await serveLive(url);
    await expectAway(live);
    await expectAway(live);
    expect(eventsOf(live)).toEqual([AWAY]);
    expect(eventsOf(live)[0]!.reason).toMatch(/^cannot connect to mysql:.*; check host and port/);

    await db.start();
    await becomesReady(live);
    expect(await labels(live)).toEqual(LABELS);
    expect(eventsOf(live)).toEqual([AWAY, BACK]);

    await db.kill();
    await expectAway(live);
    await expectAway(live);
    await db.start();
    await becomesReady(live);
    expect(await labels(live)).toEqual(LABELS);
    expect(eventsOf(live)).toEqual([AWAY, BACK, AWAY, BACK]);
  });

  test("and is back before the next request, is noticed by no client", async () => {
    const { url } = await databaseOf(db, GENES);
    await using live = await serveLive(url);
    expect(new Set(await askTogether(live, 30))).toEqual(new Set([200]));
    await db.restart();
    expect(await labels(live)).toEqual(LABELS);
    expect(new Set(await askTogether(live, 30))).toEqual(new Set([200]));
    expect(eventsOf(live)).toEqual([]);
  });

  test("in the middle of a query: 503, and it recovers", async () => {
    const { name } = await databaseOf(db, GENES);
    await using proxy = await startProxy(db.port);
    await using live = await serveLive(urlOf(db, name, proxy));
    expect(await labels(live)).toEqual(LABELS);
    const holding = proxy.hold();
    const asked = live.get(KNOWN);
    await holding;
    await db.kill();
    proxy.cut();
    expect((await asked).status).toBe(503);
    proxy.release();
    await db.start();
    await becomesReady(live);
    expect(await labels(live)).toEqual(LABELS);
    expect(eventsOf(live)).toEqual([AWAY, BACK]);
  });
});

describe("a connection that is lost", () => {
  test("in the middle of a query is replaced", async () => {
    const { name } = await databaseOf(db, GENES);
    await using proxy = await startProxy(db.port);
    await using live = await serveLive(urlOf(db, name, proxy));
    expect(await labels(live)).toEqual(LABELS);
    const holding = proxy.hold();
    const asked = labels(live);
    await holding;
    proxy.cut();
    proxy.release();
    expect(await asked).toEqual(LABELS);
    expect(eventsOf(live)).toEqual([]);
  });

  test("without notice while all are idle causes no failure", async () => {
    const { name } = await databaseOf(db, GENES);
    await using proxy = await startProxy(db.port);
    await using live = await serveLive(urlOf(db, name, proxy));
    expect(new Set(await askTogether(live, 30))).toEqual(new Set([200]));
    proxy.forget();
    expect(await labels(live)).toEqual(LABELS);
    proxy.forget();
    expect(new Set(await askTogether(live, 30))).toEqual(new Set([200]));
    proxy.cut();
    expect(await labels(live)).toEqual(LABELS);
    expect(eventsOf(live)).toEqual([]);
  });
});

describe("a database that falls silent", () => {
  test("for a moment leaves all connections usable", async () => {
    const { name } = await databaseOf(db, GENES);
    await using proxy = await startProxy(db.port);
    await using live = await serveLive(urlOf(db, name, proxy), { times: IMPATIENT });
    await until(async () => (await live.get(KNOWN)).status === 200);
    const before = live.log.lines.length;
    proxy.hold();
    expect(new Set(await askTogether(live, 30))).toEqual(new Set([503]));
    expect(eventsOf(live).slice(before)).toEqual([AWAY]);
    // Connections that nobody waits for any more are established now.
    proxy.release();
    await until(async () => (await askTogether(live, 30)).every((status) => status === 200));
  });

  test("for long, is given up at each request, and leaves no connection open", async () => {
    const { name } = await databaseOf(db, GENES);
    await using proxy = await startProxy(db.port);
    await using live = await serveLive(urlOf(db, name, proxy), { times: IMPATIENT });
    await until(async () => (await live.get(KNOWN)).status === 200);
    const before = live.log.lines.length;
    proxy.hold();
    expect(new Set(await askTogether(live, 30))).toEqual(new Set([503]));
    await expectAway(live);
    expect(eventsOf(live).slice(before)).toEqual([AWAY]);
    // The proxy never closes its end.
    await until(() => connectionsTo(proxy.port) === 0);

    proxy.release();
    await becomesReady(live);
    await until(async () => (await askTogether(live, 30)).every((status) => status === 200));
    expect(connectionsTo(proxy.port)).toBeLessThanOrEqual(10);
  });

  test("before the names of species are known", async () => {
    const { url, table } = await databaseOf(db, GENES);
    await using lock = await lockTable(table);
    await using live = await serveLive(url, { times: IMPATIENT });
    await expectAway(live);
    expect(eventsOf(live)).toEqual([AWAY]);
    await lock.release();
    await becomesReady(live);
    expect(eventsOf(live).slice(0, 2)).toEqual([AWAY, BACK]);
  });
});

test("more requests at once than there are connections are all answered", async () => {
  const { url } = await databaseOf(db, GENES);
  await using live = await serveLive(url);
  const expected: [string, string[]][] = [
    ["brca1", ["BRCA1"]],
    ["brca2", ["BRCA2"]],
    ["brcc", ["BRCC3"]],
    ["hla", ["HLA-A"]],
  ];
  await Promise.all(
    Array.from({ length: 200 }, async (_, i) => {
      const [query, found] = expected[i % expected.length]!;
      const asked = `/gene_suggest/?species=homo_sapiens&query=${query}`;
      expect(await live.json<string[]>(asked)).toEqual(found);
    }),
  );
  expect(eventsOf(live)).toEqual([]);
});

describe("what only the operator can fix is logged in one line:", () => {
  const readerOf = (name: string, login = `reader:${PASSWORD}`) => urlOf(db, name, { login });

  test.each<[string, () => Promise<string>, RegExp]>([
    [
      "a wrong password",
      async () => readerOf((await databaseOf(db, GENES)).name, `reader:not${PASSWORD}`),
      /Access denied for user 'reader'.*; check user and password/,
    ],
    [
      "a database that does not exist",
      async () => readerOf("nothing"),
      /nothing.*; check the database's name/,
    ],
    [
      "a database without the table",
      async () => readerOf((await createDatabase(db)).name),
      /gene_autocomplete' doesn't exist; check the names of table and database/,
    ],
    [
      "a table without a column",
      async () => {
        const { name, table } = await createDatabase(db);
        await db.sql(`CREATE TABLE ${table} (species varchar(255), label varchar(255));
          INSERT INTO ${table} VALUES ('homo_sapiens', 'BRCA1')`);
        return readerOf(name);
      },
      /display_label/,
    ],
    [
      "a user who may not read the database",
      async () => {
        const { name } = await databaseOf(db, GENES);
        await db.sql(`CREATE OR REPLACE USER stranger@'%' IDENTIFIED BY '${PASSWORD}'`);
        return readerOf(name, `stranger:${PASSWORD}`);
      },
      /Access denied for user 'stranger'.*grant this user SELECT/,
    ],
    [
      "a user who may not read the table",
      async () => {
        const { name, table } = await databaseOf(db, GENES);
        await db.sql(`CREATE OR REPLACE USER guest@'%' IDENTIFIED BY '${PASSWORD}';
          GRANT INSERT ON ${table} TO guest@'%'`);
        return readerOf(name, `guest:${PASSWORD}`);
      },
      /SELECT command denied to user 'guest'.*grant this user SELECT/,
    ],
  ])("%s", async (_, open, told) => {
    await using live = await serveLive(await open());
    await expectAway(live);
    await expectAway(live);
    expect(eventsOf(live)).toEqual([AWAY]);
    expect(eventsOf(live)[0]!.reason).toMatch(told);
    expect(live.log.lines.join()).not.toContain(PASSWORD);
  });

  test("a label that is not valid UTF-8; other labels are found", async () => {
    const { url, table } = await databaseOf(db, GENES, "CHARSET utf8mb4", "varbinary(255)");
    await db.sql(`INSERT INTO ${table} (species, display_label)
      VALUES ('homo_sapiens', X'4252434337FF')`);
    await using live = await serveLive(url);
    expect((await live.get("/gene_suggest/?species=homo_sapiens&query=brcc")).status).toBe(503);
    expect(eventsOf(live)).toEqual([AWAY]);
    expect(eventsOf(live)[0]!.reason).toMatch(/not UTF-8; convert it/);
    expect(await labels(live)).toEqual(LABELS);
  });
});

describe("a server that is stopped", () => {
  test("finishes the request that waits for the database", async () => {
    const { name } = await databaseOf(db, GENES);
    await using proxy = await startProxy(db.port);
    const live = await serveLive(urlOf(db, name, proxy));
    expect(await labels(live)).toEqual(LABELS);
    const holding = proxy.hold();
    const asked = labels(live);
    await holding;
    let isOver = false;
    const stopped = live[Symbol.asyncDispose]().then(() => {
      isOver = true;
    });
    await until(async () => (await live.get("/healthz").catch(() => null)) === null);
    expect(isOver).toBeFalse();
    proxy.release();
    expect(await asked).toEqual(LABELS);
    await stopped;
    expect(eventsOf(live)).toEqual([]);
  });

  test("does not wait for a log-in that no request needs", async () => {
    const { name } = await databaseOf(db, GENES);
    await using proxy = await startProxy(db.port);
    // The names of species are read at the start, before any request needs them.
    const holding = proxy.hold();
    const live = await serveLive(urlOf(db, name, proxy));
    await holding;
    await live[Symbol.asyncDispose]();
    expect(eventsOf(live)).toEqual([]);
  });

  test("does not wait for a query that no request needs", async () => {
    const { name } = await databaseOf(db, GENES);
    await using proxy = await startProxy(db.port);
    const live = await serveLive(urlOf(db, name, proxy), { speciesTimes: { freshMs: 0 } });
    await becomesReady(live);
    const holding = proxy.hold();
    // It needs only the names of species, which the server then reads again in the background.
    expect((await live.get("/v1/suggest?species=homo_sapiens&query=")).status).toBe(200);
    await holding;
    await live[Symbol.asyncDispose]();
    await until(() => connectionsTo(proxy.port) === 0);
    // A query that is cancelled by the stop is not a failure.
    expect(eventsOf(live)).toEqual([]);
  });
});
