/** Private MariaDB servers. */

import { type Connection, createConnection, type RowDataPacket } from "mysql2/promise";
import { installed } from "../processes/debian.ts";
import { succeed } from "../processes/program.ts";
import { type TempDir, tempDir } from "../temp.ts";
import { Daemon, onFreePort } from "./daemon.ts";

const DATABASE = "ensembl_autocomplete";

/**
 * `await using db = await startMariaDb()`: an empty database `ensembl_autocomplete` on a private server
 * that listens on 127.0.0.1; it is stopped and removed at the end of the scope.
 *
 * @param options more options of mariadbd
 * @throws Error with the server's output, if it does not start
 */
export async function startMariaDb(options: readonly string[] = []): Promise<MariaDb> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await tempDir());
  await install(dir);
  const db = await onFreePort(async (port) => {
    const started = new MariaDb(dir, port, options);
    await started.start();
    return started;
  });
  stack.move();
  return db;
}

export class MariaDb implements AsyncDisposable {
  /** As `root` without a password, over TCP. */
  readonly url: string;
  readonly socketPath: string;
  #server: Daemon | undefined;

  constructor(
    private readonly dir: TempDir,
    readonly port: number,
    private readonly options: readonly string[],
  ) {
    this.url = `mysql://root@127.0.0.1:${port}/${DATABASE}`;
    this.socketPath = dir.join("socket");
  }

  /** Starts the server; resolves once it answers. */
  async start(): Promise<void> {
    this.#server = await Daemon.start(
      [
        installed("mariadbd"),
        "--no-defaults",
        ...asRoot(),
        `--datadir=${this.dir.join("data")}`,
        `--tmpdir=${this.dir.path}`,
        `--socket=${this.socketPath}`,
        `--pid-file=${this.dir.join("pid")}`,
        `--port=${this.port}`,
        "--bind-address=127.0.0.1",
        "--skip-name-resolve",
        "--performance-schema=off",
        "--innodb-buffer-pool-size=16M",
        // Commits survive a killed server, but not a power cut.
        "--innodb-flush-log-at-trx-commit=2",
        ...this.options,
      ],
      () => this.#answers(),
    );
  }

  /** Runs statements as root; resolves with the rows if it is a single one. */
  async sql(text: string): Promise<RowDataPacket[]> {
    const connection = await this.#connect({ database: DATABASE });
    try {
      const [rows] = await connection.query<RowDataPacket[]>(text);
      return rows;
    } finally {
      await connection.end();
    }
  }

  /** Loads an uncompressed label file, whose header names columns of the table. */
  async load(table: string, file: string): Promise<void> {
    const header = (await Bun.file(file).slice(0, 4096).text()).split("\n", 1)[0]!;
    await this.sql(
      `LOAD DATA INFILE '${file}' INTO TABLE ${table} CHARACTER SET utf8mb4
       IGNORE 1 LINES (${header.split("\t").join(", ")})`,
    );
  }

  /** Kills the server: connections break, committed rows stay. */
  async kill(): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
  }

  /** Kills the server if it runs, and starts it again with the same data on the same port. */
  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.dir[Symbol.asyncDispose]();
  }

  async #answers(): Promise<boolean> {
    try {
      const connection = await this.#connect({});
      await connection.query(`CREATE DATABASE IF NOT EXISTS ${DATABASE}`);
      await connection.end();
      return true;
    } catch {
      return false;
    }
  }

  #connect(options: { database?: string }): Promise<Connection> {
    return createConnection({
      ...options,
      socketPath: this.socketPath,
      user: "root",
      charset: "utf8mb4",
      multipleStatements: true,
    });
  }
}

async function install(dir: TempDir): Promise<void> {
  await succeed(
    [
      installed("mariadb-install-db"),
      "--no-defaults",
      ...asRoot(),
      `--datadir=${dir.join("data")}`,
      // Installations at the same time would conflict in the machine's own.
      `--tmpdir=${dir.path}`,
      "--auth-root-authentication-method=normal",
      "--skip-test-db",
      "--skip-name-resolve",
      "--innodb-log-file-size=8M",
    ],
    { env: process.env },
  );
}

/** mariadbd refuses to run as root without this. */
function asRoot(): string[] {
  return process.getuid?.() === 0 ? ["--user=root"] : [];
}
