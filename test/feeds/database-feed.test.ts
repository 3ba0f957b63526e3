import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";
import { constants, getPriority } from "node:os";
import { UsageError } from "../../src/errors.ts";
import { DatabaseFeed } from "../../src/feeds/database-feed.ts";
import { flipped } from "../support/indexes/damage.ts";
import { commandLine, isRunning } from "../support/processes/proc.ts";
import { ASSEMBL } from "../support/processes/program.ts";
import { coreDatabase, speciesWithGenes } from "../support/servers/core-database.ts";
import { ENSEMBL_COLUMNS, urlOf } from "../support/servers/database.ts";
import { FedServer, generationsIn, KeptLog, serveFeed } from "../support/servers/feeds.ts";
import { type MariaDb, startMariaDb } from "../support/servers/mariadb.ts";
import { startProxy } from "../support/servers/proxy.ts";
import { type TempDir, tempDir } from "../support/temp.ts";
import { until } from "../support/until.ts";

// Each build is a process of its own, and some tests wait for a database to restart.
setDefaultTimeout(120_000);

const PASSWORD = "s3cret";
/** More than a build of few genes receives, less than a build of MANY. */
const ANSWERED_BYTES = 100_000;
const MANY = 20_000;

let db: MariaDb;

beforeAll(async () => {
  db = await startMariaDb();
  await db.sql(`
    CREATE USER reader@'%' IDENTIFIED BY '${PASSWORD}';
    GRANT SELECT ON *.* TO reader@'%';
  `);
});

afterAll(() => db[Symbol.asyncDispose]());

/** A folder, and a database with one gene, OLD. */
class Setup implements AsyncDisposable {
  readonly database = `genes_${crypto.randomUUID().replaceAll("-", "")}`;
  readonly table = `${this.database}.gene_autocomplete`;

  private constructor(readonly dir: TempDir) {}

  static async make(): Promise<Setup> {
    const setup = new Setup(await tempDir());
    await db.sql(`
      CREATE DATABASE ${setup.database};
      CREATE TABLE ${setup.table} (${ENSEMBL_COLUMNS}) CHARSET utf8mb4;
    `);
    await setup.add("OLD");
    return setup;
  }

  /** Adds a gene. Shorter labels come first in answers. */
  async add(label: string): Promise<void> {
    await db.sql(`INSERT INTO ${this.table} (species, display_label)
      VALUES ('homo_sapiens', '${label}')`);
  }

  async addMany(): Promise<void> {
    await db.sql(`INSERT INTO ${this.table} (species, display_label)
      SELECT 'homo_sapiens', CONCAT('LONGER', seq) FROM seq_1_to_${MANY}`);
  }

  url(login = "root", port = db.port): string {
    return `mysql://${login}@127.0.0.1:${port}/${this.database}`;
  }

  /** Makes a feed as a new run of the program does. */
  async feed(url = this.url(), log = new KeptLog()): Promise<DatabaseFeed> {
    const generations = await generationsIn(this.dir.join("state"));
    return new DatabaseFeed({
      databaseUrl: url,
      release: null,
      program: this.#program,
      generations,
      log,
    });
  }

  /** The ids of the processes that have built an index, in order. */
  async builds(): Promise<number[]> {
    const text = await Bun.file(this.dir.join("builds"))
      .text()
      .catch(() => "");
    return text.split("\n").filter(Boolean).map(Number);
  }

  /** The index that is kept for the next run: its name and a hash of its contents. */
  async kept(): Promise<{ name: string; hash: string }> {
    const names = await readdir(this.dir.join("state"));
    const [name, ...others] = names.filter((name) => !/^[0-9a-f]{32}\.msgpack$/.test(name));
    // There is nothing else in the folder.
    expect(others).toEqual([]);
    expect(name).toMatch(/^database-[0-9a-f]+\.msgpack$/);
    const bytes = await Bun.file(this.dir.join("state", name!)).bytes();
    return { name: name!, hash: Bun.hash(bytes).toString(16) };
  }

