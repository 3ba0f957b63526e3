/** Private Redis servers. */

import { installed } from "../processes/debian.ts";
import { type TempDir, tempDir } from "../temp.ts";
import { Daemon, onFreePort } from "./daemon.ts";

/** Options of a server. */
export interface RedisOptions {
  password?: string;
  /** The server that it replicates, which has the same password. */
  primary?: Redis;
}

/**
 * `await using redis = await startRedis()`: an empty server that listens on 127.0.0.1 and keeps nothing on disk;
 * it is stopped at the end of the scope.
 *
 * @throws Error with the server's output, if it does not start
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

  /** The URL of what is published under a key. */
  address(key = "genes", port = this.port): string {
    const login = this.#password === undefined ? "" : `:${encodeURIComponent(this.#password)}@`;
    return `redis://${login}127.0.0.1:${port}/0?key=${key}`;
  }

  /** Starts the server, empty; resolves once it answers, and a replica once it has copied its primary. */
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

  /** Runs commands on a separate connection. */
  async with<T>(work: (client: Bun.RedisClient) => Promise<T>): Promise<T> {
    const client = new Bun.RedisClient(this.address(), { autoReconnect: false });
    await client.connect();
    try {
      return await work(client);
    } finally {
      client.close();
    }
  }

  /** All keys, sorted. */
  async keys(): Promise<string[]> {
    return (await this.with((client) => client.keys("*"))).sort();
  }

  /** Kills the server; what it had is lost. */
  async kill(): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
  }

  /** Stops the process, with its connections open, until `resume`. */
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
