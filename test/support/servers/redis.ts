/** Redis servers of a test's own. */

import { installed } from "../processes/debian.ts";
import { type TempDir, tempDir } from "../temp.ts";
import { Daemon, onFreePort } from "./daemon.ts";

/** What a server is started with. */
export interface RedisOptions {
  password?: string;
  /** The server whose replica it is, with the same password. */
  primary?: Redis;
}

/**
 * `await using redis = await startRedis()`: an empty server that listens on 127.0.0.1 and keeps nothing on disk;
 * stopped at the end of the scope.
 *
 * @throws Error with the server's log, where it does not start
 */
export async function startRedis(options: RedisOptions = {}): Promise<Redis> {
  await using stack = new AsyncDisposableStack();
  const dir = stack.use(await tempDir());
  const redis = await onFreePort(async (port) => {
    const started = new Redis(dir, port, options);
    await started.start();
    return started;
  });
  stack.move();
  return redis;
}

export class Redis implements AsyncDisposable {
  #server: Daemon | undefined;

  constructor(
    private readonly dir: TempDir,
    readonly port: number,
    private readonly options: RedisOptions,
  ) {}

  /** The address of what is published under a key. */
  address(key = "genes", port = this.port): string {
    const login = this.#password === undefined ? "" : `:${encodeURIComponent(this.#password)}@`;
    return `redis://${login}127.0.0.1:${port}/0?key=${key}`;
  }

  /** Starts the server, empty, and waits until it answers; a replica, until it has all of its primary's. */
  async start(): Promise<void> {
    const { primary } = this.options;
    const replica =
      primary === undefined
        ? []
        : ["--replicaof", `127.0.0.1 ${primary.port}`, "--repl-diskless-sync-delay", "0"];
    this.#server = await Daemon.start(
      [
        installed("redis-server"),
        ...["--port", String(this.port), "--bind", "127.0.0.1", "--dir", this.dir.path],
        ...["--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0"],
        ...this.#login,
        ...replica,
      ],
      () => this.#isUp(),
    );
  }

  /** Runs commands on a connection of their own. */
  async with<T>(work: (client: Bun.RedisClient) => Promise<T>): Promise<T> {
    const client = new Bun.RedisClient(this.address(), { autoReconnect: false });
    await client.connect();
    try {
      return await work(client);
    } finally {
      client.close();
    }
  }

  /** All keys, in order. */
  async keys(): Promise<string[]> {
    return (await this.with((client) => client.keys("*"))).sort();
  }

  /** Ends the server as a crash does; what it held is lost. */
  async kill(): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
  }

  /** Has it stand still, with its connections open, until `resume`. */
  pause(): void {
    this.#server?.kill("SIGSTOP");
  }

  resume(): void {
    this.#server?.kill("SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.dir[Symbol.asyncDispose]();
  }

  get #password(): string | undefined {
    return this.options.primary?.options.password ?? this.options.password;
  }

  get #login(): string[] {
    const password = this.#password;
    return password === undefined ? [] : ["--requirepass", password, "--masterauth", password];
  }

  async #isUp(): Promise<boolean> {
    try {
      return await this.with(async (client) => {
        const info: string = await client.send("INFO", ["replication"]);
        return this.options.primary === undefined || info.includes("master_link_status:up");
      });
    } catch {
      return false;
    }
  }
}