  /** `assembl`, which records its process id before it begins. */
  get #program(): string[] {
    const note = `echo $$ >> '${this.dir.join("builds")}'; exec "$@"`;
    return ["bash", "-c", note, "bash", ...ASSEMBL];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await db.sql(`DROP DATABASE ${this.database}`);
    await this.dir[Symbol.asyncDispose]();
  }
}

describe("a database's index", () => {
  test("is built before it is served, and the build is logged", async () => {
    await using setup = await Setup.make();
    const log = new KeptLog();
    await using server = new FedServer(await setup.feed(setup.url(), log), log);
    await server.start();
    expect(server.served).toBeNull();
    await server.follow();
    expect(server.labels()).toEqual(["OLD"]);
    const events = log.lines.map((line) => JSON.parse(line));
    const phaseOf = (event: { progress?: string }) => event.progress?.split(":", 1)[0];
    // A build that takes long tells of a phase again.
    const firsts = events.filter(
      (event, i) => i === 0 || !phaseOf(event) || phaseOf(event) !== phaseOf(events[i - 1]),
    );
    const { generation } = server.served!.catalogue;
    expect(firsts).toEqual([
      { event: "building", progress: expect.stringMatching(/^reading: 0 rows/) },
      { event: "building", progress: expect.stringMatching(/^compiling: 1 rows/) },
      { event: "building", progress: expect.stringMatching(/^writing: 1 rows/) },
      { event: "built", generation, unchanged: false, species: 1, labels: 1, genes: 1 },
      {
        event: "serving generation",
        generation,
        index: setup.url(),
        copy: setup.dir.join("state", `${generation}.msgpack`),
      },
    ]);
  });

  test("may be of all core databases of a release, and is kept apart from that of another", async () => {
    await using setup = await Setup.make();
    await coreDatabase(db, `${setup.database}_core_61_1`, speciesWithGenes("pan", 2));
    const generations = await generationsIn(setup.dir.join("state"));
    const options = {
      databaseUrl: urlOf(db, ""),
      program: ASSEMBL,
      generations,
      log: new KeptLog(),
    };
    const feed = new DatabaseFeed({ ...options, release: 61 });
    expect(feed.name).toBe(`mysql://root@127.0.0.1:${db.port}/ release 61`);
    await using server = await serveFeed(feed);
    expect(server.labels(2)).toEqual(["PAN1", "PAN2"]);
    expect(await new DatabaseFeed({ ...options, release: 61 }).recall()).not.toBeNull();
    expect(await new DatabaseFeed({ ...options, release: 62 }).recall()).toBeNull();
    await db.sql(`DROP DATABASE ${setup.database}_core_61_1`);
  });

  test("of an earlier run is served at once, while a new one is built", async () => {
    await using setup = await Setup.make();
    {
      await using first = await serveFeed(await setup.feed());
      expect(first.labels()).toEqual(["OLD"]);
    }
    await setup.add("NEW");
    await setup.add("N");
    await using second = new FedServer(await setup.feed());
    await second.start();
    expect(second.labels()).toEqual(["OLD"]);
    expect(await setup.builds()).toHaveLength(1);
    await second.follow();
    expect(second.labels()).toEqual(["N"]);
    expect(await setup.builds()).toHaveLength(2);
  });

  test("is built again at each look, and served if its genes have changed", async () => {
    await using setup = await Setup.make();
    await using server = await serveFeed(await setup.feed());
    const { served } = server;
    await server.look();
    // The same genes have the same generation.
    expect(server.served).toBe(served);
    await setup.add("N");
    await server.look();
    expect(server.labels()).toEqual(["N"]);
  });

  test("is built once for all requests made at the same time, and once more for those made meanwhile", async () => {
    await using setup = await Setup.make();
    await using server = await serveFeed(await setup.feed());
    const began = async () => (await setup.builds()).length;
    const before = await began();
    await setup.add("NN");
    const first = Promise.all([server.look(), server.look()]);
    await until(async () => (await began()) > before);
    await setup.add("N");
    await Promise.all([first, server.look(), server.look(), server.look()]);
    expect(server.labels()).toEqual(["N"]);
    expect(await began()).toBe(before + 2);
  });

  test("is built again if it was removed with its folder", async () => {
    await using setup = await Setup.make();
    await using server = await serveFeed(await setup.feed());
    await rm(setup.dir.join("state"), { recursive: true });
    await setup.add("N");
    await server.look();
    expect(server.labels()).toEqual(["N"]);
    await setup.kept();
  });

  test("of an earlier run is not served if it is damaged, but built again", async () => {
    await using setup = await Setup.make();
    await (await serveFeed(await setup.feed())).stop();
    const { name } = await setup.kept();
    const bytes = flipped(await Bun.file(setup.dir.join("state", name)).bytes());
    for (const other of await readdir(setup.dir.join("state"))) {
      await writeFile(setup.dir.join("state", other), bytes);
    }
    await using server = new FedServer(await setup.feed());
    await server.start();
    expect(server.served).toBeNull();
    await server.follow();
    expect(server.labels()).toEqual(["OLD"]);
  });
});

