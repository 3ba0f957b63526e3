/** Databases that fail, and hostile data in them. */

import { fold } from "../../../src/names/fold.ts";
import { referenceGenes } from "../../conformance/judge.ts";
import { referenceOf, WITHOUT_INDEX } from "../../reference/reference.ts";
import type { Row } from "../../support/data/rows.ts";
import { built, openVerified, refused } from "../../support/indexes/build.ts";
import { databaseOf, urlOf } from "../../support/servers/database.ts";
import { serveLive } from "../../support/servers/live-server.ts";
import { type MariaDb, startMariaDb } from "../../support/servers/mariadb.ts";
import { startProxy } from "../../support/servers/proxy.ts";
import { tempDir } from "../../support/temp.ts";
import { until } from "../../support/until.ts";
import type { Random } from "../random.ts";
import { typed } from "../requests/grammar.ts";
import { ROWS } from "../target.ts";
import type { Fault, Trial } from "../trial.ts";

const TARGET = "/gene_suggest/?species=homo_sapiens&query=brc";
const LABELS = ["BRCA1", "BRCA2", "BRCC3"];
const CLIENTS = 4;
const IMPATIENT = { connectMs: 500, queryMs: 500, scanMs: 500 };
const MANY_ROWS: readonly Row[] = Array.from({ length: 40_000 }, (_, i) => [
  "homo_sapiens",
  `GENE${i}`,
  null,
  null,
  null,
]);
/** Labels that would be harmful in SQL, a log or a terminal if they were not treated as plain text. */
const HOSTILE = [
  "'; DROP TABLE gene_autocomplete; --",
  '" OR ""="',
  "\\'; SELECT 1; --",
  "%' OR '1'='1",
  "_%",
  "\\",
  "\\\\%",
  "a\u0000b",
  "a\r\nevent=forged",
  "\u001b[2J",
  "\u009b1m",
  "NULL",
  "\\N",
  "😀%",
  "' UNION SELECT user, password FROM mysql.user --",
];

async function withDatabase(use: (db: MariaDb) => Promise<void>): Promise<void> {
  await using db = await startMariaDb();
  await use(db);
}

/** The database is killed and restarted during look-ups: each is answered correctly, or with 503. */
async function killed(trial: Trial, db: MariaDb): Promise<void> {
  const database = await databaseOf(db, ROWS);
  await using live = await serveLive(database.url, { times: IMPATIENT });
  let isOver = false;
  const ask = async () => {
    while (!isOver) {
      const response = await live.get(TARGET);
      trial.sent++;
      const body = await response.text();
      if (response.status === 200) trial.compare("an answer", JSON.parse(body), LABELS);
      else if (response.status !== 503) trial.mistake(`${response.status} ${body}`);
      await Bun.sleep(1);
    }
  };
  const clients = Array.from({ length: CLIENTS }, ask);
  while (trial.tried < trial.times) {
    trial.tried++;
    await until(async () => (await live.get("/readyz")).status === 200);
    await db.kill();
    await until(async () => (await live.get(TARGET)).status === 503);
    await db.start();
  }
  await until(async () => (await live.get(TARGET)).status === 200);
  isOver = true;
  await Promise.all(clients);
}

/** The connection breaks while a build reads rows: the build says so in one line, and leaves the old index. */
async function cutBuilds(trial: Trial, db: MariaDb): Promise<void> {
  const { name } = await databaseOf(db, MANY_ROWS);
  await using dir = await tempDir();
  await built(dir, ["--database-url", urlOf(db, name)]);
  const before = Bun.hash(await Bun.file(dir.join("assembl.msgpack")).bytes());
  while (trial.tried < trial.times) {
    trial.tried++;
    await using proxy = await startProxy(db.port, trial.random.between(2000, 60_000));
    const failing = refused(dir, ["--database-url", urlOf(db, name, { port: proxy.port })]);
    await proxy.holding;
    proxy.cut();
    const message = await failing;
    if (!message.startsWith("lost the connection to mysql://root@")) trial.mistake(message);
    trial.compare(
      "the index",
      Bun.hash(await Bun.file(dir.join("assembl.msgpack")).bytes()),
      before,
    );
  }
}

function hostileRows(random: Random): Row[] {
  const text = () => (random.oneIn(2) ? random.choose(HOSTILE) : typed(random)).slice(0, 120);
  return random.list(60, () => [
    "homo_sapiens",
    text() || "x",
    random.oneIn(4) ? text() : null,
    random.oneIn(4) ? text().slice(0, 50) : null,
    random.oneIn(8) ? text().slice(0, 30) : "core",
  ]);
}

/** A table of hostile rows can be built from and asked live for hostile queries, and is not changed by that. */
async function hostileTables(trial: Trial, db: MariaDb): Promise<void> {
  while (trial.tried < trial.times) {
    trial.tried++;
    const rows = hostileRows(trial.random);
    const database = await databaseOf(db, rows);
    await using dir = await tempDir();
    const report = await built(dir, ["--database-url", database.url]);
    const index = await openVerified(dir.join("assembl.msgpack"));
    const labelled = rows.filter(([, label]) => !/\p{Cc}/u.test(label!));
    const labels = labelled.map(([, label]) => label!);
    for (const label of labels.filter((one) => one.trim() !== "")) {
      const isWhole = rows.every(
        (row) => row[1] !== label || row.every((field) => !/\p{Cc}/u.test(String(field))),
      );
      const found = index.of(index.species[0]!).named(fold(label), 1000);
      trial.sent++;
      if (isWhole && !found.some((hit) => hit.label === label)) trial.mistake(`${label} is lost`);
    }
    if (report.rows?.read !== undefined) trial.compare("rows read", report.rows.read, rows.length);
    await using live = await serveLive(database.url, { settings: { labelMinimum: 1 } });
    // Live answers leave out the labels that an index refuses.
    const reference = referenceOf(referenceGenes(labelled), WITHOUT_INDEX);
    const asked = { limit: 25, labelMinimum: 1 };
    for (const query of [...HOSTILE, ...trial.random.list(10, () => typed(trial.random))]) {
      const parameters = new URLSearchParams({ species: "homo_sapiens", query, limit: "25" });
      trial.sent++;
      const answer = await live.get(`/gene_suggest/?${parameters}`);
      const wanted = reference.suggest(["homo_sapiens"], query, asked);
      const labels = wanted.map(({ label }) => label);
      trial.compare(`labels of ${query}`, await answer.json(), labels);
      const species = new URLSearchParams({ species: query, query: "x" });
      trial.compare("no species", await (await live.get(`/gene_suggest/?${species}`)).json(), []);
    }
    const [counted] = await db.sql(`SELECT COUNT(*) AS count FROM ${database.table}`);
    trial.compare("rows that are left", Number(counted!.count), rows.length);
    for (const line of live.log.lines) if (/\p{Cc}/u.test(line)) trial.mistake(line);
  }
}

const databaseFault = (
  name: string,
  short: number,
  run: (trial: Trial, db: MariaDb) => Promise<void>,
): Fault => ({
  name,
  times: { short, long: short * 10 },
  run: (trial) => withDatabase((db) => run(trial, db)),
});

export const DATABASES: readonly Fault[] = [
  databaseFault("a database killed during look-ups", 2, killed),
  databaseFault("a connection lost during a build", 3, cutBuilds),
  databaseFault("a table with hostile rows", 2, hostileTables),
];