test("the password is neither in the log nor on a command line nor in the index", async () => {
  await using setup = await Setup.make();
  await setup.addMany();
  await using proxy = await startProxy(db.port, ANSWERED_BYTES);
  const log = new KeptLog();
  const url = setup.url(`reader:${PASSWORD}`, proxy.port);
  await using server = new FedServer(await setup.feed(url, log), log);
  const looked = server.follow();
  await proxy.holding;
  const [build] = await setup.builds();
  const words = commandLine(build!);
  expect(words).toContain("build");
  expect(words.join()).not.toContain(PASSWORD);
  proxy.release();
  await looked;
  expect(server.labels()).toEqual(["OLD"]);
  const { name } = await setup.kept();
  const bytes = Buffer.from(await Bun.file(setup.dir.join("state", name)).bytes());
  expect(bytes.includes(PASSWORD)).toBeFalse();

  await db.sql("ALTER USER reader@'%' IDENTIFIED BY 'another'");
  await server.look();
  await db.sql(`ALTER USER reader@'%' IDENTIFIED BY '${PASSWORD}'`);
  expect(log.refusals).toEqual([expect.stringContaining("Access denied")]);
  expect(log.lines.join("\n")).not.toContain(PASSWORD);
});

describe("refused, while the old index stays in use:", () => {
  test("a database that is away; once it is back its index is served", async () => {
    await using setup = await Setup.make();
    await using server = await serveFeed(await setup.feed());
    const { served } = server;
    const before = await setup.kept();
    await setup.add("N");
    await db.kill();
    try {
      await server.look();
      expect(server.log.refusals).toEqual([expect.stringContaining("cannot connect")]);
      expect(server.served).toBe(served);
      expect(await setup.kept()).toEqual(before);

      // A server that starts in the meantime does not need it either.
      await using another = new FedServer(await setup.feed());
      await another.start();
      expect(another.labels()).toEqual(["OLD"]);
    } finally {
      await db.restart();
    }
    await server.until("N");
  });

  test("a database that is killed while it is read", async () => {
    await using setup = await Setup.make();
    await using proxy = await startProxy(db.port, ANSWERED_BYTES);
    await using server = await serveFeed(await setup.feed(setup.url("root", proxy.port)));
    const { served } = server;
    const before = await setup.kept();
    await setup.addMany();
    const looked = server.look();
    await proxy.holding;
    proxy.cut();
    await looked;
    expect(server.log.refusals).toEqual([expect.stringContaining("lost the connection")]);
    expect(server.served).toBe(served);
    expect(await setup.kept()).toEqual(before);
  });

  test.each([
    ["is empty", "WHERE TRUE", / gave no rows; /],
    ["has fewer than half of the genes", "WHERE display_label = 'OLD'", /fewer than half of the 3/],
  ])("a table that %s", async (_, which, problem) => {
    await using setup = await Setup.make();
    await db.sql(`INSERT INTO ${setup.table} (species, stable_id, display_label)
      VALUES ('homo_sapiens', 'ENSG00000000001', 'OLD'), ('homo_sapiens', NULL, 'OTHER')`);
    await using server = await serveFeed(await setup.feed());
    const { served } = server;
    const before = await setup.kept();
    await db.sql(`DELETE FROM ${setup.table} ${which}`);
    await server.look();
    expect(server.log.refusals).toEqual([expect.stringMatching(problem)]);
    expect(server.served).toBe(served);
    expect(await setup.kept()).toEqual(before);
  });

  test("a table that was dropped", async () => {
    await using setup = await Setup.make();
    await using server = await serveFeed(await setup.feed());
    const { served } = server;
    await db.sql(`DROP TABLE ${setup.table}`);
    await server.look();
    expect(server.log.refusals).toEqual([expect.stringContaining("doesn't exist")]);
    expect(server.served).toBe(served);
  });

  test("a build that is killed", async () => {
    await using setup = await Setup.make();
    await using proxy = await startProxy(db.port, ANSWERED_BYTES);
    await using server = await serveFeed(await setup.feed(setup.url("root", proxy.port)));
    const { served } = server;
    const before = await setup.kept();
    await setup.addMany();
    const looked = server.look();
    await proxy.holding;
    const build = (await setup.builds()).at(-1)!;
    // Builds have a lower priority than requests.
    expect(getPriority(build)).toBe(constants.priority.PRIORITY_BELOW_NORMAL);
    process.kill(build, "SIGKILL");
    await looked;
    expect(server.log.refusals).toEqual([
      expect.stringMatching(/ ended with SIGKILL; check that /),
    ]);
    expect(server.served).toBe(served);
    expect(await setup.kept()).toEqual(before);
  });

  test("a program that is not Assembl", async () => {
    await using setup = await Setup.make();
    const generations = await generationsIn(setup.dir.join("state"));
    const program = ["bash", "-c", "exit 3"];
    const options = {
      databaseUrl: setup.url(),
      release: null,
      program,
      generations,
      log: new KeptLog(),
    };
    await using server = await serveFeed(new DatabaseFeed(options));
    expect(server.served).toBeNull();
    expect(server.log.refusals).toEqual([expect.stringContaining("ended early")]);
  });
});

describe("a stop", () => {
  test("ends a build", async () => {
    await using setup = await Setup.make();
    await setup.addMany();
    await using proxy = await startProxy(db.port, ANSWERED_BYTES);
    await using server = new FedServer(await setup.feed(setup.url("root", proxy.port)));
    const looked = server.follow();
    await proxy.holding;
    const [build] = await setup.builds();
    expect(isRunning(build!)).toBeTrue();
    await server.stop();
    await looked;
    await until(() => !isRunning(build!));
    // The stop was intended, so there is no warning.
    expect(server.log.refusals).toEqual([]);
  });

  test("prevents a build from beginning", async () => {
    await using setup = await Setup.make();
    const feed = await setup.feed();
    const bringing = feed.bring();
    feed.stop();
    expect(bringing).rejects.toThrow("the server is stopping");
    await bringing.catch(() => {});
    expect(existsSync(setup.dir.join("builds"))).toBeFalse();
  });
});

describe("there can be no feed", () => {
  test.each([
    ["without a scheme", "nonsense"],
    ["with another scheme", "postgres://me:s3cret@localhost/genes"],
    ["without a database", "mysql://me:s3cret@localhost"],
    ["with a password that is not encoded", "mysql://me:s3/cret@localhost/genes"],
  ])("with a URL %s", async (_, url) => {
    await using dir = await tempDir();
    const generations = await generationsIn(dir.join("state"));
    const make = () =>
      new DatabaseFeed({
        databaseUrl: url,
        release: null,
        program: ASSEMBL,
        generations,
        log: new KeptLog(),
      });
    expect(make).toThrow(UsageError);
    expect(make).toThrow(/^DATABASE_URL [^;]+; it takes mysql:/);
    expect(make).not.toThrow(/s3/);
  });

  test("without a folder to build in", async () => {
    await using dir = await tempDir();
    await writeFile(dir.join("state"), "");
    const generations = await generationsIn(dir.join("state"));
    const databaseUrl = "mysql://me:s3cret@localhost/genes";
    expect(
      () =>
        new DatabaseFeed({
          databaseUrl,
          release: null,
          program: ASSEMBL,
          generations,
          log: new KeptLog(),
        }),
    ).toThrow("there is no folder to build an index in; set STATE_DIR");
  });
});
